"""Killed in the middle of a thousand writes: all confirmed ones are there, complete, and the journal verifies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from os import environ
from pathlib import Path

import pytest
from psycopg import connect
from sqlalchemy import func, select

from core.identity import create_token
from core.journal.chain import verify
from core.members.tables import focal_points
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.settings.settings import Settings
from core.tables import journal
from plugins.practices.tables import practices
from tests.factories import Made, make_member
from tests.operation.postgresql import PostgreSQL, postgresql
from tests.operation.writers import Writers
from tests.servers import Server, wait_until

KILLS = 50 if environ.get("NMIRF_SOAK") else 5
WRITES = 1_000
FURTHEST = 800 if environ.get("NMIRF_SOAK") else 150
"""The kill comes at a random moment: after one write was confirmed, or so many."""


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[PostgreSQL]:
    with postgresql() as server:
        yield server


@pytest.fixture
def killed_url(request: pytest.FixtureRequest, engine_name: str, new_database: Callable[[str], str]) -> str:
    """A database of either engine; of PostgreSQL's one on a server that may be killed."""
    if engine_name == "sqlite":
        return new_database("sqlite")
    server: PostgreSQL = request.getfixturevalue("own_postgresql")
    name = request.node.name.split("[")[0]
    with connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    address = server.database(name)
    platform = Platform(Settings(database_url=address))
    migrate(platform.database, platform.plugins)
    platform.database.dispose()
    return address


@pytest.fixture
def records(killed_url: str) -> Iterator[Platform]:
    """The platform of the test itself, which looks at what is there."""
    made = Platform(Settings(database_url=killed_url))
    made.database.patience = 60
    yield made
    made.database.dispose()


def test_a_server_that_is_killed_loses_nothing_it_confirmed(killed_url: str, records: Platform, tmp_path: Path) -> None:
    tokens, written = _tokens(records), dict[str, str]()
    for kill in range(KILLS):
        server = Server(tmp_path, killed_url).wait()
        writers = Writers(server.port, tokens, WRITES).start()
        writers.wait_for(random.Random(kill).randrange(1, FURTHEST))
        server.kill()
        writers.finish()
        assert not writers.refused, writers.refused[:3]
        assert writers.done
        written |= writers.done
        _check(records, written)


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_the_platform_outlives_its_postgresql(
    killed_url: str, records: Platform, own_postgresql: PostgreSQL, tmp_path: Path
) -> None:
    tokens, written = _tokens(records), dict[str, str]()
    with Server(tmp_path, killed_url, NMIRF_DATABASE_WAIT_SECONDS="40") as server:
        for kill in range(KILLS):
            writers = Writers(server.port, tokens, WRITES).start()
            writers.wait_for(random.Random(kill).randrange(1, FURTHEST))
            if kill % 2:
                own_postgresql.kill()
                own_postgresql.start()
            else:
                own_postgresql.kill_backend("test_the_platform_outlives_its_postgresql")
            before = len(writers.done)
            wait_until(lambda: len(writers.done) > before + 20, 60)  # noqa: B023
            assert server.get("/health/live")[0] == 200
            writers.finish()
            assert writers.failed == 0
            codes = {error["extensions"]["code"] for answer in writers.refused for error in answer["errors"]}
            assert codes <= {"DATABASE_LOST", "COMMIT_UNCERTAIN"}, writers.refused
            written |= writers.done
            _check(records, written)
        server.wait()


def _tokens(platform: Platform) -> Mapping[str, str]:
    made = [make_member(platform, code) for code in ("PRY", "MAR", "PRT", "KEN")]

    def token(member: Made) -> str:
        with platform.database.transaction() as session:
            viewer = member.viewer
            return create_token(session, platform.now(), viewer.role, viewer.name or "", viewer.participant)

    return {member.id: token(member) for member in made}


def _check(platform: Platform, written: Mapping[str, str]) -> None:
    """Everything that was confirmed is there; what is there is there whole, with its entry in the journal."""
    with platform.database.reading() as session:
        assert list(verify(session)) == []
        there = {
            f"{name}:{row.id}": row.title
            for name, table, title in (
                ("Practice", practices, practices.c.title),
                ("FocalPoint", focal_points, focal_points.c.name),
            )
            for row in session.execute(select(table.c.id, title.label("title")))
        }
        entries = set(
            session.execute(
                select(journal.c.subject).where(journal.c.action.in_(("practice.drafted", "focal_point.designated")))
            ).scalars()
        )
        assert there.keys() == entries
        lost = [title for identifier, title in written.items() if _title(there.get(identifier)) != title]
        assert lost == []
        current = select(func.count()).where(focal_points.c.until.is_(None)).group_by(focal_points.c.participant_id)
        assert set(session.execute(current).scalars()) == {1}


def _title(stored: object) -> object:
    return stored.get("en") if isinstance(stored, dict) else stored
