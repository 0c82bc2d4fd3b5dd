"""Statements that are made ready once answer what any other way answers, in its order, on either engine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from core import Prepared
from core.database.drivers.libpq import MOST_WAITING
from core.database.sessions.session import Session
from core.errors import Unavailable
from core.platform import Platform
from core.tables import head, journal, tokens

ADD = Prepared(insert(tokens), *tokens.c.keys())
BY_KEY = Prepared(select(tokens).where(tokens.c.id == bindparam("id")))
NUMBER = Prepared(select(func.count()).select_from(tokens))
ENTRIES = Prepared(select(journal).order_by(journal.c.sequence))


def token(key: int, **values: Any) -> dict[str, Any]:
    made = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    nothing = dict.fromkeys(tokens.c.keys())
    return {
        **nothing,
        "id": key,
        "hash": f"{key}",
        "name": "Täst '%s' $1",
        "role": "PUBLIC",
        "created_at": made,
        **values,
    }


def number(session: Session) -> int:
    found: int = NUMBER.first(session)[0]
    return found


def test_rows_are_those_that_a_session_reads(platform: Platform) -> None:
    with platform.database.transaction() as session:
        ADD.all(session, **token(2**53 - 1, expires_on=date(2026, 5, 6)))
        [row] = BY_KEY.all(session, id=2**53 - 1)
        assert row._asdict() == session.execute(select(tokens).where(tokens.c.id == 2**53 - 1)).one()._asdict()
        assert row.expires_on == date(2026, 5, 6)
        assert BY_KEY.first(session, id=1) is None
        plain = session.execute(select(journal).order_by(journal.c.sequence)).all()
        assert [tuple(row) for row in ENTRIES.all(session)] == [tuple(row) for row in plain]


@pytest.mark.parametrize("how_many", [1, MOST_WAITING * 2 + 1])
def test_what_is_left_for_later_is_there_for_all_that_follows(platform: Platform, how_many: int) -> None:
    with platform.database.transaction() as session:
        before = number(session)
        for key in range(how_many):
            ADD.later(session, **token(key + 1))
        assert number(session) == before + how_many
        session.execute(delete(tokens).where(tokens.c.id == 1))
        ADD.later(session, **token(1))
        assert session.execute(select(func.count()).select_from(tokens)).scalar_one() == before + how_many
        ADD.later(session, **token(0))
    with platform.database.reading() as session:
        assert number(session) == before + how_many + 1


def test_what_is_left_for_later_is_undone_with_the_rest(platform: Platform) -> None:
    with platform.database.reading() as session:
        before = number(session)
    with pytest.raises(LookupError), platform.database.transaction() as session:
        ADD.later(session, **token(1))
        raise LookupError
    for _ in range(2):
        with platform.database.transaction() as session:
            session.execute(text("SELECT 1"))
            assert number(session) == before


@pytest.mark.parametrize("keys", [[2], [1], [2, 2]], ids=["undone", "against what was before", "against itself"])
def test_a_savepoint_undoes_what_came_after_it(platform: Platform, keys: list[int]) -> None:
    with platform.database.transaction() as session:
        ADD.later(session, **token(1))
        with pytest.raises((LookupError, IntegrityError)), session.begin_nested():
            for key in keys:
                ADD.later(session, **token(key))
            raise LookupError
        ADD.later(session, **token(3))
    with platform.database.reading() as session:
        kept = select(tokens.c.id).where(tokens.c.id < 4).order_by(tokens.c.id)
        assert session.execute(kept).scalars().all() == [1, 3]


def test_a_violation_within_a_savepoint_is_raised_at_its_end(platform: Platform) -> None:
    with platform.database.transaction() as session:
        ADD.later(session, **token(1))
        with pytest.raises(IntegrityError), session.begin_nested():
            ADD.later(session, **token(1))
        ADD.later(session, **token(3))
    with platform.database.reading() as session:
        assert BY_KEY.first(session, id=1) is not None
        assert BY_KEY.first(session, id=3) is not None


def test_a_violation_is_raised_at_the_end_at_the_latest(platform: Platform) -> None:
    with platform.database.reading() as session:
        before = number(session)
    with pytest.raises(IntegrityError), platform.database.transaction() as session:
        ADD.later(session, **token(1))
        ADD.later(session, **token(1))
    with pytest.raises(IntegrityError), platform.database.transaction() as session:
        ADD.later(session, **token(1))
        ADD.later(session, **token(1))
        number(session)
    with platform.database.transaction() as session:
        assert number(session) == before


def test_a_statement_that_fails_leaves_its_connection_of_use(platform: Platform) -> None:
    wrong = Prepared(select(text("no_such_column")).select_from(tokens))
    with (
        pytest.raises(ProgrammingError, match=r"no such column|column \"no_such_column\""),
        platform.database.transaction() as session,
    ):
        wrong.all(session)
    for first in (lambda _: None, number):
        with pytest.raises(IntegrityError), platform.database.transaction() as session:
            first(session)
            ADD.all(session, **token(1, name=None))
    with platform.database.transaction() as session:
        ADD.all(session, **token(1))
        assert BY_KEY.first(session, id=1).name == "Täst '%s' $1"


def test_what_is_ready_stays_ready_whatever_others_do(platform: Platform) -> None:
    for end in ("ROLLBACK", "CREATE TABLE of_another (id int)", "DROP TABLE of_another"):
        with platform.database.transaction() as session:
            for _ in range(9):
                session.execute(select(func.count()).select_from(tokens))
            before = number(session)
            if end == "ROLLBACK":
                session.connection().rollback()
            else:
                session.execute(text(end))
            assert number(session) == before


@pytest.mark.parametrize("change", ["ALTER TABLE core_tokens ALTER COLUMN name TYPE text", "DEALLOCATE ALL"])
@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_what_is_no_longer_prepared_is_prepared_again(platform: Platform, change: str) -> None:
    with platform.database.transaction() as session:
        BY_KEY.first(session, id=1)
        session.execute(text(change))
    with pytest.raises(DBAPIError), platform.database.transaction() as session:
        BY_KEY.first(session, id=1)
    with platform.database.transaction() as session:
        ADD.later(session, **token(1))
        assert BY_KEY.first(session, id=1).name == "Täst '%s' $1"


@pytest.mark.parametrize("engine_name", ["postgresql"])  # a file has no connections to lose
def test_a_connection_that_is_gone_is_given_up(platform: Platform) -> None:
    for end in (number, lambda session: ADD.later(session, **token(1))):
        with pytest.raises((OperationalError, Unavailable)), platform.database.transaction() as session:
            own = session.execute(select(func.pg_backend_pid())).scalar_one()
            with platform.database.engine.connect() as other:
                other.execute(select(func.pg_terminate_backend(own)))
            end(session)
        with platform.database.transaction() as session:
            assert BY_KEY.first(session, id=1) is None


@pytest.mark.parametrize("engine_name", ["postgresql"])  # SQLite has one who writes at a time
def test_what_the_first_statement_locks_is_locked_to_the_end(platform: Platform, database_url: str) -> None:
    lock = Prepared(select(head.c.sequence).with_for_update())
    with platform.database.transaction() as session, psycopg.connect(database_url) as other:
        lock.first(session)
        assert other.execute("SELECT sequence FROM core_head FOR UPDATE SKIP LOCKED").fetchall() == []
