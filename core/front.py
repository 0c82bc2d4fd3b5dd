"""The one path that most requests are for, found before any other is looked at."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send


class App(Starlette):
    """Starlette, but for one path. graphql: what answers at /graphql, with all that is around it."""

    graphql: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] != "/graphql":
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await self.graphql(scope, receive, send)
