"""Every request gets an id, the common headers, a line in the log, counts and a span."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Collection
from time import perf_counter, time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.http.common_headers import with_common_headers
from core.http.refusals import send_failure
from core.observation.current import Current, current
from core.observation.notes import Note, Notes
from core.observation.traces import Traces
from schema.serving.headers import headers_of
from schema.serving.http import Response

logger = logging.getLogger("nmirf.requests")

identifiers = random.Random()
"""Request ids have to be different, not secret: every answer shows its own."""

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class ObservationMiddleware:
    """ASGI middleware. routes: the first segments of known paths; all others are counted together."""

    def __init__(self, app: ASGIApp, notes: Notes, traces: Traces | None, routes: Collection[str]) -> None:
        self.app, self.traces, self.notes = app, traces, notes
        self.routes = {f"/{first}" for first in routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            self.notes.flush()
            return
        request = Current(_identifier(scope))
        token = current.set(request)
        try:
            if scope["type"] == "websocket":
                await self.serve_web_socket(scope, receive, send)
            elif self.traces is None:
                await self.answer(scope, receive, send, request)
            else:
                await self.traces.request(scope, request, lambda: self.answer(scope, receive, send, request))
        finally:
            current.reset(token)

    async def answer(self, scope: Scope, receive: Receive, send: Send, request: Current) -> int:
        """Answer the request, with 500 if it fails; returns the status."""
        started, status = perf_counter(), 0

        async def complete_and_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = with_common_headers(message.get("headers", ()), request.identifier)
            await send(message)

        try:
            await self.app(scope, receive, complete_and_send)
        except Exception as error:
            logger.error("failed", exc_info=error)
            if status:
                raise
            await send_failure(complete_and_send, request.identifier)
        seconds = perf_counter() - started
        self.count(scope, request, status, seconds)
        return status

    def without_waiting(self, scope: Scope, find: Callable[[], Response | None]) -> Response | None:
        """The answer that is found without waiting, with the common headers; if there is none, nothing is counted."""
        request, started = Current(_identifier(scope)), perf_counter()
        token = current.set(request)
        try:
            found = find()
        finally:
            current.reset(token)
        if found is None:
            return None
        status, headers, body = found
        headers = with_common_headers(headers, request.identifier)
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
        self.notes.add(Note(time(), request.identifier, method, route, status, seconds, kind, operation))

    async def serve_web_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a web socket, and log it once it is closed."""
        started, code = perf_counter(), None

        async def receive_and_note() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = message.get("code") if code is None else code
            return message

        async def send_and_note(message: Message) -> None:
            nonlocal code
            if message["type"] == "websocket.close":
                code = message.get("code")
            await send(message)
            self.notes.flush_soon()

        try:
            await self.app(scope, receive_and_note, send_and_note)
        finally:
            seconds = round(perf_counter() - started, 3)
            facts = {"route": self.route(scope), "closed": code, "seconds": seconds}
            logger.info("conversed", extra={"facts": facts})
            self.notes.flush_soon()


def _identifier(scope: Scope) -> str:
    given = headers_of(scope).get(b"x-request-id")
    if given is not None and GIVEN_ID.fullmatch(given):
        return str(given, "ascii")
    return f"{identifiers.getrandbits(64):016x}"
