"""A client's connection that answers a request at once, without a task, if that needs no waiting."""

from __future__ import annotations

from typing import Any

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from core.http.immediate import Immediate, KnownRequest
from core.http.wire.connections import ClientConnection, head_of_answer
from schema.serving.http import HttpError


class AnsweringConnection(ClientConnection):
    """One connection. begun: the request that began in the bytes being read, with the app that will answer it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        plain = not self.access_log and self.limit_concurrency is None
        self.immediate: Immediate | None = getattr(self.app, "immediate", None) if plain else None
        self.parsing, self.answered = False, 0.0
        self.begun: tuple[RequestResponseCycle, Any] | None = None

    def data_received(self, data: bytes) -> None:
        between = self.immediate is not None and self._is_between()
        if between and self._answer_again(data):
            return
        self.parsing = True
        super().data_received(data)
        self.parsing = False
        if self.begun is not None:
            self._begin(*self.begun, data if between else b"")

    def _is_between(self) -> bool:
        """Whether no request is being read or answered."""
        if self.head.arriving:
            return not self.head.received
        return self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)

    def _answer_again(self, data: bytes) -> bool:
        """Answer a request whose bytes are known, if that needs no waiting; returns whether it did."""
        assert self.immediate is not None
        known = self.immediate.recall(data)
        return known is not None and self._answer_without_waiting(known, {**known.post.scope, "client": self.client})

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Start the answer to a request only once all that has arrived of it is read."""
        if self.parsing:
            self.begun = cycle, app
        else:
            super()._start_asgi_task(cycle, app)

    def _refuse(self, error: HttpError) -> None:
        """Refuse what is being read, after starting the answer to the request before it."""
        if self.begun is not None:
            super()._start_asgi_task(*self.begun)
            self.begun = None
        super()._refuse(error)

    def _begin(self, cycle: RequestResponseCycle, app: Any, data: bytes) -> None:
        """Answer a request at once, or start a task. data: the bytes that it arrived in, if it arrived in one piece."""
        self.begun = None
        if self.immediate is not None and self._is_whole(cycle):
            scope: Any = cycle.scope
            request = self.immediate.read(scope, bytes(cycle.body))
            if request is not None and self._answer_without_waiting(request, scope):
                if data and not self.head.arriving:
                    self.immediate.remember(data, request)
                return
        self._start_asgi_task(cycle, app)

    def _is_whole(self, cycle: RequestResponseCycle) -> bool:
        """Whether a request has arrived as a whole, with none after it, on a connection that stays open."""
        waits = cycle.more_body or cycle.waiting_for_100_continue
        return cycle.keep_alive and not waits and not self.pipeline

    def _answer_without_waiting(self, request: KnownRequest, scope: Scope) -> bool:
        """Answer a request, if that needs no waiting; returns whether it did."""
        assert self.immediate is not None
        found = None if self.flow.write_paused else self.immediate.answer(request, scope)
        if found is None:
            return False
        status, headers, body = found
        self.cycle = None  # type: ignore[assignment]
        self.transport.writelines((head_of_answer(status, (*self.server_state.default_headers, *headers)), body))
        self.head.stop_timer()
        self._keep_alive()
        return True

    def _keep_alive(self) -> None:
        """Stay open for the next request as long as after any answer; a running timer is extended when it is due."""
        if self.timeout_keep_alive_task is None:
            self.on_response_complete()
        else:
            self.server_state.total_requests += 1
            self.answered = self.loop.time()

    def timeout_keep_alive_handler(self) -> None:
        left = self.answered + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self.timeout_keep_alive_task = self.loop.call_later(left, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()
