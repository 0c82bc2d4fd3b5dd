"""Routes of plugins are answered as anything else is, whatever they read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from core.database.database import Database
from core.database.for_outsiders import unreachable
from core.identity import Role, create_token
from core.platform import Platform
from core.plugins.finding import plugin_names
from core.server.app import create_app
from schema.request.bad_request import BadRequest
from tests.conftest import NewPlatform
from tests.factories import make_member

STRANGER = ("203.0.113.7", 40_000)
ROUTES = (
    "/partnerships/graph.json",
    "/partnerships/graph.svg",
    "/voting/meetings.ics",
    "/voting/meetings/1.ics",
    "/voting/meetings/1/attendance.csv",
    "/voting/decisions/1/result.csv",
)
"""Those of the built-in plugins, with 1 as the number in them."""
NOT_ANSWERED = {
    "message": "The database does not answer. Try again in a moment.",
    "extensions": {"code": "DATABASE_UNREACHABLE"},
}


async def _silent() -> int:
    raise unreachable()


async def _busy(*_: object) -> bytes:
    raise BadRequest("BUSY", "Too many large requests are waiting.")


async def _faulty(*_: object) -> bytes:
    raise RuntimeError("a fault of the platform")


def test_these_are_all_routes_of_the_built_in_plugins(platform: Platform) -> None:
    names = plugin_names(platform.plugins)
    found = {
        f"{mount.path}{route.path}".replace("{key:int}", "1")
        for mount in create_app(platform.settings, platform).routes
        if isinstance(mount, Mount) and mount.path.strip("/") in names
        for route in mount.routes
        if isinstance(route, Route)
    }
    assert found == set(ROUTES)


@pytest.mark.parametrize("path", ROUTES)
def test_too_many_requests_are_refused_at_every_route(database_url: str, new_platform: NewPlatform, path: str) -> None:
    platform = new_platform(database_url, rate_limit="3/minute", token_rate_limit="2/minute")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    with TestClient(create_app(platform.settings, platform), client=STRANGER) as client:
        answers = [client.get(path) for _ in range(4)]
        known = [client.get(path, headers={"authorization": f"Bearer {token}"}).status_code for _ in range(3)]
        wrong = client.get(path, headers={"authorization": "Bearer nmirf_nothing"})
    assert {answer.status_code for answer in answers[:3]} <= {200, 404}
    assert answers[3].status_code == 429
    assert answers[3].json()["errors"][0]["extensions"] == {"code": "RATE_LIMIT"}
    assert "retry-after" in answers[3].headers
    assert known == [answers[0].status_code] * 2 + [429]
    assert wrong.status_code == 401


@pytest.mark.parametrize("path", ROUTES[:5])
def test_what_a_route_answers_is_sent_once_while_it_is_the_same(platform: Platform, path: str) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    with TestClient(create_app(platform.settings, platform)) as client:
        first = client.get(path)
        tag = first.headers["etag"]
        assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
        assert {"Accept-Language", "Authorization"} <= {name.strip() for name in first.headers["vary"].split(",")}
        for asked in (tag, f'"other", W/{tag}', "*"):
            again = client.get(path, headers={"if-none-match": asked})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert "content-type" not in again.headers
            for name in ("cache-control", "vary", "content-security-policy"):
                assert again.headers[name] == first.headers[name]
        head = client.head(path)
        assert (head.status_code, head.headers["etag"]) == (200, tag)
        assert client.get(path, headers={"if-none-match": '"other"'}).content == first.content
        known = client.get(path, headers={"authorization": f"Bearer {token}", "if-none-match": "*"})
    assert (known.status_code, known.headers["cache-control"]) == (200, "private, no-store")
    assert "etag" not in known.headers


def test_what_has_changed_is_sent_again(platform: Platform) -> None:
    with TestClient(create_app(platform.settings, platform)) as client:
        tag = client.get("/partnerships/graph.json").headers["etag"]
        make_member(platform, "PRY")
        changed = client.get("/partnerships/graph.json", headers={"if-none-match": tag})
        assert (changed.status_code, len(changed.json()["nodes"])) == (200, 1)
        assert changed.headers["etag"] != tag


@pytest.mark.parametrize("path", ["/voting/meetings/5.ics", "/voting/nothing", "/nothing"])
def test_what_is_not_there_is_kept_by_nobody(platform: Platform, path: str) -> None:
    with TestClient(create_app(platform.settings, platform)) as client:
        answer = client.get(path, headers={"if-none-match": "*"})
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ROUTES[:2])
def test_a_route_reports_that_the_database_is_unavailable(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    with TestClient(create_app(platform.settings, platform)) as client:
        monkeypatch.setattr(platform.engine.store, "fetch", _busy)
        monkeypatch.setattr(platform.engine.store, "without_waiting", lambda *_: None)
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"] == {"code": "BUSY"}


@pytest.mark.parametrize(
    ("what", "failing", "status", "code"),
    [
        ("revision", _silent, 503, "DATABASE_UNREACHABLE"),
        ("fetch", _busy, 503, "BUSY"),
        ("fetch", _faulty, 500, "INTERNAL"),
    ],
)
def test_a_file_that_cannot_begin_is_not_the_client_s_mistake(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, what: str, failing: Any, status: int, code: str
) -> None:
    with TestClient(create_app(platform.settings, platform)) as client:
        monkeypatch.setattr(platform.engine.store, "without_waiting", lambda *_: None)
        monkeypatch.setattr(platform.engine.store, what, failing)
        got = client.get("/data/states.csv")
    assert (got.status_code, got.json()["errors"][0]["extensions"]["code"]) == (status, code)


@pytest.mark.parametrize("address", ["postgresql://u:pa55word@127.0.0.1:1/x", "sqlite:///{folder}/nowhere/x.db"])
def test_a_database_that_is_gone_is_reported_without_its_place(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, address: str
) -> None:
    gone = Database(address.format(folder=tmp_path))
    with TestClient(create_app(platform.settings, platform)) as client, caplog.at_level(logging.WARNING):
        monkeypatch.setattr(platform, "database", gone)
        answer = client.get("/voting/meetings.ics")
        document = client.get("/graphql", params={"documentId": f"sha256:{'0' * 64}"})
        monkeypatch.undo()
    assert answer.status_code == document.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json() == document.json() == {"errors": [NOT_ANSWERED]}
    # What runs beside requests may look for the database at the same moment, and tells of it by itself.
    told = [record for record in caplog.records if record.name in ("nmirf.app", "nmirf.requests", "nmirf.platform")]
    assert any(record.getMessage().startswith("DATABASE_UNREACHABLE: ") for record in told)
    assert not [record for record in told if record.exc_info]
    assert "pa55word" not in caplog.text


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_lack_of_free_connections_is_reported(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    in_use = Database(platform.settings.database, connect_seconds=1)
    mutation = """mutation { communicateAccession(input: {isoAlpha3: "PRY", standing: OBSERVER, adoptsDeclaration: true,
        communicatedOn: "2024-06-01"}) { errors { code } } }"""
    with TestClient(create_app(platform.settings, platform)) as client, ExitStack() as taken:
        monkeypatch.setattr(platform, "database", in_use)
        for _ in range(15):
            taken.enter_context(in_use.engine.connect())
        answer = client.get("/voting/meetings.ics")
        document = client.get("/graphql", params={"documentId": f"sha256:{'0' * 64}"})
        written = client.post("/graphql", json={"query": mutation})
        taken.close()
        assert client.get("/voting/meetings.ics").status_code == 200
        monkeypatch.undo()
    in_use.dispose()
    assert answer.status_code == document.status_code == 503
    assert answer.json() == document.json() == {"errors": [NOT_ANSWERED]}
    assert written.json()["errors"][0] == {**written.json()["errors"][0], **NOT_ANSWERED}


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_token_that_cannot_be_checked_is_refused_as_such(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    with TestClient(create_app(platform.settings, platform)) as client:
        monkeypatch.setattr(platform.sign_in, "database", Database("postgresql+psycopg://127.0.0.1:1/x"))
        answer = client.get("/voting/meetings.ics", headers={"authorization": "Bearer nmirf_whatever"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"errors": [NOT_ANSWERED]}


def test_the_schema_is_a_file_if_introspection_is_allowed(new_client: Callable[..., TestClient]) -> None:
    with new_client() as client:
        got = client.get("/schema.graphql")
        assert got.text.startswith("schema {") or "type Query" in got.text
        assert got.headers["content-type"] == "application/graphql; charset=utf-8"
        assert build_schema(got.text).query_type is not None
        again = client.get("/schema.graphql", headers={"if-none-match": got.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    with new_client(introspection=False) as client:
        assert client.get("/schema.graphql").status_code == 404
