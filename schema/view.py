"""The one endpoint: planned operations answered at once, subscriptions and the page for people by Strawberry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from schema.execute import Engine
from schema.http import GRAPHQL, GraphQLRequest, HttpError, from_body, from_query, negotiated
from schema.reading import Reading
from schema.values import Context

LARGEST_BODY = 1_000_000

Identify = Callable[[HTTPConnection], Awaitable[Reading]]
"""Who sends a request. Raises HttpError 401 where it says so and it is not true."""


class SchemaView(GraphQL[Context, None]):
    """GraphQL over HTTP and over graphql-transport-ws, for one engine."""

    def __init__(self, engine: Engine, identify: Identify, page: bytes) -> None:
        super().__init__(
            engine.assembled.schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL]
        )
        self.engine, self.identify, self.page = engine, identify, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        headers = dict(scope["headers"])
        try:
            if scope["method"] == "GET" and b"text/html" in headers.get(b"accept", b"") and not scope["query_string"]:
                await _send(send, 200, b"text/html; charset=utf-8", self.page, {})
                return
            kind = negotiated(headers.get(b"accept"))
            request = await self.request(scope, headers, receive)
            status, body = await self.answered(HTTPConnection(scope), request, kind)
            await _send(send, status, kind, body, {})
        except HttpError as error:
            await _send(send, error.status, b"application/json", error.body(), error.headers)

    async def request(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> GraphQLRequest:
        """The request that was sent. Raises HttpError."""
        if scope["method"] == "POST":
            return from_body(await _body(receive, headers), headers.get(b"content-type"))
        if scope["method"] == "GET":
            return from_query(scope["query_string"])
        raise HttpError(405, "METHOD", "Ask with POST, or with GET for queries.", {b"allow": b"GET, POST"})

    async def answered(self, connection: HTTPConnection, request: GraphQLRequest, kind: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        reading = await self.identify(connection)
        if request.query is None:
            raise HttpError(400, "NO_QUERY", "Send a GraphQL document in `query`.")
        answer = await self.engine.answer(
            request.query,
            request.operation_name,
            request.variables,
            reading,
            only_queries=connection.scope["method"] == "GET",
        )
        if answer.method_not_allowed:
            raise HttpError(405, "METHOD", "Send mutations with POST.", {b"allow": b"POST"})
        return (200 if answer.executed or kind != GRAPHQL else 400), answer.body

    async def get_context(self, request: Any, response: Any) -> Context:
        """What resolvers of a subscription have in reach."""
        return self.engine.context(await self.identify(request))


async def _body(receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        raise too_large()
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(body) > LARGEST_BODY:
            raise too_large()
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            raise too_large()
    return b"".join(parts)


def too_large() -> HttpError:
    return HttpError(413, "BODY_SIZE", f"The body is larger than {LARGEST_BODY:,} bytes.")


async def _send(send: Send, status: int, kind: bytes, body: bytes, headers: Mapping[bytes, bytes]) -> None:
    written = [
        (b"content-type", kind if b"charset" in kind else kind + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *headers.items(),
    ]
    await send({"type": "http.response.start", "status": status, "headers": written})
    await send({"type": "http.response.body", "body": body})
