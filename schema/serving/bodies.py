"""Reads the bodies of requests within limits of size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.types import Receive

from schema.limits import Limits
from schema.serving.deadlines import Deadlines
from schema.serving.http import HttpError


class Bodies:
    """Reads the bodies of requests."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.deadlines = limits, Deadlines(limits.body_seconds)

    async def read(self, receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
        """The whole body. Raises HttpError 413 past the limit, 408 past the time."""
        declared = headers.get(b"content-length", b"")
        if declared.isdigit() and int(declared[:20]) > self.limits.body_bytes:
            raise self._too_large()
        task = self.deadlines.begin()
        parts: list[bytes] = []
        size, more = 0, True
        try:
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise HttpError(400, "DISCONNECTED", "The client disconnected before the body had arrived.")
                part: bytes = message.get("body", b"")
                more = message.get("more_body", False)
                size += len(part)
                if size > self.limits.body_bytes:
                    raise self._too_large()
                parts.append(part)
        except asyncio.CancelledError:
            if not self.deadlines.passed(task):
                raise
            raise HttpError(
                408,
                "BODY_TIME",
                f"The body did not arrive within {self.limits.body_seconds:g} seconds.",
                {b"connection": b"close"},
            ) from None
        finally:
            self.deadlines.end(task)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _too_large(self) -> HttpError:
        return HttpError(
            413,
            "BODY_SIZE",
            f"The body is larger than {self.limits.body_bytes:,} bytes, which is the most allowed.",
            {b"connection": b"close"},
        )
