"""What caches may keep of the answers of plugins' routes: as of the schema's answers to GET (RFC 9110, RFC 9111)."""

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
    """ASGI middleware around routes: what they answer the public to GET has a tag, and is not sent again to who has it.

    A route that lets nobody in, and an answer that says itself what caches may make of it, are left as they are. An
    answer that comes in parts has no tag. control: for how long others may keep an answer without asking again.
    """

    def __init__(self, app: ASGIApp, control: str) -> None:
        self.app, self.control = app, control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        await self.app(scope, receive, Answering(scope, send, self.control) if reads else send)


@dataclass(slots=True)
class Answering:
    """Sends one answer. begun: how it begins, held back until it is there as a whole."""

    scope: Scope
    send: Send
    control: str
    begun: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.say_who_may_keep(message):
                self.begun = message
                return
        elif self.begun is not None:
            begun, self.begun = self.begun, None
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            if whole and self.tag_and_compare(begun, message.get("body", b"")):
                begun, message = _unchanged(begun), {"type": "http.response.body"}
            await self.send(begun)
        await self.send(message)

    def say_who_may_keep(self, begun: Message) -> bool:
        """Say in the headers of an answer who may keep it; returns whether anybody may."""
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
        """Tag an answer; returns whether whoever asks has it already."""
        headers = MutableHeaders(scope=begun)
        tag = headers.setdefault("etag", f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')
        asked = none_match(self.scope["headers"])
        return asked == ANY or matches(tag.encode("latin-1"), asked)


def _unchanged(begun: Message) -> Message:
    """How an answer without its body begins: no policy of it is lost."""
    headers = [(name, value) for name, value in begun["headers"] if name not in (b"content-type", b"content-length")]
    return {**begun, "status": 304, "headers": headers}
