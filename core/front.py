"""The one path that most requests are for, found before any other is looked at."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class Front:
    """ASGI middleware. graphql: what answers at /graphql."""

    def __init__(self, app: ASGIApp, graphql: ASGIApp) -> None:
        self.app, self.graphql = app, graphql

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        found = scope["type"] != "lifespan" and scope["path"] == "/graphql"
        return (self.graphql if found else self.app)(scope, receive, send)
