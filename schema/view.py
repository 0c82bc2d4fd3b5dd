"""The one endpoint: GraphQL over HTTP and over graphql-transport-ws, and a page for people."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from schema.execute import Engine
from schema.execution.answer import Answer
from schema.request.reading import Reading
from schema.serving.bodies import Bodies
from schema.serving.browsers import PAGE_HEADERS, wants_page
from schema.serving.caching import Caching, Key, day_of
from schema.serving.door import Door, Headers
from schema.serving.headers import headers_of
from schema.serving.http import (
    METHODS,
    NO_STORE,
    PRIVATE,
    GraphQLRequest,
    HttpError,
    from_body,
    from_query,
    media_type_for,
    media_type_of_refusal,
    require_json,
    response_headers,
    response_parts,
)
from schema.serving.leaving import GivenUpIfLeft
from schema.serving.persisted import Persisted
from schema.serving.websocket import Conversation


@dataclass(slots=True)
class Exchange:
    """One request of the public that was let in.

    kind: the media type of its answer; key: of its answer in the cache; text: its document.
    """

    scope: Scope
    kind: bytes
    reading: Reading
    answer_headers: Headers
    key: Key
    request: GraphQLRequest
    text: str


class SchemaView:
    """GraphQL over HTTP and over graphql-transport-ws, for one engine. page: HTML for browsers."""

    def __init__(self, engine: Engine, door: Door, persisted: Persisted, page: bytes, caching: Caching) -> None:
        self.engine, self.door, self.persisted, self.page, self.caching = engine, door, persisted, page, caching
        self.bodies = Bodies(engine.limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await Conversation(self.engine, self.door, self.persisted, scope, receive, send).run()
            return
        headers: Headers = {}
        try:
            status, kind, body = await self.respond(scope, receive, headers)
        except HttpError as error:
            self.engine.listener.refused(error.code)
            kind = media_type_of_refusal(error, headers_of(scope).get(b"accept"))
            status, body = error.status, error.body()
            headers |= {b"cache-control": NO_STORE, **error.headers}
        await send(
            {"type": "http.response.start", "status": status, "headers": response_headers(headers, status, kind, body)}
        )
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def respond(self, scope: Scope, receive: Receive, answer_headers: Headers) -> tuple[int, bytes, bytes]:
        """Status, media type and body of the answer. Raises HttpError."""
        method, headers = scope["method"], headers_of(scope)
        if method not in ("POST", "GET", "HEAD"):
            answer_headers[b"allow"] = METHODS
            if method == "OPTIONS":
                return 204, b"", b""
            raise HttpError(405, "METHOD", "Ask with POST, or with GET for queries.")
        if method != "POST" and wants_page(headers.get(b"accept"), scope["query_string"]):
            answer_headers |= PAGE_HEADERS
            return 200, b"text/html; charset=utf-8", self.page
        kind = media_type_for(headers.get(b"accept"))
        if method == "POST":
            require_json(headers)
        reading = await self.door.enter(HTTPConnection(scope), answer_headers)
        is_get = method != "POST"
        payload = scope["query_string"] if is_get else await self.bodies.read(receive, headers)
        request = (from_query if is_get else from_body)(payload, self.engine.limits)
        if isinstance(request, list):
            answer = await self.batch(request, scope, reading, answer_headers)
        else:
            # Looked up before any cached answer, which may outlive a document that the operator has removed.
            text = self.persisted.text_without_waiting(request) or await self.persisted.text(request)
            with GivenUpIfLeft(scope, partial(self.engine.was_answered, text, request.operation_name)):
                if reading.public:
                    key = (is_get, payload, tuple(reading.languages))
                    return await self.public_answer(Exchange(scope, kind, reading, answer_headers, key, request, text))
                answer = await self.one(request, text, reading, is_get)
        if not reading.public:
            answer_headers[b"cache-control"] = PRIVATE
        return response_parts(kind, answer)

    async def public_answer(self, exchange: Exchange) -> tuple[int, bytes, bytes]:
        """The answer that every reader gets: unchanged since the last time, from the cache, or made now."""
        started, caching, reading = perf_counter(), self.caching, exchange.reading
        is_get, payload, _ = exchange.key
        worthwhile = is_get or caching.answers.was_requested(exchange.key)
        if not worthwhile:
            caching.answers.note(exchange.key)
        revision = await self.revision() if worthwhile else None
        cached = None if revision is None else caching.answers.find(revision, day_of(reading), exchange.key)
        if cached is not None:
            self.engine.listener.answered("query", cached.operation, perf_counter() - started)
        tags = None
        if is_get and revision is not None:
            headers = exchange.scope["headers"]
            tags = caching.tags(revision, exchange.kind, payload, reading, headers)
            if (known := tags.known()) is not None:
                exchange.answer_headers |= caching.headers(known)
                return 304, b"", b""
        answer = cached or await self.one(exchange.request, exchange.text, reading, is_get)
        if revision is not None and answer.validity:
            if cached is None:
                caching.answers.keep(revision, day_of(reading), exchange.key, answer)
            if tags is not None:
                exchange.answer_headers |= caching.headers(tags.of(answer.validity))
                if tags.any_will_do:
                    return 304, b"", b""
        elif is_get:
            exchange.answer_headers[b"cache-control"] = NO_STORE
        return response_parts(exchange.kind, answer)

    async def revision(self) -> int | None:
        """The revision of the data; None if the database cannot be read."""
        try:
            return await self.engine.store_for(public=True).revision()
        except GraphQLError:
            return None

    def one(
        self, request: GraphQLRequest, text: str, reading: Reading, only_queries: bool = False
    ) -> Awaitable[Answer]:
        """The answer to one request, made now."""
        return self.engine.answer(
            text, request.operation_name, request.variables, reading, only_queries, request.shows_cost
        )

    async def batch(
        self, requests: list[GraphQLRequest], scope: Scope, reading: Reading, answer_headers: Headers
    ) -> Answer:
        """The answers of a batch, in its order; each operation counts as a request of its own."""
        bodies: list[bytes] = []
        for place, request in enumerate(requests):
            try:
                if place:
                    reading = await self.door.enter(HTTPConnection(scope), answer_headers)
                bodies.append((await self.one(request, await self.persisted.text(request), reading)).body)
            except HttpError as error:
                bodies.append(error.body())
        return Answer(b"[" + b",".join(bodies) + b"]")
