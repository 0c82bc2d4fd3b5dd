"""A client's connection: uvicorn's HTTP, with limits for the head of a request, and refusals in JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from core.http.wire.heads import Head
from core.http.wire.unread import WatchesUnread
from core.http.wire.upgrades import IgnoresUpgrades
from schema.serving.http import NO_STORE, HttpError
from schema.serving.leaving import leave


class ClientConnection(WatchesUnread, IgnoresUpgrades):
    """One connection. A head that is too large or does not arrive ends it, and an answer that its client does not take.

    origins: the sites whose pages may read a refusal, or `*`. head: that of the request being read. answering: the
    request whose answer was begun last; others may wait after it. final_refusal: it ends the connection once all
    requests before are answered.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        app: Any = self.app
        self.limits = app.limits
        self.origins: Collection[str] = app.origins
        self.head = Head(self.limits, self.loop)
        self.answering: RequestResponseCycle | None = None
        self.final_refusal: HttpError | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head.start_timer(self._end_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self.head.stop_timer()
        if self.answering is not None and not self.answering.response_complete:
            self.answering.disconnected = True
            self.answering.message_event.set()
            scope: Any = self.answering.scope
            leave(scope)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.final_refusal is not None:
            return
        head = self.head
        head.chunk = len(data)
        head.received += head.chunk
        super().data_received(data)
        if head.received > self.limits.head_bytes and self._is_reading():
            self._refuse(head.too_large())
        elif not self._waits_for_client():
            if head.timer is not None:
                head.stop_timer()
        elif head.timer is None:
            head.start_timer(self._end_late)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_begin(self) -> None:
        head = self.head
        if not head.arriving:
            head.stop_timer()  # A head has its own time, whatever came after the previous answer.
        head.arriving, head.received = True, head.chunk
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self.head.received > self.limits.head_bytes:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self.limits.head_bytes:
                self.head.refusal = self.head.too_large()
                raise HttpParserError("too large")
        super().on_headers_complete()
        if self.offers_another_protocol():
            return
        self.head.arriving = False
        if not self.parser.should_upgrade():
            self.headers = []  # Trailers of a chunked body are not headers of the request (RFC 9110, section 6.5.1).

    def on_body(self, body: bytes) -> None:
        self.head.received = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        if self.final_refusal is not None and not self.pipeline and not self.transport.is_closing():
            self._end(self.final_refusal)
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection over to a web socket, unless earlier requests on it are still unanswered."""
        if self._is_answering():
            self._refuse(HttpError(400, "HTTP", "Open a web socket once all requests before it are answered."))
        elif self._has_body():
            self._refuse(HttpError(400, "HTTP", "A request that opens a web socket has no body."))
        else:
            self._hand_over()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, or is too large."""
        self._refuse(self.head.refusal or HttpError(400, "HTTP", "This is not a request of HTTP/1.1."))

    def _hand_over(self) -> None:
        """Continue as a web socket, which waits until the client has taken the earlier answers."""
        self.unread.end()
        super().handle_websocket_upgrade()
        if self.flow.write_paused:
            self.transport.get_protocol().pause_writing()

    def _has_body(self) -> bool:
        """Whether the request has a body, for which a web socket would wait forever."""
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
            for name, value in self.headers
        )

    def _is_reading(self) -> bool:
        """Whether a request has begun and has not arrived as a whole."""
        return self.head.arriving or (self.cycle is not None and self.cycle.more_body)

    def _waits_for_client(self) -> bool:
        """Whether the client has to send something next: a head, or the rest of an answered request."""
        if self.head.arriving:
            return True
        answered = self.cycle is None or self.cycle.response_complete
        return answered and self.transport.get_protocol() is self

    def _is_answering(self) -> bool:
        """Whether a request that has arrived as a whole is unanswered; waiting requests follow such a one."""
        whole = self.cycle is not None and not self.cycle.more_body
        return bool(self.pipeline) or (whole and not self.cycle.response_complete)

    def _end_late(self) -> None:
        """Refuse a head of which only a part has arrived in time, and close the connection of a silent client."""
        if self.transport.is_closing():
            return
        if self.head.arriving and self.head.received:
            self._refuse(self.head.too_late())
        else:
            self.transport.close()

    def _refuse(self, error: HttpError) -> None:
        """Refuse what is being read, once all before it is answered; ignore what follows."""
        if self.final_refusal is not None or self.transport.is_closing():
            return
        self.final_refusal = error
        if not self._is_answering():
            self._end(error)
        elif self.pipeline and self.cycle.more_body:
            self.pipeline.popleft()

    def _end(self, error: HttpError) -> None:
        body = error.body()
        headers = (
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", NO_STORE),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
            *self._cors_headers(),
        )
        self.transport.write(head_of_answer(error.status, headers) + body)
        self.transport.close()

    def _cors_headers(self) -> Iterator[tuple[bytes, bytes]]:
        """The headers that let pages read a refusal: of any site, or of the one named in the headers read so far."""
        named = dict(self.headers or ()).get(b"origin", b"")
        allowed = b"*" if "*" in self.origins else named if named.decode("latin-1") in self.origins else b""
        if allowed:
            yield b"access-control-allow-origin", allowed


def head_of_answer(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The bytes of an answer's head."""
    return STATUS_LINE[status] + b"\r\n".join([b": ".join(header) for header in headers]) + b"\r\n\r\n"
