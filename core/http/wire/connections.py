"""A client's connection: uvicorn's HTTP, with a bound on the head of a request, and refusals that are JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from core.http.wire.offers import PassesOffersOver
from core.http.wire.unread import Unread
from schema.limits import Limits
from schema.serving.http import NO_STORE, HttpError


class ClientConnection(PassesOffersOver):
    """One connection. It is ended by a head that is too large or does not arrive, and by an answer that nobody takes.

    origins: the sites whose pages may read a refusal, or `*`. received: the bytes since the chunk that a request began
    in, or since its body went on; they are counted until all of it is read. answering: the request whose answer was
    begun last; others may wait after it. last: the refusal that ends the connection once all before it is answered.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        app: Any = self.app
        self.limits: Limits = app.limits
        self.origins: Collection[str] = app.origins
        self.in_head, self.received, self.chunk = True, 0, 0
        self.refusal: HttpError | None = None
        self.last: HttpError | None = None
        self.answering: RequestResponseCycle | None = None
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.unread = Unread(transport, self.limits.unread_seconds)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        self.unread.end()
        if self.answering is not None and not self.answering.response_complete:
            self.answering.disconnected = True
            self.answering.message_event.set()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self.unread.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.unread.rest()

    def data_received(self, data: bytes) -> None:
        if self.last is not None:
            return
        self.chunk = len(data)
        self.received += self.chunk
        super().data_received(data)
        if self.received > self.limits.head_bytes and self._is_reading():
            self._refuse(self._too_large())
        elif not self._waits_for_client():
            if self.waiting is not None:
                self._wait_no_more()
        elif self.waiting is None:
            self._wait()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.answering = cycle
        super()._start_asgi_task(cycle, app)

    def on_message_begin(self) -> None:
        if not self.in_head:
            self._wait_no_more()  # A head has its own time, whatever came between it and the answer before.
        self.in_head, self.received = True, self.chunk
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if self.received > self.limits.head_bytes:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self.limits.head_bytes:
                self.refusal = self._too_large()
                raise HttpParserError("too large")
        super().on_headers_complete()
        if self.offers_another_protocol():
            return
        self.in_head = False
        if not self.parser.should_upgrade():
            self.headers = []  # What follows a body in chunks is no header of the request (RFC 9110, section 6.5.1).

    def on_body(self, body: bytes) -> None:
        self.received = 0
        super().on_body(body)

    def on_response_complete(self) -> None:
        if self.last is not None and not self.pipeline and not self.transport.is_closing():
            self._end(self.last)
        super().on_response_complete()

    def handle_websocket_upgrade(self) -> None:
        """Give the connection over to a web socket, unless earlier requests are still to be answered on it."""
        if self._is_answering():
            self._refuse(HttpError(400, "HTTP", "A web socket is opened once all before it is answered."))
        elif self._has_body():
            self._refuse(HttpError(400, "HTTP", "A web socket is opened by a request without a body."))
        else:
            self._give_over()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, or what was found too large as it was read."""
        self._refuse(self.refusal or HttpError(400, "HTTP", "This is no request of HTTP/1.1."))

    def _give_over(self) -> None:
        """Have a web socket go on, which waits for what the client is still to take of earlier answers."""
        self.unread.end()
        super().handle_websocket_upgrade()
        if self.flow.write_paused:
            self.transport.get_protocol().pause_writing()

    def _has_body(self) -> bool:
        """Whether the request that was read has a body, for which a web socket would wait without end."""
        return any(
            name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
            for name, value in self.headers
        )

    def _is_reading(self) -> bool:
        """Whether a request has begun that is not there as a whole."""
        return self.in_head or (self.cycle is not None and self.cycle.more_body)

    def _waits_for_client(self) -> bool:
        """Whether the client is to send what comes next: a head, or what is left of a request that is answered."""
        if self.in_head:
            return True
        answered = self.cycle is None or self.cycle.response_complete
        return answered and self.transport.get_protocol() is self

    def _is_answering(self) -> bool:
        """Whether a request that came as a whole is still to be answered; those that wait are after such a one."""
        whole = self.cycle is not None and not self.cycle.more_body
        return bool(self.pipeline) or (whole and not self.cycle.response_complete)

    def _too_large(self) -> HttpError:
        return HttpError(
            431,
            "HEAD_SIZE",
            f"The address and the headers of a request have at most {self.limits.head_bytes:,} bytes. "
            "Send what is long with POST.",
        )

    def _wait(self) -> None:
        self.waiting = self.loop.call_later(self.limits.body_seconds, self._late)

    def _wait_no_more(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def _late(self) -> None:
        self.waiting = None
        if self.transport.is_closing():
            return
        if not self.in_head or not self.received:
            self.transport.close()
            return
        seconds = self.limits.body_seconds
        self._refuse(HttpError(408, "HEAD_TIME", f"The head of the request did not arrive within {seconds:g} seconds."))

    def _refuse(self, error: HttpError) -> None:
        """Refuse what is being read, once all before it is answered; nothing after it is looked at."""
        if self.last is not None or self.transport.is_closing():
            return
        self.last = error
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
            *self._shared(),
        )
        self.transport.write(head(error.status, headers) + body)
        self.transport.close()

    def _shared(self) -> Iterator[tuple[bytes, bytes]]:
        """Who may read a refusal: pages of any site, or of the one that has been named by now."""
        named = dict(self.headers or ()).get(b"origin", b"")
        allowed = b"*" if "*" in self.origins else named if named.decode("latin-1") in self.origins else b""
        if allowed:
            yield b"access-control-allow-origin", allowed


def head(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The head of an answer as it is sent."""
    return STATUS_LINE[status] + b"\r\n".join([b": ".join(header) for header in headers]) + b"\r\n\r\n"
