"""Traces as a collector receives them over OTLP: spans of requests and statements, without anything that was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.operation.collector import Collector, collector
from tests.operation.test_several_servers import filled
from tests.operation.writers import DESIGNATE
from tests.ports import free_port
from tests.servers import Server, request

SECRET = "Somebodys-private-words"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
ASKED = f'query Asked($code: String!) {{ state(isoAlpha3: $code) {{ name }} other: state(isoAlpha3: "{SECRET}") {{ name }} }}'


def _send(server: Server, token: str, query: str, variables: dict[str, Any], **headers: str) -> int:
    body = json.dumps({"query": query, "variables": variables}).encode()
    sent = {"content-type": "application/json", "authorization": f"Bearer {token}", **headers}
    return request(server.port, "POST", "/graphql", body, sent)[0]


def _facts(span: Span) -> dict[str, Any]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in span.attributes}


def _request_and_statement(received: Collector, name: str) -> tuple[Span, Span]:
    """The span of an operation and the one of its statement."""
    (asked,) = [span for span in received.spans if span.name == name]
    (statement,) = [span for span in received.spans if span.parent_span_id == asked.span_id]
    return asked, statement


def test_a_collector_gets_a_span_of_each_request_and_of_its_statement(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    address = new_database(engine_name)
    participant, token = filled(address)
    with collector() as received:
        with Server(tmp_path, address, OTEL_EXPORTER_OTLP_ENDPOINT=received.address) as server:
            assert _send(server, token, ASKED, {"code": SECRET}, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01") == 200
            query = urlencode({"query": ASKED, "variables": json.dumps({"code": SECRET})})
            assert server.get(f"/graphql?{query}", {"x-forwarded-for": "198.51.100.77"})[0] == 200
            named = DESIGNATE.replace("mutation", "mutation Changed", 1)
            assert _send(server, token, named, {"participant": participant, "title": SECRET}) == 200
            assert _send(server, token, "query Refused { nothing }", {}) == 200
            assert _send(server, f"{token}x", ASKED, {"code": SECRET}) == 401
        asked, statement = next(
            (span, child)
            for span in received.spans
            for child in received.spans
            if span.name == "query Asked" and span.trace_id.hex() == TRACE and child.parent_span_id == span.span_id
        )
        assert asked.kind == Span.SPAN_KIND_SERVER
        assert asked.parent_span_id.hex() == "00f067aa0ba902b7"
        facts = _facts(asked)
        assert (facts["http.response.status_code"], facts["graphql.operation.name"]) == (200, "Asked")
        assert statement.kind == Span.SPAN_KIND_CLIENT
        assert statement.trace_id == asked.trace_id
        assert _facts(statement) == {"db.system.name": engine_name, "nmirf.database": "primary"}
        assert asked.start_time_unix_nano <= statement.start_time_unix_nano
        assert statement.end_time_unix_nano <= asked.end_time_unix_nano
        changed, _ = _request_and_statement(received, "mutation Changed")
        assert _facts(changed)["graphql.operation.type"] == "mutation"
        assert 401 in {_facts(span).get("http.response.status_code") for span in received.spans}
        (service,) = {
            pair.value.string_value
            for sent in received.requests
            for resource in sent.resource_spans
            for pair in resource.resource.attributes
            if pair.key == "service.name"
        }
        assert service == "nmirf-network"
        everything = b"".join(received.bodies)
        for secret in (SECRET, token, "nmirf_", "198.51.100.77", "isoAlpha3", "SELECT", "f@test.example"):
            assert secret.encode() not in everything, secret


def test_a_collector_that_does_not_answer_holds_up_nobody(new_database: Callable[[str], str], tmp_path: Path) -> None:
    silent = f"http://127.0.0.1:{free_port()}"
    with Server(tmp_path, new_database("sqlite"), OTEL_EXPORTER_OTLP_ENDPOINT=silent) as server:
        for _ in range(20):
            assert server.ask("{ viewer { role } }") == {"data": {"viewer": {"role": "PUBLIC"}}}
        began = time.monotonic()
        server.stop(20)
        assert time.monotonic() - began < 15
    assert "Traceback" not in server.log.read_text()
