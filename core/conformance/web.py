"""Requests to an application by ASGI, without a server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Got:
    """The answer of a route."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, without a byte order mark."""
        return self.body.decode("utf-8-sig")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


async def send_request(app: ASGIApp, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Got:
    """Send one request and wait for the whole answer."""
    place = urlsplit(path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": place.path,
        "raw_path": quote(place.path, safe="/%").encode(),
        "query_string": place.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    messages: list[Message] = []
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    answered = asyncio.Event()

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        messages.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await app(scope, receive, send)
    start, *rest = messages
    found = {str(name, "latin-1").lower(): str(value, "latin-1") for name, value in start["headers"]}
    return Got(start["status"], found, b"".join(message.get("body", b"") for message in rest))
