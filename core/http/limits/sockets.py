"""The number of web sockets that one sender may hold open, and the refusal of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from core.http.limits.addresses import Senders
from schema.serving.websocket import TRY_AGAIN_LATER


class OpenSockets:
    """ASGI middleware: limits the open web sockets of each address, except for this machine itself."""

    def __init__(self, app: ASGIApp, senders: Senders, most: int) -> None:
        self.app, self.senders, self.most = app, senders, most
        self.open: Counter[str] = Counter()

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        sender = self.senders.sender(HTTPConnection(scope)) if scope["type"] == "websocket" else None
        return self.app(scope, receive, send) if sender is None else self.open_socket(sender, scope, receive, send)

    async def open_socket(self, sender: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Open a web socket, unless its sender has as many as allowed."""
        if self.open[sender] >= self.most:
            reason = f"{self.most} web sockets are open for this address, the most allowed. Close one first."
            await refuse_socket(receive, send, TRY_AGAIN_LATER, reason)
            return
        self.open[sender] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open[sender] -= 1
            if not self.open[sender]:
                del self.open[sender]


async def refuse_socket(receive: Receive, send: Send, code: int, reason: str) -> None:
    """Accept a web socket and close it: if it is not accepted, browsers do not show the reason."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code, "reason": reason})
