"""Tells from a request who reads, and in which languages."""

from __future__ import annotations

import asyncio

from starlette.requests import HTTPConnection

from core.errors import ProviderUnreachable, Unavailable
from core.identity import PUBLIC
from core.platform import Platform
from schema.http import HttpError
from schema.reading import Reading, accepted_languages

LONGEST = 500
"""So many bytes of an Accept-Language header are read."""


class Identification:
    """Tells from a request who reads, and in which languages."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def __call__(self, request: HTTPConnection) -> Reading:
        """The reading for a request. Raises HttpError: 401 where nobody knows the sender, 503 where none can tell."""
        claims, languages = False, b""
        for name, value in request.scope["headers"]:
            if name == b"authorization":
                claims = True
            elif name == b"accept-language":
                languages = value
        accepted = accepted_languages(languages[:LONGEST]) if languages else ()
        platform = self.platform
        if not claims and not platform.sign_in.plugins_recognise:
            return platform.reading(PUBLIC, accepted)
        try:
            today = platform.now().date()
            if platform.sign_in.at_once:
                viewer = platform.sign_in.viewer(request, today)
            else:
                viewer = await asyncio.to_thread(platform.sign_in.viewer, request, today)
        except Unavailable:
            raise HttpError(
                503,
                "DATABASE_UNREACHABLE",
                "The database does not answer. Try again in a moment.",
                {b"retry-after": b"5"},
            ) from None
        except ProviderUnreachable:
            raise HttpError(
                503,
                "SIGN_IN_UNAVAILABLE",
                "The sign-in provider does not answer, so this token cannot be checked. Try again in a minute.",
                {b"retry-after": b"60"},
            ) from None
        if viewer is None:
            raise HttpError(
                401,
                "TOKEN",
                "This token is unknown, expired or revoked. Send `Authorization: Bearer <token>` with one that is in "
                "force, or no such header to ask as the public.",
                {b"www-authenticate": b'Bearer realm="nmirf", error="invalid_token"'},
            )
        return platform.reading(viewer, accepted)
