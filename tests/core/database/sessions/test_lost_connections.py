"""Lost connections of writes to PostgreSQL: the next write does not notice."""

from __future__ import annotations

import time

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from core import Prepared
from core.database.sessions import warm
from core.errors import Unavailable
from core.platform import Platform
from core.tables import tokens

OTHERS = """SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()"""
ONE = text("SELECT 1")
NUMBER = Prepared(select(func.count()).select_from(tokens))

pytestmark = pytest.mark.parametrize("engine_name", ["postgresql"])


def _end_all(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(OTHERS)


def test_one_that_was_idle_while_the_database_restarted_is_replaced(platform: Platform, database_url: str) -> None:
    with platform.database.transaction() as session:
        assert session.scalar(ONE) == 1
    time.sleep(2 * warm.WARM_SECONDS)
    _end_all(database_url)
    with platform.database.transaction() as session:
        assert session.scalar(ONE) == 1


def test_a_lost_connection_is_reported_and_all_as_old_are_discarded(
    platform: Platform, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "WARM_SECONDS", 60.0)
    with pytest.raises(Unavailable) as found, platform.database.transaction() as session:
        NUMBER.first(session)
        with platform.database.transaction() as other:
            NUMBER.first(other)
        _end_all(database_url)
        NUMBER.first(session)
    assert found.value.code == "DATABASE_LOST"
    with platform.database.transaction() as session, platform.database.transaction() as other:
        assert NUMBER.first(session) == NUMBER.first(other) == (0,)


def test_a_look_leaves_no_transaction_open(platform: Platform, database_url: str) -> None:
    with platform.database.autocommit() as session:
        assert session.scalar(ONE) == 1
        assert NUMBER.first(session) == (0,)
    with psycopg.connect(database_url) as connection:
        open_ones = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"
        assert connection.execute(open_ones).fetchone() == (0,)


def test_what_is_too_large_is_not_reported_as_a_lost_connection(platform: Platform) -> None:
    """psycopg takes both for the same kind of error; to try again would help nobody."""
    words = text("SELECT string_agg('w' || number, ' ')::tsvector FROM generate_series(1, 200000) number")
    with pytest.raises(OperationalError, match="too long for tsvector"), platform.database.reading() as session:
        session.execute(words)
