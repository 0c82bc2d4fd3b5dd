"""The application: Starlette, with a shortcut to /graphql, where most requests go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection

from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.console import failure
from core.http.immediate import PATH, Immediate
from schema.limits import Limits


class App(Starlette):
    """Starlette, whose routes are only for paths other than /graphql.

    graphql: answers at /graphql, with its middleware; immediate: answers there without waiting. limits: those of
    connections; origins: the sites whose pages may read the refusals of connections, or `*`.
    """

    graphql: ASGIApp
    limits: Limits
    origins: Collection[str]
    immediate: Immediate | None = None
    started: Callable[[], None] | None = None
    """Called once the app answers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await super().__call__(scope, receive, self._noting_start(_failing_on_one_line(send)))
        elif scope["path"] != PATH:
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await self.graphql(scope, receive, send)

    def _noting_start(self, send: Send) -> Send:
        """Passes messages on; calls `started` before the message that the platform has started."""

        async def note_and_send(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete" and self.started is not None:
                self.started()
            await send(message)

        return note_and_send


def _failing_on_one_line(send: Send) -> Send:
    """Passes messages on; reports without a traceback why the platform cannot start or end."""

    async def shorten_and_send(message: Message) -> None:
        error = sys.exc_info()[1]
        if message["type"].endswith(".failed") and error is not None:
            message["message"] = failure(error)
        await send(message)

    return shorten_and_send
