"""What is left to whoever asks a route, in the headers of its answer: as in those of `/graphql`."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.for_plugins.asking import LEFT


class RateHeaders:
    """ASGI middleware around routes: whatever they answer says what its sender has left, where that is counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and LEFT in scope:
                message = {**message, "headers": [*message["headers"], *scope[LEFT].items()]}
            await send(message)

        await self.app(scope, receive, telling)
