"""A PostgreSQL with unusual settings is written and read like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url
from starlette.testclient import TestClient

from core.administration.demo import fill_demo
from core.errors import Unavailable
from core.journal.chain import verify
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.test_several_servers import filled
from tests.operation.writers import Writers
from tests.servers import Server


@pytest.fixture
def address(new_database: Callable[[str], str]) -> str:
    return new_database("postgresql")


def _set(address: str, **settings: str) -> None:
    """Give whoever connects from now on these settings, unless they say otherwise."""
    statement = sql.SQL("ALTER DATABASE {} SET {} TO {}")
    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in settings.items():
            database = sql.Identifier(make_url(address).database or "")
            connection.execute(statement.format(database, sql.Identifier(name), sql.Literal(value)))


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_writes_of_the_same_moment_are_made_one_after_the_other(address: str, tmp_path: Path, isolation: str) -> None:
    participant, token = filled(address)
    _set(address, default_transaction_isolation=isolation)
    with Server(tmp_path, address, "--workers", "2") as server:
        writers = Writers(server.port, {participant: token}, 100, clients=8).start()
        writers.wait_for(100)
        writers.finish()
    assert (writers.refused, writers.failed, len(writers.done)) == ([], 0, 100)


def test_a_write_after_another_that_was_first_is_refused_as_such(address: str, new_platform: NewPlatform) -> None:
    filled(address)
    database = new_platform(address).database
    with pytest.raises(Unavailable) as found, database.transaction() as session:
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        session.execute(text("SELECT 1 FROM core_head"))
        with psycopg.connect(address) as other:
            other.execute("UPDATE core_head SET revision = revision + 1")
        session.execute(text("UPDATE core_head SET revision = revision + 1"))
    assert found.value.code == "DATABASE_BUSY"


def _files(platform: Platform) -> dict[str, str]:
    """All lists as files, and a calendar."""
    with TestClient(create_app(platform.settings, platform)) as client:
        described = client.get("/data/datapackage.json").json()["resources"]
        paths = [f"/data/{resource['path']}" for resource in described] + ["/voting/meetings.ics"]
        found = {path: client.get(path) for path in paths}
    assert {answer.status_code for answer in found.values()} == {200}
    return {path: answer.text for path, answer in found.items() if path != "/data/datapackage.json"}


def test_days_moments_and_sums_are_read_and_written_as_ever(address: str, new_platform: NewPlatform) -> None:
    usual = new_platform(address, rate_limit="off")
    fill_demo(usual)
    expected = _files(usual)
    usual.database.dispose()
    _set(
        address,
        datestyle="SQL, DMY",
        timezone="America/Asuncion",
        intervalstyle="sql_standard",
        bytea_output="escape",
        extra_float_digits="-10",
        default_transaction_isolation="serializable",
    )
    other = new_platform(address, rate_limit="off")
    assert _files(other) == expected
    make_member(other, "FJI")
    with other.database.reading() as session:
        assert list(verify(session)) == []
        assert session.scalar(text("SHOW timezone")) == "UTC"
    assert _files(other) != expected


def test_a_write_has_unlimited_time_unless_the_address_says_otherwise(address: str, new_platform: NewPlatform) -> None:
    _set(address, statement_timeout="50ms")
    with new_platform(address).database.transaction() as session:
        session.execute(text("SELECT pg_sleep(0.1)"))
    hurried = make_url(address).update_query_dict({"options": "-c statement_timeout=20ms"})
    database = new_platform(hurried.render_as_string(hide_password=False)).database
    with pytest.raises(Unavailable, match="took too long") as found, database.transaction() as session:
        session.execute(text("SELECT pg_sleep(0.1)"))
    assert found.value.code == "DATABASE_BUSY"
