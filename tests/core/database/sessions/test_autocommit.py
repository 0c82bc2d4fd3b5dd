"""Single reads outside a transaction: however many, and whatever became of their connections."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from core.database.sessions.autocommit import MOST_CONNECTIONS
from core.platform import Platform
from core.server.app import create_app
from core.tables import tokens
from tests.core.sign_in.provider import WHO


@pytest.fixture
def opened(platform: Platform) -> list[object]:
    """Every connection that is opened for looks meanwhile."""
    found: list[object] = []
    event.listen(platform.database.autocommit_pool.engine, "connect", lambda connection, _: found.append(connection))
    return found


def _looks_together(platform: Platform, how_many: int) -> list[int]:
    """What looks answer that are all taken before the first of them ends."""
    answers: list[int] = []
    ready, go_on = threading.Semaphore(0), threading.Event()

    def look() -> None:
        with platform.database.autocommit() as session:
            ready.release()
            go_on.wait(5)
            answers.append(session.execute(text("SELECT 1")).scalar_one())

    threads = [threading.Thread(target=look) for _ in range(how_many)]
    for thread in threads:
        thread.start()
    for _ in range(min(how_many, MOST_CONNECTIONS)):
        assert ready.acquire(timeout=5)
    go_on.set()
    for thread in threads:
        thread.join(5)
    return answers


def test_more_looks_than_places_wait_for_one_another(platform: Platform, opened: list[object]) -> None:
    assert _looks_together(platform, MOST_CONNECTIONS + 5) == [1] * (MOST_CONNECTIONS + 5)
    assert len(opened) <= MOST_CONNECTIONS


@pytest.mark.parametrize("engine_name", ["postgresql"])  # a file has no connections to lose
def test_after_a_restart_of_the_database_no_lost_connection_is_in_the_way(platform: Platform) -> None:
    _looks_together(platform, 3)
    ended = select(func.pg_terminate_backend(text("pid"), 5_000)).select_from(text("pg_stat_activity"))
    with platform.database.engine.connect() as other:
        others = text("datname = current_database() AND pid <> pg_backend_pid()")
        assert len(other.execute(ended.where(others)).all()) >= 3
    with TestClient(create_app(platform.settings, platform)) as client:
        asked = client.post("/graphql", json=WHO, headers={"authorization": "Bearer nobody-has-this-one"})
    assert asked.status_code == 401


def test_what_goes_wrong_beside_the_database_costs_no_connection(platform: Platform, opened: list[object]) -> None:
    for _ in range(3):
        with pytest.raises(LookupError), platform.database.autocommit() as session:
            session.execute(text("SELECT 1"))
            raise LookupError
    assert len(opened) == 1


def test_after_a_statement_that_fails_looks_go_on(platform: Platform) -> None:
    for _ in range(2):
        with pytest.raises(DBAPIError), platform.database.autocommit() as session:
            session.execute(insert(tokens).values(id=1))
        assert _looks_together(platform, 1) == [1]
