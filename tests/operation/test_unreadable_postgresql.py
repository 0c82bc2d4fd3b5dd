"""A server whose PostgreSQL cannot be read does not start, is not ready, and says why."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from starlette.testclient import TestClient

from core.platform import Platform
from core.server.app import create_app
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.operation.proxies import between
from tests.operation.test_several_servers import filled
from tests.servers import Server

NOWHERE = {"sslmode": "require", "sslrootcert": "/nowhere.crt"}
"""What libpq does not look at where the server is on a socket, and asyncpg does."""
STATES = "{ states { nodes { name } } }"


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture
def server(new_database: Callable[[str], str]) -> URL:
    return make_url(new_database("postgresql"))


def test_it_does_not_start_and_gives_the_reason_and_the_place(server: URL) -> None:
    told = nmirf("serve", "--port", "0", NMIRF_DATABASE_URL=_written(server.update_query_dict(NOWHERE)))
    assert told.returncode == 1
    assert told.stderr.startswith(f"DATABASE_UNREACHABLE: PostgreSQL at {server.query['host']}")
    assert "does not answer on the connections for reading ([Errno 2] No such file or directory)" in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_nor_does_it_behind_a_pooler_that_keeps_settings_back(server: URL) -> None:
    with between(server, keeps_back=True) as pooler:
        told = nmirf("serve", "--port", "0", NMIRF_DATABASE_URL=_written(pooler))
    assert told.returncode == 1
    assert told.stderr.startswith("SETTING: The database is behind a pooler")


def test_it_is_not_ready_and_only_the_log_gives_the_reason_and_the_place(
    server: URL, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    platform = new_platform(_written(server.update_query_dict(NOWHERE)), database_wait_seconds=0.0)
    with TestClient(create_app(platform.settings, platform)) as client:
        health = client.get("/health/ready")
        assert (health.status_code, health.json()["code"]) == (503, "DATABASE_UNREACHABLE")
        asked = client.post("/graphql", json={"query": "{ states { totalCount } }"})
    (refused,) = asked.json()["errors"]
    assert refused["extensions"]["code"] == "DATABASE_UNREACHABLE"
    told = [
        record.getMessage()
        for record in caplog.records
        if "does not answer on the connections for reading" in record.getMessage()
    ]
    assert len(told) == 2
    for place in (str(server.query["host"]), "No such file"):
        assert place not in asked.text + health.text
        assert place in told[0]


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_table_that_its_user_may_not_read_is_reported_as_such(
    platform: Platform, database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    def run(*statements: str) -> None:
        with platform.database.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))

    run("CREATE ROLE limited_of_the_test LOGIN", "GRANT ALL ON ALL TABLES IN SCHEMA public TO limited_of_the_test")
    limited = new_platform(_written(make_url(database_url).set(username="limited_of_the_test")))
    try:
        with TestClient(create_app(limited.settings, limited)) as client, caplog.at_level(logging.WARNING):
            assert "errors" not in client.post("/graphql", json={"query": STATES}).json()
            caplog.clear()
            run("REVOKE SELECT ON core_head, members_states FROM limited_of_the_test")
            asked, listed = client.post("/graphql", json={"query": STATES}).json(), client.get("/data/states.csv")
            health = client.get("/health/ready")
    finally:
        limited.database.dispose()
        run("DROP OWNED BY limited_of_the_test", "DROP ROLE limited_of_the_test")
    assert (health.status_code, health.json()["code"]) == (503, "DATABASE_PRIVILEGE")
    assert listed.status_code == 503
    for refused in (asked["errors"][0], listed.json()["errors"][0]):
        assert refused["extensions"] == {"code": "DATABASE_PRIVILEGE"}
        assert refused["message"] == "The database does not answer. Try again in a moment."
    told = [record for record in caplog.records if record.getMessage().startswith("DATABASE_PRIVILEGE: ")]
    assert "PostgreSQL says: permission denied for table" in told[0].getMessage()
    assert "the owner of the database" in told[0].getMessage()
    assert not [record for record in caplog.records if record.exc_info]


def test_why_nobody_gets_in_is_logged_once_in_a_while(server: URL, tmp_path: Path) -> None:
    _, token = filled(_written(server))
    with Server(tmp_path, _written(server), NMIRF_DATABASE_WAIT_SECONDS="0.1", NMIRF_LOG_FORMAT="text") as served:
        assert "errors" not in served.ask("{ states { totalCount } }")
        with psycopg.connect(_written(server.set(database="postgres")), autocommit=True) as other:
            other.execute(f'ALTER DATABASE "{server.database}" ALLOW_CONNECTIONS false')
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [server.database]
            )
        asked = [served.ask("{ states { totalCount } }", token=given) for given in (None, token) for _ in range(5)]
        assert served.get("/health/ready")[0] == 503
    assert {answer["errors"][0]["extensions"]["code"] for answer in asked} == {"DATABASE_UNREACHABLE"}
    told = [line for line in served.log.read_text().splitlines() if line.startswith("warning  DATABASE_UNREACHABLE")]
    assert [line for line in told if "is not currently accepting" not in line] == []
    assert all(f"PostgreSQL at {server.query['host']}" in line for line in told)
    assert 2 <= len(told) <= 6
    with psycopg.connect(_written(server.set(database="postgres")), autocommit=True) as other:
        other.execute(f'ALTER DATABASE "{server.database}" ALLOW_CONNECTIONS true')
