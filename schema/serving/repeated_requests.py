"""Answers requests that were sent before, as they arrive: without waiting, and so without a task.

A `KnownRequest` of core, recognised by all its bytes, holds the `KnownPost`, which holds the `ReadyQuery` that answers
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from starlette.requests import HTTPConnection
from starlette.types import Scope

from schema.execute import Engine
from schema.execution.answer import Answer
from schema.execution.once_per_turn import OncePerTurn
from schema.execution.ready_query import ReadyQuery
from schema.request.reading import Reading
from schema.serving.caching import Caching, Key, day_of
from schema.serving.door import Door, Headers
from schema.serving.headers import headers_of
from schema.serving.http import (
    PRIVATE,
    GraphQLRequest,
    HttpError,
    Response,
    from_body,
    media_type_for,
    require_json,
    response_headers,
    response_parts,
)
from schema.serving.persisted import Persisted


@dataclass(slots=True)
class KnownPost:
    """A request that was read once and can be answered again, whenever it is sent with the same bytes.

    scope: of the request that was sent first; public: whether it claims no identity; kind: the media type of its
    answer; key: of its answer in the cache; request: its one operation; ready: what answers it, once that is made.
    """

    scope: Scope
    public: bool
    kind: bytes
    key: Key
    request: GraphQLRequest
    ready: ReadyQuery | None = None


class RepeatedRequests:
    """Answers repeated requests to one engine. Call it as they arrive."""

    def __init__(self, engine: Engine, door: Door, persisted: Persisted, caching: Caching) -> None:
        self.engine, self.door, self.persisted, self.caching = engine, door, persisted, caching
        self.revision = OncePerTurn(lambda: engine.store_for(public=True).revision_without_waiting())

    def read(self, scope: Scope, body: bytes) -> KnownPost | None:
        """A valid POST; None for any other request, which `SchemaView` has to answer.

        A request with an identity must be a query that was answered before: any other has to wait for its plan.
        """
        if scope["method"] != "POST":
            return None
        headers, connection = headers_of(scope), HTTPConnection(scope)
        public = self.door.public(connection) is not None
        try:
            request = from_body(body, self.engine.limits)
            if isinstance(request, list) or (text := self.persisted.text_without_waiting(request)) is None:
                return None
            if not public and not self.engine.was_answered(text, request.operation_name):
                return None
            kind = media_type_for(headers.get(b"accept"))
            require_json(headers)
        except HttpError:
            return None
        return KnownPost(scope, public, kind, (False, body, tuple(self.door.languages(connection))), request)

    def answer(self, post: KnownPost, scope: Scope) -> Response | None:
        """The answer, if nothing has to be waited for.

        Else None: nothing was counted or refused, and `SchemaView` has to answer.
        """
        headers: Headers = {}
        connection = HTTPConnection(scope)
        reading, answer = None, None
        text = self.persisted.text_without_waiting(post.request)
        if text is None:
            return None
        if not post.public:
            reading = self.door.reading_without_waiting(connection, post.key[2])
            answer = None if reading is None else self._read_by_sql(post, text, reading)
        elif self.door.may_enter(scope):
            answer = self._public(post, text)
        if answer is None:
            return None
        self.door.count(connection, reading, headers)
        if reading is not None:
            headers[b"cache-control"] = PRIVATE
        status, kind, body = response_parts(post.kind, answer)
        return status, response_headers(headers, status, kind, body), body

    def _read_by_sql(self, post: KnownPost, text: str, reading: Reading) -> Answer | None:
        """The answer by SQL to a query that was answered before, if nothing has to be waited for."""
        request = post.request
        if request.shows_cost:
            return None
        if post.ready is None or post.ready.role != reading.role:
            post.ready = self.engine.ready_query(text, request.operation_name, request.variables, reading)
        return None if post.ready is None else self.engine.answer_without_waiting(post.ready, reading)

    def _public(self, post: KnownPost, text: str) -> Answer | None:
        """The public's answer: from the cache, or read now."""
        started, answers = perf_counter(), self.caching.answers
        revision = self.revision() if answers.was_requested(post.key) else None
        cached = None if revision is None else answers.find(revision, self.door.today(), post.key)
        if cached is not None:
            self.engine.listener.answered("query", cached.operation, perf_counter() - started)
            return cached
        reading = self.door.public_reading(post.key[2])
        answer = self._read_by_sql(post, text, reading)
        if answer is not None:
            # Only now: otherwise `SchemaView`, which answers all others, would think that this was requested before.
            answers.note(post.key)
            if revision is not None and answer.validity:
                answers.keep(revision, day_of(reading), post.key, answer)
        return answer
