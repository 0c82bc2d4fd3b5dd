"""The one path that most requests are for, found before any other is looked at."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send


class App(Starlette):
    """Starlette, but for one path. graphql: what answers at /graphql, with all that is around it."""

    graphql: ASGIApp

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:  # type: ignore[override]
        if scope["type"] == "lifespan" or scope["path"] != "/graphql":
            return super().__call__(scope, receive, send)
        scope["app"] = self
        return self.graphql(scope, receive, send)
