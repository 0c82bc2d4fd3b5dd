"""Identification: who sends a request, and which languages they read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import HTTPConnection

from core.concurrency.batching import Batches
from core.concurrency.threads import in_thread_of
from core.errors import ProviderUnreachable, TooManyWait, Unavailable, WithoutRole
from core.http.refusals import service_unavailable
from core.identity import PUBLIC, Viewer
from core.platform import Platform
from core.sign_in.remembered import Remembered
from schema.request.languages import accepted_languages
from schema.request.reading import Reading
from schema.serving.headers import headers_of
from schema.serving.http import HttpError, NotAdmitted

THREADS = 16
"""For sign-ins that may have to wait for a provider or a plugin: twice as many as may wait for a provider's keys."""
LONGEST = 500
"""The most bytes of an Accept-Language header that are read."""


class Identification:
    """Identifies who sends a request, and which languages they read."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.remembered = Remembered(
            lambda: platform.store.revision_without_waiting(), lambda request: self._viewers([request])[0]
        )
        self.batches = Batches(self._viewers, in_event_loop=platform.sign_in.needs_no_waiting)
        self.threads = ThreadPoolExecutor(THREADS, "nmirf-sign-in")

    def public(self, request: HTTPConnection) -> Reading | None:
        """The reading of the public, if a request has no credentials."""
        if b"authorization" in headers_of(request.scope) or self.platform.sign_in.plugins_recognise:
            return None
        return self.platform.reading(PUBLIC, self.languages(request))

    async def reading(self, request: HTTPConnection) -> Reading:
        """The reading for the sender of a request.

        Raises HttpError: 401 for an unknown token, 403 for one that gives no role, 503 if it cannot be checked.
        """
        try:
            viewer = await self._viewer(request)
        except Unavailable as error:
            raise service_unavailable(error) from None
        except TooManyWait:
            message = "Too many requests are waiting for the sign-in provider's keys. Try again in a second."
            raise _sign_in_unavailable(message, 1) from None
        except ProviderUnreachable:
            message = "The sign-in provider does not answer, so this token cannot be checked. Try again in a minute."
            raise _sign_in_unavailable(message, 60) from None
        except WithoutRole as error:
            message = (
                f"This token is valid, but gives no role here: {error}. Ask the secretariat for one, or send no token."
            )
            raise NotAdmitted(403, "NO_ROLE", message) from None
        if viewer is None:
            raise NotAdmitted(
                401,
                "TOKEN",
                "This token is unknown, expired or revoked. Send `Authorization: Bearer <token>` with a valid one, or "
                "leave out that header to read as the public.",
                {b"www-authenticate": b'Bearer realm="nmirf", error="invalid_token"'},
            )
        return self.platform.reading(viewer, self.languages(request))

    def known(self, request: HTTPConnection) -> Viewer | None:
        """The sender of a request, if that is known without waiting; else None, and `reading` identifies or refuses."""
        needs_no_waiting = self.platform.sign_in.needs_no_waiting
        return self.remembered(request, self.platform.now().date()) if needs_no_waiting else None

    def languages(self, request: HTTPConnection) -> Sequence[str]:
        """The languages that a request prefers."""
        wanted = headers_of(request.scope).get(b"accept-language")
        return accepted_languages(wanted[:LONGEST]) if wanted else ()

    async def _viewer(self, request: HTTPConnection) -> Viewer | None:
        """The sender of a request. If a provider or a plugin may have to be waited for, that happens in a thread."""
        sign_in = self.platform.sign_in
        if sign_in.local:
            return await self.batches.ask(request)
        return await in_thread_of(self.threads, sign_in.viewer, request, self.platform.now().date())

    def _viewers(self, requests: Sequence[HTTPConnection]) -> Sequence[Viewer | Exception | None]:
        return self.platform.sign_in.viewers(requests, self.platform.now().date())


def _sign_in_unavailable(message: str, seconds: int) -> HttpError:
    """The refusal of a token that cannot be checked at the moment. seconds: until it may be tried again."""
    return HttpError(503, "SIGN_IN_UNAVAILABLE", message, {b"retry-after": b"%d" % seconds})
