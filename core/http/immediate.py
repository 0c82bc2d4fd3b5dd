"""Immediate answers, without a task: those in the cache, and those that SQLite gives without waiting."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from starlette.types import Scope

from core.http.cors import JsonCORSMiddleware
from core.http.observing import ObservationMiddleware
from schema.cache import Cache
from schema.serving.http import Response
from schema.serving.repeated_requests import KnownPost, RepeatedRequests

PATH = "/graphql"
ROOM, LONGEST = 2_000_000, 16_000
"""Bytes for known requests, and of the longest request that may be known."""


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """A request that arrived as a whole, and the headers that say which pages may read its answer."""

    post: KnownPost
    cors_headers: list[tuple[bytes, bytes]]


class Immediate:
    """Answers requests that need no waiting, with the same headers, log and counts as all other answers.

    What it does not answer is left to the app, which counts it, refuses it, or reports a failure.
    known: whole requests, by their bytes.
    """

    def __init__(self, again: RepeatedRequests, observing: ObservationMiddleware, cors: JsonCORSMiddleware) -> None:
        self.again, self.observing, self.cors = again, observing, cors
        self.known: Cache[bytes, KnownRequest] = Cache(ROOM)

    def read(self, scope: Scope, body: bytes) -> KnownRequest | None:
        """A whole request, if it may have an answer without waiting."""
        if scope["path"] != PATH or len(body) > LONGEST or self.observing.traces is not None:
            return None
        with suppress(Exception):
            post = self.again.read(scope, body)
            return None if post is None else KnownRequest(post, self.cors.headers_for_post(scope))
        return None

    def answer(self, request: KnownRequest, scope: Scope) -> Response | None:
        """The answer to a request, now."""
        try:
            return self.observing.without_waiting(scope, partial(self._found, request, scope))
        except Exception:
            return None

    def _found(self, request: KnownRequest, scope: Scope) -> Response | None:
        found = self.again.answer(request.post, scope)
        if found is None or not request.cors_headers:
            return found
        status, headers, body = found
        return status, headers + request.cors_headers, body

    def recall(self, data: bytes) -> KnownRequest | None:
        """The known request with these bytes."""
        return self.known.get(data) if len(data) <= LONGEST else None

    def remember(self, data: bytes, request: KnownRequest) -> None:
        """Know a request by its bytes from now on."""
        if len(data) <= LONGEST:
            self.known.add(data, request, 8 * len(data) + 2_000)
