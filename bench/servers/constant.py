"""A bare ASGI app with a constant answer, whose size in bytes is the query string of the address."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from starlette.types import Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]


@lru_cache
def _constant(size: bytes) -> tuple[Headers, bytes]:
    body = b'{"data":"%b"}' % (b"-" * (int(size or 0) - len(b'{"data":""}')))
    return [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())], body


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    message: Any = {"more_body": True}
    while message.get("more_body"):
        message = await receive()
    headers, body = _constant(scope["query_string"])
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
