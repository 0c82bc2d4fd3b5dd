"""The headers of rate limits on the answers of routes, as on those of `/graphql`."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.for_plugins.asking import LEFT


class RateHeaders:
    """ASGI middleware around routes: if requests are counted, each answer says how many its sender has left."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_left(message: Message) -> None:
            if message["type"] == "http.response.start" and LEFT in scope:
                message = {**message, "headers": [*message["headers"], *scope[LEFT].items()]}
            await send(message)

        await self.app(scope, receive, send_with_left)
