"""Who sends requests, remembered as long as nothing is written that could change it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from starlette.requests import HTTPConnection

from core.identity import PUBLIC, Viewer
from schema.execution.once_per_turn import OncePerTurn
from schema.serving.headers import headers_of

MOST = 1_000


class Remembered:
    """Remembers viewers for one revision and one day: whatever ends a token makes the next revision.

    revision: tells the revision of the records; look: finds in them who sends a request. To be called as requests
    arrive, as OncePerTurn is.
    """

    def __init__(
        self, revision: Callable[[], int | None], look: Callable[[HTTPConnection], Viewer | Exception | None]
    ) -> None:
        self.revision, self.look = OncePerTurn(revision), look
        self.viewers: dict[bytes, tuple[int | None, date, Viewer]] = {}

    def __call__(self, request: HTTPConnection, today: date) -> Viewer | None:
        """Who sends a request; None for the public, and where the records do not tell."""
        # Asked for before the look: what is written in between has a revision of its own.
        revision, key = self.revision(), _key(request)
        known = self.viewers.get(key)
        if known is not None and revision is not None and known[:2] == (revision, today):
            return known[2]
        self.viewers.pop(key, None)
        viewer = self.look(request)
        if not isinstance(viewer, Viewer) or viewer is PUBLIC:
            return None
        if len(self.viewers) >= MOST:
            self.viewers.clear()
        self.viewers[key] = revision, today, viewer
        return viewer


def _key(request: HTTPConnection) -> bytes:
    """What stands for the token of a request: its digest, since tokens are not kept."""
    return hashlib.sha256(headers_of(request.scope).get(b"authorization", b"")).digest()
