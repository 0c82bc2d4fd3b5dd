"""A minimal endpoint behind the platform's request ids, headers, metrics and log."""

from __future__ import annotations

import orjson
from starlette.types import Receive, Scope, Send

from bench.servers.handwritten.lifespan import with_database
from bench.servers.handwritten.operations import Operations
from core.server.app import create_app
from core.settings.settings import Settings

CONTENT_TYPE = (b"content-type", b"application/json; charset=utf-8")

settings = Settings.from_environment()
handwritten = Operations(settings)


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    request = orjson.loads(body)
    token = dict(scope["headers"]).get(b"authorization", b"").removeprefix(b"Bearer ")
    answer = await handwritten.answer(request["query"], request.get("variables") or {}, token)
    length = (b"content-length", str(len(answer)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [CONTENT_TYPE, length]})
    await send({"type": "http.response.body", "body": answer})


app = with_database(handwritten.database, create_app(settings, graphql=endpoint))
