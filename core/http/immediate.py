"""What is answered before a request becomes a task of its own: what is kept, and what a file answers in no time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from starlette.types import Scope

from core.http.cors import Sharing
from core.http.observing import Observing
from schema.cache import Cache
from schema.serving.http import Response
from schema.serving.repeated_requests import KnownPost, RepeatedRequests

PATH = "/graphql"
ROOM, LONGEST = 2_000_000, 16_000
"""Bytes for the requests that are known, and of the longest that is looked at."""


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """A request that arrived as a whole: what it asks, and what its answer says of who may read it."""

    post: KnownPost
    sharing: list[tuple[bytes, bytes]]


class Immediate:
    """Answers where nothing has to be waited for, with all that is around every other answer.

    What it does not answer is to be answered by a call of the app, which counts it, refuses it, or tells what failed.
    known: whole requests, by their bytes.
    """

    def __init__(self, again: RepeatedRequests, observing: Observing, sharing: Sharing) -> None:
        self.again, self.observing, self.sharing = again, observing, sharing
        self.known: Cache[bytes, KnownRequest] = Cache(ROOM)

    def read(self, scope: Scope, body: bytes) -> KnownRequest | None:
        """A whole request, if it may have an answer without waiting."""
        if scope["path"] != PATH or len(body) > LONGEST or self.observing.traces is not None:
            return None
        with suppress(Exception):
            post = self.again.read(scope, body)
            return None if post is None else KnownRequest(post, self.sharing.said(scope))
        return None

    def answer(self, request: KnownRequest, scope: Scope) -> Response | None:
        """The answer to a request, now."""
        try:
            return self.observing.without_waiting(scope, partial(self._found, request, scope))
        except Exception:
            return None

    def _found(self, request: KnownRequest, scope: Scope) -> Response | None:
        found = self.again.answer(request.post, scope)
        if found is None or not request.sharing:
            return found
        status, headers, body = found
        return status, headers + request.sharing, body

    def recalled(self, data: bytes) -> KnownRequest | None:
        """The whole request of these bytes."""
        return self.known.get(data) if len(data) <= LONGEST else None

    def remember(self, data: bytes, request: KnownRequest) -> None:
        """Know a whole request by its bytes from now on."""
        if len(data) <= LONGEST:
            self.known.add(data, request, 8 * len(data) + 2_000)
