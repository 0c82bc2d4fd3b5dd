"""What the platform logs and measures, and what it never reveals."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import orjson
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pluggy import PluginManager
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core import hookimpl
from core.identity import Role, create_token
from core.observation.logs import JsonLines
from core.observation.traces import Traces
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.server import app as app_module
from core.server.app import create_app
from tests.conftest import NewPlatform

SECRET = "Somebody's private words"
COUNTED = ("nmirf_http_requests_total", "nmirf_operation_seconds", "nmirf_plans_total")


async def _fails(request: Request) -> Response:
    raise ValueError(SECRET)


@pytest.fixture(scope="module")
def faulty() -> PluginManager:
    """The plugins, with one whose route fails."""
    plugin = ModuleType("faulty")
    plugin.register_routes = hookimpl(lambda: [Route("/fails", _fails)])  # type: ignore[attr-defined]
    return load_plugins(extra={"faulty": plugin})


@pytest.fixture
def platform(database_url: str, faulty: PluginManager, new_platform: NewPlatform) -> Platform:
    return new_platform(database_url, faulty, metrics_token="metrics")


class Lines(logging.Handler):
    """Keeps the lines that a log would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += map(orjson.loads, self.format(record).splitlines())


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    """What is logged from here on."""
    handler, logger = Lines(), logging.getLogger("nmirf")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.DEBUG)
    yield handler.lines
    logger.setLevel(level)
    logger.removeHandler(handler)


