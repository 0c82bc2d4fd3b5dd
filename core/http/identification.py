"""Tells from a request who reads, and in which languages."""

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
"""For sign-ins that may have to wait for a provider or a plugin: twice as many as wait for a provider's keys."""
LONGEST = 500
"""The most bytes of an Accept-Language header that are read."""


class Identification:
    """Tells from a request who reads, and in which languages."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.remembered = Remembered(
            lambda: platform.store.revision_without_waiting(), lambda request: self._viewers([request])[0]
        )
        self.batches = Batches(self._viewers, in_event_loop=platform.sign_in.needs_no_waiting)
        self.threads = ThreadPoolExecutor(THREADS, "nmirf-sign-in")

    def public(self, request: HTTPConnection) -> Reading | None:
        """The reading of the public, where a request claims nothing else."""
        if b"authorization" in headers_of(request.scope) or self.platform.sign_in.plugins_recognise:
            return None
        return self.platform.reading(PUBLIC, self.languages(request))

    async def reading(self, request: HTTPConnection) -> Reading:
        """The reading for whoever sends a request.

        Raises HttpError: 401 where nobody knows the token, 403 where it gives no role, 503 where it cannot be checked.
        """
        try:
            viewer = await self._viewer(request)
        except Unavailable as error:
            raise service_unavailable(error) from None
        except TooManyWait:
            raise _unchecked("Too many wait for keys of the sign-in provider. Try again in a second.", 1) from None
        except ProviderUnreachable:
            told = "The sign-in provider does not answer, so this token cannot be checked. Try again in a minute."
            raise _unchecked(told, 60) from None
        except WithoutRole as error:
            told = (
                f"This token is valid, but gives no role here: {error}. Ask the secretariat for one, or send no token."
            )
            raise NotAdmitted(403, "NO_ROLE", told) from None
        if viewer is None:
            raise NotAdmitted(
                401,
                "TOKEN",
                "This token is unknown, expired or revoked. Send `Authorization: Bearer <token>` with one that is in "
                "force, or no such header to ask as the public.",
                {b"www-authenticate": b'Bearer realm="nmirf", error="invalid_token"'},
            )
        return self.platform.reading(viewer, self.languages(request))

    def known(self, request: HTTPConnection) -> Viewer | None:
        """Who sends a request, where the records tell it without waiting; else None, and `reading` tells or refuses."""
        needs_no_waiting = self.platform.sign_in.needs_no_waiting
        return self.remembered(request, self.platform.now().date()) if needs_no_waiting else None

    def languages(self, request: HTTPConnection) -> Sequence[str]:
        """The languages that a request asks for."""
        wanted = headers_of(request.scope).get(b"accept-language")
        return accepted_languages(wanted[:LONGEST]) if wanted else ()

    async def _viewer(self, request: HTTPConnection) -> Viewer | None:
        """Who sends a request. Where a provider or a plugin may have to be waited for, nobody else waits for it."""
        sign_in = self.platform.sign_in
        if sign_in.local:
            return await self.batches.ask(request)
        return await in_thread_of(self.threads, sign_in.viewer, request, self.platform.now().date())

    def _viewers(self, requests: Sequence[HTTPConnection]) -> Sequence[Viewer | Exception | None]:
        return self.platform.sign_in.viewers(requests, self.platform.now().date())


def _unchecked(told: str, seconds: int) -> HttpError:
    """Refuses a token that cannot be checked just now. seconds: after which it may be tried again."""
    return HttpError(503, "SIGN_IN_UNAVAILABLE", told, {b"retry-after": b"%d" % seconds})
