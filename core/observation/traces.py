"""OpenTelemetry spans of requests and statements, if OpenTelemetry's own variables configure an exporter."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version

from opentelemetry import propagate, trace
from opentelemetry.trace import SpanKind, Status, StatusCode, Tracer
from starlette.types import Scope

from core.errors import StartupError
from core.observation.current import Current

CONFIGURED_BY = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class Traces:
    """Spans, sent by a tracer. close: sends the remaining ones."""

    def __init__(self, tracer: Tracer, close: Callable[[], None] = lambda: None) -> None:
        self.tracer, self.close = tracer, close

    async def request(self, scope: Scope, request: Current, answer: Callable[[], Awaitable[int]]) -> None:
        """Answer a request in a span, within its sender's trace; without address, query string or document.

        answer: answers it, and returns the status.
        """
        carrier = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        kept = {name: carrier[name] for name in ("traceparent", "tracestate") if name in carrier}
        attributes = {"http.request.method": scope["method"], "nmirf.request": request.identifier}
        with self.tracer.start_as_current_span(
            scope["method"],
            propagate.extract(kept),
            SpanKind.SERVER,
            attributes,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            status = await answer()
            span.set_attribute("http.response.status_code", status)
            if request.kind:
                span.update_name(f"{request.kind} {request.operation or ''}".strip())
                span.set_attribute("graphql.operation.type", request.kind)
                span.set_attribute("graphql.operation.name", request.operation or "")
            if status >= 500:
                span.set_status(Status(StatusCode.ERROR))

    @contextmanager
    def statement(self, system: str, database: str) -> Iterator[None]:
        """A span around a statement, without its text, which may contain values."""
        with self.tracer.start_as_current_span(
            "statement",
            kind=SpanKind.CLIENT,
            attributes={"db.system.name": system, "nmirf.database": database},
            record_exception=False,
        ):
            yield


def configured_traces() -> Traces | None:
    """Traces, if the environment names an exporter. Raises StartupError if the extra is not installed."""
    if not any(os.environ.get(name) for name in CONFIGURED_BY):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise StartupError(
            "TELEMETRY",
            f"{CONFIGURED_BY[0]} is set, which requires the extra `telemetry`: pip install 'nmirf-network[telemetry]', "
            "or unset it.",
        ) from None
    name = os.environ.get("OTEL_SERVICE_NAME", "nmirf-network")
    resource = Resource.create({"service.name": name, "service.version": version("nmirf-network")})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return Traces(provider.get_tracer("nmirf"), provider.shutdown)
