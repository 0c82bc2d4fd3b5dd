"""The body of a request, read no further than it may be large, and no longer than it may take."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.types import Receive

from schema.http import HttpError
from schema.limits import Limits


async def body_of(receive: Receive, headers: Mapping[bytes, bytes], limits: Limits) -> bytes:
    """The whole body. Raises HttpError 413 past the limit, 408 past the time."""
    declared = headers.get(b"content-length", b"")
    if declared.isdigit() and int(declared[:20]) > limits.body_bytes:
        raise _too_large(limits)
    deadline = _Deadline(limits.body_seconds)
    try:
        return await _read(receive, limits)
    except asyncio.CancelledError:
        if not deadline.passed:
            raise
        if deadline.task is not None:
            deadline.task.uncancel()
        raise HttpError(
            408,
            "BODY_TIME",
            f"The body did not arrive within {limits.body_seconds:g} seconds.",
            {b"connection": b"close"},
        ) from None
    finally:
        deadline.timer.cancel()


class _Deadline:
    """What asyncio.timeout does, in a third of its time: every request passes here."""

    __slots__ = ("passed", "task", "timer")

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self.task: asyncio.Task[Any] | None = asyncio.current_task()
        self.timer = asyncio.get_running_loop().call_later(seconds, self._pass)

    def _pass(self) -> None:
        self.passed = True
        if self.task is not None:
            self.task.cancel()


async def _read(receive: Receive, limits: Limits) -> bytes:
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HttpError(400, "DISCONNECTED", "The client went away before the body was there.")
        part: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        if not more and not parts and len(part) <= limits.body_bytes:
            return part
        size += len(part)
        if size > limits.body_bytes:
            raise _too_large(limits)
        parts.append(part)
    return b"".join(parts)


def _too_large(limits: Limits) -> HttpError:
    return HttpError(
        413,
        "BODY_SIZE",
        f"The body is larger than {limits.body_bytes:,} bytes, which is the most allowed.",
        {b"connection": b"close"},
    )
