"""Around every request: an id, the headers that each answer has, a line in the log, counts, a span."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Collection
from time import perf_counter, time
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.observation.current import Current, current
from core.observation.notes import Note, Notes
from core.observation.traces import Traces
from schema.serving.headers import headers_of
from schema.serving.http import Response

logger = logging.getLogger("nmirf.requests")

identifiers = random.Random()
"""Request ids are told to whoever asks: they have to be different, not secret."""

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For pages of the platform: nothing from elsewhere. GraphiQL's editor writes styles as it runs."""

FOR_ALL = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
DATA = (b"content-security-policy", DATA_POLICY)
PAGE = (b"content-security-policy", PAGE_POLICY)
FOR_PAGES = (
    *FOR_ALL,
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
"""What the OWASP REST Security Cheat Sheet asks of answers to be shown, and of those that are data alone."""


class Observed:
    """ASGI middleware. routes: the first segments of the paths that there are; all others count as one."""

    def __init__(self, app: ASGIApp, notes: Notes, traces: Traces | None, routes: Collection[str]) -> None:
        self.app, self.traces, self.notes = app, traces, notes
        self.routes = {f"/{first}" for first in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            self.notes.tell()
            return
        request = Current(_identifier(scope))
        token = current.set(request)
        try:
            if scope["type"] == "websocket":
                await self.converse(scope, receive, send)
            elif self.traces is None:
                await self.answer(scope, receive, send, request)
            else:
                with self.traces.request(scope, request) as span:
                    span.status = await self.answer(scope, receive, send, request)
        finally:
            current.reset(token)

    async def answer(self, scope: Scope, receive: Receive, send: Send, request: Current) -> int:
        """Have the request answered, whatever happens; returns the status."""
        started, status = perf_counter(), 0

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _dressed(message.get("headers", ()), request)
            await send(message)

        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            logger.error("failed", exc_info=error)
            if status:
                raise
            await _failed(dressed, request)
        seconds = perf_counter() - started
        self.count(scope, request, status, seconds)
        return status

    def without_waiting(self, scope: Scope, find: Callable[[], Response | None]) -> Response | None:
        """What is found for a request without waiting, with all that answers have; else nothing is noted of it."""
        request, started = Current(_identifier(scope)), perf_counter()
        token = current.set(request)
        try:
            found = find()
        finally:
            current.reset(token)
        if found is None:
            return None
        status, headers, body = found
        headers = _dressed(headers, request)
        self.count(scope, request, status, perf_counter() - started)
        return status, headers, body

    def route(self, scope: Scope) -> str:
        route: str = scope["path"]
        if route not in self.routes:
            route = "/" + "".join(route.split("/", 2)[1:2])
            route = route if route in self.routes else "other"
        return route

    def count(self, scope: Scope, request: Current, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route, kind, operation = self.route(scope), request.kind, request.operation
        self.notes.take(Note(time(), request.identifier, method, route, status, seconds, kind, operation))

    async def converse(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a web socket served, and tell of it once it is closed."""
        started, code = perf_counter(), None

        async def heard() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code") if code is None else code
            return message

        async def said(message: Message) -> None:
            nonlocal code
            if message["type"] == "websocket.close":
                code = message.get("code")
            await send(message)
            self.notes.soon()

        try:
            await self.app(scope, heard, said)
        finally:
            seconds = round(perf_counter() - started, 3)
            facts = {"route": self.route(scope), "closed": code, "seconds": seconds}
            logger.info("conversed", extra={"facts": facts})
            self.notes.soon()


def _identifier(scope: Scope) -> str:
    given = headers_of(scope).get(b"x-request-id")
    if given is not None and GIVEN_ID.fullmatch(given):
        return str(given, "ascii")
    return f"{identifiers.getrandbits(64):016x}"


def _dressed(given: Any, request: Current) -> list[tuple[bytes, bytes]]:
    identifier = (b"x-request-id", request.identifier.encode())
    named = dict(given)
    is_page = named.get(b"content-type", b"").startswith(b"text/html")
    common, policy = (FOR_PAGES, PAGE) if is_page else (FOR_ALL, DATA)
    # Browsers hold an answer to every policy that it has: a second one would forbid what its own allows.
    own = b"content-security-policy" in named
    return [*given, *common, identifier] if own else [*given, *common, policy, identifier]


async def _failed(send: Send, request: Current) -> None:
    message = f"Something failed inside the platform. If it happens again, report error {request.identifier}."
    extensions = {"code": "INTERNAL", "id": request.identifier}
    body = orjson.dumps({"errors": [{"message": message, "extensions": extensions}]})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
