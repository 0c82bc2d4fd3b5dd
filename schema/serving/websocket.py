"""GraphQL over WebSocket: the protocol graphql-transport-ws, under the same rules as HTTP."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope, Send

from schema.errors import GraphQLErrors, mask
from schema.execute import Engine
from schema.request.bad_request import BadRequest
from schema.serving.door import Door
from schema.serving.http import SENT_AGAIN, GraphQLRequest, HttpError, NotAdmitted, request_of
from schema.serving.persisted import Persisted
from schema.serving.streaming import stream

logger = logging.getLogger("nmirf.schema")

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 10.0
UNAUTHORIZED = 4401
"""Closes a web socket to whoever would come again in vain: clients of graphql-ws then stay away."""
FORBIDDEN = 4403
"""Closes a web socket to a client that is not let in, with this token or from this page."""
TRY_AGAIN_LATER = 1013
"""Closes a web socket that the client may open a little later."""
LONGEST_REASON = 123
"""The most bytes of the reason for which a web socket is closed (RFC 6455, section 5.5)."""


class Closed(Exception):
    """The end of a conversation, with the protocol's code for its reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Conversation:
    """One client on one web socket; each operation that it begins is let in like a request.

    Before each event of a subscription, and at intervals, the client's access is checked again. Without access the
    conversation ends.
    """

    def __init__(
        self, engine: Engine, door: Door, persisted: Persisted, scope: Scope, receive: Receive, send: Send
    ) -> None:
        self.engine, self.door, self.persisted = engine, door, persisted
        self.scope, self.receive, self.send = scope, receive, send
        self.begun = self.over = False
        self.operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Exchange messages until either side ends the conversation."""
        await self.receive()
        if PROTOCOL not in self.scope.get("subprotocols", ()):
            # Accepted first: otherwise the client would get neither the code nor the reason.
            await self.send({"type": "websocket.accept"})
            await self.send({"type": "websocket.close", "code": 4406, "reason": f"Speak {PROTOCOL}."})
            return
        await self.send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        async with AsyncExitStack() as held:
            await self.converse(held)

    async def converse(self, held: AsyncExitStack) -> None:
        """Exchange messages of the protocol. held: what is held until the client goes."""
        tasks = []
        try:
            try:
                async with asyncio.timeout(INIT_SECONDS):
                    await self.begin(held)
            except TimeoutError:
                raise Closed(4408, "Connection initialisation timeout") from None
            tasks.append(asyncio.create_task(self.recheck_access()))
            while True:
                await self.handle(await self.message())
        except Closed as closed:
            if closed.code:
                await self.close(closed)
        finally:
            tasks += self.operations.values()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self, closed: Closed) -> None:
        """Close the web socket, once."""
        if not self.over:
            self.over = True
            reason = _within_a_frame(closed.reason)
            await self.send_to_client({"type": "websocket.close", "code": closed.code, "reason": reason})

    async def recheck_access(self) -> None:
        """Expel the client once it has lost its access, even if no event occurs."""
        while not self.over:
            await asyncio.sleep(self.engine.limits.recheck_seconds)
            try:
                await self.door.again(HTTPConnection(self.scope))
            except NotAdmitted as error:
                await self.expel(error)
            except HttpError:
                continue  # whether the client has access cannot be checked just now
            except Exception as error:
                logger.error("checking again whether a client has access failed; it is tried again", exc_info=error)

    async def expel(self, error: NotAdmitted) -> None:
        """End the conversation and its operations, once.

        No operation gets an error, which would end it for good: so clients begin it again with a token that is valid.
        """
        if self.over:
            return
        self.engine.listener.refused(error.code)
        for task in self.operations.values():
            if task is not asyncio.current_task():
                task.cancel()
        await self.close(Closed(_code_of(error), error.message))

    async def begin(self, held: AsyncExitStack) -> None:
        """Wait for connection_init, let the client in and acknowledge it."""
        while not self.begun:
            message = await self.message()
            if message["type"] != "connection_init":
                await self.handle(message)
                continue
            self.take_credential(message.get("payload") or {})
            try:
                await self.door.enter(HTTPConnection(self.scope), {})
            except HttpError as error:
                self.engine.listener.refused(error.code)
                raise Closed(_code_of(error), error.message) from None
            await held.enter_async_context(self.door.watched())
            self.begun = True
            await self.send_message({"type": "connection_ack"})

    def take_credential(self, payload: Any) -> None:
        """Replace the header `authorization` by the one in the payload of connection_init. Raises Closed."""
        if not isinstance(payload, dict):
            raise Closed(4400, "The payload of connection_init is an object.")
        for name, value in payload.items():
            if name.lower() == "authorization" and value is not None:
                if not isinstance(value, str):
                    raise Closed(4400, "`authorization` in the payload of connection_init is a string.")
                others = [pair for pair in self.scope["headers"] if pair[0] != b"authorization"]
                credential = value.encode("utf-8", "surrogatepass")
                self.scope = {**self.scope, "headers": [*others, (b"authorization", credential)]}

    async def message(self) -> dict[str, Any]:
        """The next message of the client. Raises Closed if it is invalid or too large."""
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

    async def handle(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self.send_message({"type": "pong"})
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
            raise Closed(UNAUTHORIZED, "Unauthorized")
        name = message.get("id")
        if not isinstance(name, str) or not 0 < len(name) <= 200:
            raise Closed(4400, "`id` is a string of 1 to 200 characters.")
        if name in self.operations:
            raise Closed(4409, f"Subscriber for {name[:60]} already exists")
        most = self.engine.limits.subscriptions
        if len(self.operations) >= most:
            self.engine.listener.refused("SUBSCRIPTIONS")
            text = f"{most} operations are running on this connection, which is the most allowed. Complete one first."
            await self.refuse(name, [BadRequest("SUBSCRIPTIONS", text).formatted])
            return
        self.operations[name] = asyncio.create_task(self.run_operation(name, message.get("payload"), message["size"]))

    async def run_operation(self, name: str, payload: Any, size: int) -> None:
        errors: list[Any]
        try:
            async with self.door.following():
                await self.operation(name, payload, size)
            return
        except GraphQLErrors as refused:
            errors = [error.formatted for error in refused.errors]
        except NotAdmitted as error:
            await self.expel(error)
            return
        except HttpError as error:
            errors = [error.formatted]
        except GraphQLError as error:
            errors = [error.formatted]
        except Exception as error:
            errors = [mask(GraphQLError("", original_error=error)).formatted]
        for refusal in errors:
            self.engine.listener.refused(str(refusal.get("extensions", {}).get("code")))
        await self.refuse(name, errors)

    async def operation(self, name: str, payload: Any, size: int) -> None:
        """Execute one operation of any kind, and send each of its answers."""
        request: GraphQLRequest = request_of(payload, size, self.engine.limits)
        connection = HTTPConnection(self.scope)
        reading = await self.door.enter(connection, {})
        text = await self.persisted.text(request)
        answers = await stream(
            self.engine,
            text,
            request.operation_name,
            request.variables,
            reading,
            request.shows_cost,
            partial(self.door.again, connection),
        )
        async for body in answers:
            await self.next(name, body)
        if self.operations.pop(name, None) is not None:
            await self.send_message({"type": "complete", "id": name})

    async def next(self, name: str, body: bytes) -> None:
        await self.send_message({"id": name, "type": "next", "payload": orjson.Fragment(body)})

    async def refuse(self, name: str, errors: list[Any]) -> None:
        self.operations.pop(name, None)
        await self.send_message({"id": name, "type": "error", "payload": errors})

    async def send_message(self, message: dict[str, Any]) -> None:
        if not self.over:
            await self.send_to_client({"type": "websocket.send", "text": orjson.dumps(message).decode()})

    async def send_to_client(self, message: Message) -> None:
        """Send a message, unless the client has gone: servers then raise an OSError (ASGI, section WebSocket)."""
        try:
            await self.send(message)
        except OSError:
            self.over = True


def _code_of(error: HttpError) -> int:
    """With which code a web socket is closed to whoever is refused so."""
    if error.status in SENT_AGAIN:
        return TRY_AGAIN_LATER
    return UNAUTHORIZED if error.status == 403 else FORBIDDEN


def _within_a_frame(reason: str) -> str:
    """As many sentences of a reason as fit into the frame that closes a web socket; the beginning of a longer one."""
    beginning = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
    end = len(beginning) if beginning == reason else reason[: len(beginning) + 1].rfind(". ") + 1
    return beginning[: end or None]