def _metrics(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics", headers={"authorization": "Bearer metrics"})
    assert answer.status_code == 200
    found = {}
    for line in answer.text.splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            found[name] = float(value)
    return found


def test_operations_plans_statements_and_refusals_are_counted(client: TestClient) -> None:
    for _ in range(3):
        client.post("/graphql", json={"query": "query Page { states(first: 2) { nodes { name } } }"})
    client.post("/graphql", json={"query": "query A { nothing }"})
    client.post("/graphql", json={"query": "{ states(first: 100000) { totalCount } }"})
    client.get("/nowhere/at/all")
    client.request("BREW", "/nowhere")
    found = _metrics(client)
    assert found['nmirf_operation_seconds_count{kind="query",name="Page"}'] >= 2
    assert found['nmirf_plans_total{plan="compiled"}'] >= 1
    assert found['nmirf_plans_total{plan="reused"}'] >= 1
    assert found['nmirf_statement_seconds_count{database="primary"}'] >= 2
    assert found['nmirf_refusals_total{code="INVALID_DOCUMENT"}'] == 1
    assert found['nmirf_http_requests_total{method="POST",route="/graphql",status="200"}'] == 5
    assert found['nmirf_http_requests_total{method="GET",route="other",status="404"}'] == 1
    assert found['nmirf_http_requests_total{method="other",route="other",status="404"}'] == 1
    assert not any("BREW" in name for name in found)


def test_answers_that_were_kept_are_counted_by_name_as_others_are(client: TestClient) -> None:
    for _ in range(5):
        client.post("/graphql", json={"query": "query Kept { states(first: 2) { nodes { name } } }"})
    tag = client.get("/graphql", params={"query": "query Tagged { states(first: 2) { nodes { name } } }"}).headers[
        "etag"
    ]
    for _ in range(3):
        answer = client.get(
            "/graphql",
            params={"query": "query Tagged { states(first: 2) { nodes { name } } }"},
            headers={"if-none-match": tag},
        )
        assert answer.status_code == 304
    found = _metrics(client)
    assert found['nmirf_operation_seconds_count{kind="query",name="Kept"}'] == 5
    assert found['nmirf_operation_seconds_count{kind="query",name="Tagged"}'] == 4
    assert found['nmirf_statement_seconds_count{database="primary"}'] < 8


def test_what_was_counted_is_flushed_once_however_often_the_metrics_are_read(client: TestClient) -> None:
    for _ in range(5):
        client.post("/graphql", json={"query": "query Page { states(first: 2) { nodes { name } } }"})
    first, *later = [
        {name: count for name, count in _metrics(client).items() if "/metrics" not in name and name.startswith(COUNTED)}
        for _ in range(3)
    ]
    assert first['nmirf_http_requests_total{method="POST",route="/graphql",status="200"}'] == 5
    assert first['nmirf_operation_seconds_count{kind="query",name="Page"}'] == 5
    assert first['nmirf_plans_total{plan="reused"}'] >= 1
    assert later == [first, first]


def test_a_name_that_is_too_long_is_counted_as_other(client: TestClient) -> None:
    for length in (64, 65):
        client.post("/graphql", json={"query": f"query {'N' * length} {{ viewer {{ role }} }}"})
    found = _metrics(client)
    assert found[f'nmirf_operation_seconds_count{{kind="query",name="{"N" * 64}"}}'] == 1
    assert found['nmirf_operation_seconds_count{kind="query",name="other"}'] == 1
    assert not any("N" * 65 in name for name in found)


def test_names_that_clients_choose_do_not_grow_without_bound(client: TestClient) -> None:
    for number in range(120):
        client.post("/graphql", json={"query": f"query N{number} {{ viewer {{ role }} }}"})
    names = [name for name in _metrics(client) if name.startswith("nmirf_operation_seconds_count")]
    assert len(names) <= 101
    assert _metrics(client)['nmirf_operation_seconds_count{kind="query",name="other"}'] == 20


def test_metrics_are_only_for_those_that_may_see_them(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer other"}).status_code == 403


@pytest.mark.parametrize("path", ["/graphql", "/health/live", "/static/page.js", "/nowhere", "/faulty/fails"])
def test_every_answer_has_its_id_and_the_headers_that_protect(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html", "x-request-id": "given-by-the-balancer"})
    assert answer.headers["x-request-id"] == "given-by-the-balancer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    other = client.get(path, headers={"x-request-id": 'forged-id"\\ <script>'})
    assert len(other.headers["x-request-id"]) == 16


def test_a_page_may_run_the_scripts_of_the_platform_alone(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html"}).headers
    assert "script-src 'self';" in page["content-security-policy"]
    assert page["cross-origin-opener-policy"] == "same-origin"
    assert "script-src" not in client.get("/health/live").headers["content-security-policy"]


def test_a_web_socket_is_logged_with_its_close_code(client: TestClient, lines: list[dict[str, Any]]) -> None:
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as refused:
        refused.send_text("no JSON")
        assert refused.receive()["code"] == 4400
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as leaves:
        leaves.close(1001)
    until = time.monotonic() + 5
    while len(told := [line for line in lines if line["message"] == "conversed"]) < 2:
        assert time.monotonic() < until, "two web sockets were closed, and the log tells of fewer"
        time.sleep(0.02)
    assert [(line["route"], line["closed"]) for line in told] == [("/graphql", 4400), ("/graphql", 1001)]


def test_a_failure_has_one_id_for_its_reader_and_the_log_and_reveals_nothing_else(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    answer = client.get("/faulty/fails")
    assert answer.status_code == 500
    error = answer.json()["errors"][0]
    assert error["extensions"] == {"code": "INTERNAL", "id": answer.headers["x-request-id"]}
    assert SECRET not in answer.text
    (line,) = [line for line in lines if line["level"] == "error"]
    assert line["request"] == error["extensions"]["id"]
    assert line["error"]["type"] == "ValueError"
    assert any("test_observation.py" in place for place in line["error"]["places"])
    assert SECRET not in str(lines)


def test_a_line_describes_a_request_without_token_or_data(
    client: TestClient, platform: Platform, lines: list[dict[str, Any]]
) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, SECRET)
    headers = {"authorization": f"Bearer {token}", "x-request-id": "request-1"}
    variables = {"code": SECRET}
    query = "query Whom($code: String!) { state(isoAlpha3: $code) { name } }"
    assert client.post("/graphql", json={"query": query, "variables": variables}, headers=headers).status_code == 200
    client.get("/graphql", params={"query": query, "variables": orjson.dumps(variables)}, headers=headers)
    client.get(f"/{SECRET}/{token}", headers=headers)
    client.post("/graphql", json={"query": query}, headers={"authorization": f"Bearer {token}x"})
    until = time.monotonic() + 5
    while len(told := [line for line in lines if line.get("request") == "request-1"]) < 3:
        assert time.monotonic() < until, "three requests had this id, and the log tells of fewer"
        time.sleep(0.02)
    assert told[0]["operation"] == "Whom"
    assert (told[0]["route"], told[0]["status"], told[0]["kind"]) == ("/graphql", 200, "query")
    assert token not in str(lines)
    assert SECRET not in str(lines)


def test_spans_of_a_request_and_its_statement_belong_to_the_trace_of_the_caller(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(app_module, "configured_traces", lambda: Traces(provider.get_tracer("test")))
    with TestClient(create_app(platform.settings, platform)) as client:
        trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        client.post(
            "/graphql",
            json={"query": f'query Traced {{ state(isoAlpha3: "{SECRET}") {{ name }} }}'},
            headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
        )
    spans = {span.name: span for span in exporter.get_finished_spans()}
    request, statement = spans["query Traced"], spans["statement"]
    assert f"{request.context.trace_id:032x}" == trace
    assert statement.parent is not None
    assert statement.parent.span_id == request.context.span_id
    assert request.attributes is not None
    assert request.attributes["http.response.status_code"] == 200
    assert SECRET not in "".join(span.to_json() for span in spans.values())
