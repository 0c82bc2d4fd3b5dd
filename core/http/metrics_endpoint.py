"""`/metrics`: for the machine itself, and for holders of the token."""

from __future__ import annotations

import asyncio
import secrets

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.http.limits.addresses import address
from core.observation.notes import Notes
from schema.serving.http import HttpError

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class MetricsEndpoint:
    """Answers with the metrics, for those that may see them. token: NMIRF_METRICS_TOKEN."""

    def __init__(self, notes: Notes, token: str) -> None:
        self.notes, self.token = notes, token

    def route(self) -> Route:
        """`/metrics`."""
        return Route("/metrics", self.answer)

    async def answer(self, request: Request) -> Response:
        """The metrics in Prometheus' text format. Raises HttpError 403."""
        if not self._may_see(request):
            raise HttpError(
                403,
                "METRICS",
                "Metrics are for the machine itself, or for `Authorization: Bearer <NMIRF_METRICS_TOKEN>`.",
            )
        self.notes.flush()
        return Response(await asyncio.to_thread(self.notes.metrics.text), media_type=CONTENT_TYPE_LATEST)

    def _may_see(self, request: Request) -> bool:
        if self.token:
            sent = request.headers.get("authorization", "").encode()
            return secrets.compare_digest(sent, f"Bearer {self.token}".encode())
        if request.client is None or any(name in request.headers for name in FORWARDED):
            return False
        found = address(request.client.host)
        return found is not None and found.is_loopback
