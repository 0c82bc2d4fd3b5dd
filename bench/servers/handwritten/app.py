"""The endpoint: the least that answers a request, behind the platform's ids, headers, metrics and lines of the log."""

from __future__ import annotations

import orjson
from starlette.types import Receive, Scope, Send

from bench.servers.handwritten.lifespan import also_opening
from bench.servers.handwritten.operations import Operations
from core.server.app import create_app
from core.settings.settings import Settings

HEADERS = (b"content-type", b"application/json; charset=utf-8")

settings = Settings.from_environment()
by_hand = Operations(settings)


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    body = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    request = orjson.loads(body)
    token = dict(scope["headers"]).get(b"authorization", b"").removeprefix(b"Bearer ")
    found = await by_hand.answer(request["query"], request.get("variables") or {}, token)
    length = (b"content-length", str(len(found)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [HEADERS, length]})
    await send({"type": "http.response.body", "body": found})


app = also_opening(by_hand.database, create_app(settings, graphql=endpoint))
