"""The one path that most requests are for, found before any other is looked at."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from core.http.immediate import PATH, Immediate


class App(Starlette):
    """Starlette, but for one path.

    graphql: what answers at /graphql, with all that is around it; immediate: what answers there without waiting.
    """

    graphql: ASGIApp
    immediate: Immediate | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] != PATH:
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await self.graphql(scope, receive, send)
