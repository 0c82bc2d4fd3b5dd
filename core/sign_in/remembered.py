"""The senders of requests, remembered until something is written that could change them."""

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
    """Remembers viewers for one revision and one day: any write that ends a token makes the next revision.

    revision: returns the revision of the records; look: finds in them the sender of a request. To be called when
    requests arrive, like OncePerTurn.
    """

    def __init__(
        self, revision: Callable[[], int | None], look: Callable[[HTTPConnection], Viewer | Exception | None]
    ) -> None:
        self.revision, self.look = OncePerTurn(revision), look
        self.viewers: dict[bytes, tuple[int | None, date, Viewer]] = {}

    def __call__(self, request: HTTPConnection, today: date) -> Viewer | None:
        """The sender of a request; None for the public, and if the records do not say."""
        # Read before the look: a write in between makes another revision.
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
    """The key of the token of a request: its digest, since tokens are not kept."""
    return hashlib.sha256(headers_of(request.scope).get(b"authorization", b"")).digest()
