"""Caching of the answers of plugins' routes: the same as for the schema's answers to GET (RFC 9110, RFC 9111)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.for_plugins.asking import READING
from schema.request.reading import Reading
from schema.serving.caching import ANY, matches, none_match
from schema.serving.http import NO_STORE, PRIVATE

VARY = "Accept-Language, Authorization"
NOT_KEPT, NOT_SHARED = NO_STORE.decode(), PRIVATE.decode()


class Revalidated:
    """ASGI middleware around routes: public answers to GET get a tag, and are not sent again to clients that have them.

    Routes that identify nobody, and answers with their own cache-control, are left unchanged. An answer that comes in
    parts has no tag. control: for how long shared caches may use an answer without asking again.
    """

    def __init__(self, app: ASGIApp, control: str) -> None:
        self.app, self.control = app, control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        await self.app(scope, receive, Answering(scope, send, self.control) if reads else send)


@dataclass(slots=True)
class Answering:
    """Sends one answer. begun: its start, held back until its whole body is there."""

    scope: Scope
    send: Send
    control: str
    begun: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.set_cache_control(message):
                self.begun = message
                return
        elif self.begun is not None:
            begun, self.begun = self.begun, None
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            if whole and self.tag_and_compare(begun, message.get("body", b"")):
                begun, message = _unchanged(begun), {"type": "http.response.body"}
            await self.send(begun)
        await self.send(message)

    def set_cache_control(self, begun: Message) -> bool:
        """Set who may store an answer; returns whether anybody may."""
        reading: Reading | None = self.scope.get(READING)
        headers = MutableHeaders(scope=begun)
        if reading is None or "cache-control" in headers:
            return False
        headers.add_vary_header(VARY)
        if begun["status"] != 200:
            headers["cache-control"] = NOT_KEPT
            return False
        headers["cache-control"] = self.control if reading.public else NOT_SHARED
        return reading.public

    def tag_and_compare(self, begun: Message, body: bytes) -> bool:
        """Tag an answer; returns whether the client has it already."""
        headers = MutableHeaders(scope=begun)
        tag = headers.setdefault("etag", f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')
        asked = none_match(self.scope["headers"])
        return asked == ANY or matches(tag.encode("latin-1"), asked)


def _unchanged(begun: Message) -> Message:
    """The start of an answer without a body, with all its other headers."""
    headers = [(name, value) for name, value in begun["headers"] if name not in (b"content-type", b"content-length")]
    return {**begun, "status": 304, "headers": headers}
