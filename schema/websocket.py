"""GraphQL over WebSocket: the protocol graphql-transport-ws, under the same rules as HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from schema.errors import GraphQLErrors
from schema.execute import Engine
from schema.http import GraphQLRequest, HttpError, checked
from schema.persisted import Persisted
from schema.reading import Reading

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0


class Closed(Exception):
    """The end of a conversation, with the code that the protocol has for its reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Conversation:
    """One client on one web socket; each operation that it begins is let in like a request."""

    def __init__(
        self,
        engine: Engine,
        enter: Callable[[HTTPConnection, dict[bytes, bytes]], Awaitable[Reading]],
        persisted: Persisted,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        self.engine, self.enter, self.persisted = engine, enter, persisted
        self.scope, self.receive, self.send = scope, receive, send
        self.begun = False
        self.operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Talk until either side ends it."""
        await self.receive()
        if PROTOCOL not in self.scope.get("subprotocols", ()):
            await self.send({"type": "websocket.close", "code": 4406, "reason": f"Speak {PROTOCOL}."})
            return
        await self.send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        try:
            try:
                async with asyncio.timeout(INIT_SECONDS):
                    await self.begin()
            except TimeoutError:
                raise Closed(4408, "Connection initialisation timeout") from None
            while True:
                await self.hear(await self.message())
        except Closed as closed:
            if closed.code:
                await self.send({"type": "websocket.close", "code": closed.code, "reason": closed.reason[:120]})
        finally:
            for task in list(self.operations.values()):
                task.cancel()
            await asyncio.gather(*self.operations.values(), return_exceptions=True)

    async def begin(self) -> None:
        """Wait for connection_init and acknowledge it; its `authorization` is taken as the header of that name."""
        while not self.begun:
            message = await self.message()
            if message["type"] != "connection_init":
                await self.hear(message)
                continue
            payload = message.get("payload") or {}
            if not isinstance(payload, dict):
                raise Closed(4400, "The payload of connection_init is an object.")
            for name, value in payload.items():
                if name.lower() == "authorization" and isinstance(value, str) and value.isascii():
                    others = [pair for pair in self.scope["headers"] if pair[0] != b"authorization"]
                    self.scope = {**self.scope, "headers": [*others, (b"authorization", value.encode())]}
            try:
                await self.enter(HTTPConnection(self.scope), {})
            except HttpError as error:
                raise Closed(4403, error.message) from None
            self.begun = True
            await self.say({"type": "connection_ack"})

    async def message(self) -> dict[str, Any]:
        """The next message of the client. Raises Closed where it is none, or too large."""
        received = await self.receive()
        if received["type"] == "websocket.disconnect":
            raise Closed(0, "gone")
        text = received.get("text")
        if text is None:
            raise Closed(4400, "Messages are text.")
        if len(text) > self.engine.limits.body_bytes:
            raise Closed(4400, f"The message is larger than {self.engine.limits.body_bytes:,} bytes.")
        try:
            message = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise Closed(4400, "Messages are JSON.") from None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closed(4400, "A message is an object with a `type`.")
        return {**message, "size": len(text)}

    async def hear(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self.say({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise Closed(4429, "Too many initialisation requests")
            case "subscribe":
                await self.subscribe(message)
            case "complete":
                task = self.operations.pop(str(message.get("id")), None)
                if task is not None:
                    task.cancel()
            case other:
                raise Closed(4400, f"There is no message of type {other[:40]!r}.")

    async def subscribe(self, message: dict[str, Any]) -> None:
        """Begin an operation. Raises Closed for what the protocol does not allow."""
        if not self.begun:
            raise Closed(4401, "Unauthorized")
        name = message.get("id")
        if not isinstance(name, str) or not 0 < len(name) <= 200:
            raise Closed(4400, "`id` is a string of 1 to 200 characters.")
        if name in self.operations:
            raise Closed(4409, f"Subscriber for {name[:60]} already exists")
        most = self.engine.limits.subscriptions
        if len(self.operations) >= most:
            text = f"{most} operations are under way on this connection, which is the most allowed. Complete one first."
            await self.refuse(name, [{"message": text, "extensions": {"code": "SUBSCRIPTIONS"}}])
            return
        work = self.operation(name, message.get("payload"), message["size"])
        self.operations[name] = asyncio.create_task(self.until_done(name, work))

    async def until_done(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except GraphQLErrors as refused:
            await self.refuse(name, [error.formatted for error in refused.errors])
        except GraphQLError as error:
            await self.refuse(name, [error.formatted])
        except HttpError as error:
            await self.refuse(name, [error.formatted])

    async def operation(self, name: str, payload: Any, size: int) -> None:
        """Carry out one operation, whatever its kind, and say each of its answers."""
        request: GraphQLRequest = checked(payload, size, self.engine.limits)
        reading = await self.enter(HTTPConnection(self.scope), {})
        text = await self.persisted.text(request)
        answers = await self.engine.stream(text, request.operation_name, request.variables, reading, request.shows_cost)
        async for body in answers:
            await self.next(name, body)
        if self.operations.pop(name, None) is not None:
            await self.say({"type": "complete", "id": name})

    async def next(self, name: str, body: bytes) -> None:
        await self.say({"id": name, "type": "next", "payload": orjson.Fragment(body)})

    async def refuse(self, name: str, errors: list[Any]) -> None:
        self.operations.pop(name, None)
        await self.say({"id": name, "type": "error", "payload": errors})

    async def say(self, message: dict[str, Any]) -> None:
        await self.send({"type": "websocket.send", "text": orjson.dumps(message).decode()})
