"""Writes that are wanted at the same moment: whatever becomes of one, the others are none the wiser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select, text

from core.concurrency.paces import FIRST_PROOF
from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session
from core.errors import Conflict, Refusal, Unavailable
from core.identity import Viewer
from core.journal.chain import Waits
from core.platform import Platform
from core.tables import tokens
from core.writing.rounds import TURNS, Rounds
from core.writing.write import Write
from tests.core.writing.concurrent_writes import (
    KINDS,
    VIEWER,
    Function,
    actions,
    broken,
    done,
    exhausted,
    refused,
    together,
)

TOKEN = {"id": 1, "hash": "1", "name": "Test", "role": "PUBLIC", "created_at": datetime(2026, 1, 2, tzinfo=UTC)}
WRITTEN = (
    "INSERT INTO core_tokens (id, hash, name, role, created_at) "
    "VALUES (1, '1', 'Test', 'PUBLIC', '2026-01-02 00:00:00')"
)
CHANGES: dict[str, Callable[[Session], object]] = {
    "a statement": lambda session: session.execute(insert(tokens).values(TOKEN)),
    "a statement for many rows": lambda session: session.execute(insert(tokens), [TOKEN]),
    "a statement as text": lambda session: session.execute(text(WRITTEN)),
    "a statement made ready": lambda session: Prepared(insert(tokens), *TOKEN).all(session, **TOKEN),
    "one that is left for later": lambda session: Prepared(insert(tokens), *TOKEN).later(session, **TOKEN),
    "the connection": lambda session: session.connection().execute(insert(tokens).values(TOKEN)),
    "the driver": lambda session: session.connection().connection.cursor().execute(WRITTEN),
}


@contextmanager
def commits(platform: Platform) -> Iterator[list[object]]:
    """Every commit of the platform meanwhile."""
    found: list[object] = []

    @event.listens_for(platform.database.engine, "commit")
    def committed(connection: object) -> None:
        found.append(connection)

    yield found
    event.remove(platform.database.engine, "commit", committed)


@pytest.fixture(params=[False, True], ids=["in threads", "in event loop"])
def rounds(platform: Platform, request: pytest.FixtureRequest) -> Rounds:
    if not request.param:
        return Rounds(platform.writes, in_event_loop=False)
    made = Rounds(platform.writes, in_event_loop=platform.database.near)
    assert made.in_event_loop
    for _ in range(FIRST_PROOF + 1):
        together(made, lambda _: {})
    return made


def test_what_is_wanted_at_the_same_moment_is_committed_at_once(
    platform: Platform, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writing.rounds.ROUND_SECONDS", 60)
    before = actions(platform)
    with commits(platform) as found:
        answers = together(rounds, *(done(f"write {number}") for number in range(9)))
    assert answers == [{"done": f"write {number}"} for number in range(9)]
    assert actions(platform) == [*before, *(f"write {number}" for number in range(9))]
    assert len(found) == 1


def test_those_on_their_way_join_where_several_shared_the_round_before(
    platform: Platform, rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writing.rounds.ROUND_SECONDS", 60)

    async def after(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await rounds.carry_out("a test", done(f"after {turns}"), VIEWER)

    async def one_by_one() -> list[object]:
        await asyncio.gather(after(0), after(0))
        with commits(platform) as found:
            await asyncio.gather(*map(after, range(TURNS)))
        return found

    assert len(asyncio.run(one_by_one())) == 1


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from(KINDS), max_size=6))
def test_each_fares_as_if_it_were_alone(platform: Platform, kinds: list[Callable[[str], Function]]) -> None:
    rounds, before = Rounds(platform.writes, in_event_loop=False), actions(platform)
    outcomes = together(rounds, *(kind(f"{place}") for place, kind in enumerate(kinds)))
    for place, (kind, outcome) in enumerate(zip(kinds, outcomes, strict=True)):
        if kind is done:
            assert outcome == {"done": f"{place}"}
        elif kind in (exhausted, broken):
            assert isinstance(outcome, Exception)
            assert not isinstance(outcome, Refusal)
        else:
            assert isinstance(outcome, Conflict)
            assert outcome.message == f"{place}"
    assert actions(platform) == [*before, *(f"{place}" for place, kind in enumerate(kinds) if kind is done)]


def test_what_is_refused_leaves_nothing_by_whatever_way_it_came(platform: Platform) -> None:
    for name, change in CHANGES.items():

        def changes_and_refuses(write: Write, change: Callable[[Session], object] = change) -> Mapping[str, Any]:
            change(write.session)
            raise Conflict("No.")

        for others in ([], [done("other")]):
            outcome, *_ = together(Rounds(platform.writes, in_event_loop=False), changes_and_refuses, *others)
            assert isinstance(outcome, Conflict), name
            with platform.database.reading() as session:
                assert session.execute(select(tokens.c.id).where(tokens.c.id == 1)).all() == [], name


def test_who_goes_away_before_the_round_has_nothing_written(platform: Platform, rounds: Rounds) -> None:
    before = actions(platform)

    async def one_goes() -> None:
        stays = asyncio.ensure_future(rounds.carry_out("a test", done("stays"), VIEWER))
        goes = asyncio.ensure_future(rounds.carry_out("a test", done("goes"), VIEWER))
        await asyncio.sleep(0)
        goes.cancel()
        await asyncio.gather(stays, goes, return_exceptions=True)

    asyncio.run(one_goes())
    assert actions(platform) == [*before, "stays"]


def test_who_goes_away_while_the_round_is_written_keeps_nobody_else_from_an_answer(platform: Platform) -> None:
    before, begun, gone = actions(platform), threading.Event(), threading.Event()

    def is_waited_for(write: Write) -> Mapping[str, Any]:
        begun.set()
        gone.wait(5)
        return done("goes")(write)

    async def one_goes() -> Mapping[str, Any]:
        rounds = Rounds(platform.writes, in_event_loop=False)
        goes = asyncio.ensure_future(rounds.carry_out("a test", is_waited_for, VIEWER))
        stays = asyncio.ensure_future(rounds.carry_out("a test", done("stays"), VIEWER))
        await asyncio.to_thread(begun.wait, 5)
        goes.cancel()
        gone.set()
        return await asyncio.wait_for(stays, 5)

    assert asyncio.run(one_goes()) == {"done": "stays"}
    assert actions(platform) == [*before, "goes", "stays"]


def test_where_nobody_knows_whether_it_is_written_it_is_not_written_twice(platform: Platform) -> None:
    before, opened = actions(platform), 0

    @contextmanager
    def uncertain(waits: Waits) -> Iterator[Callable[[Viewer], Write]]:
        nonlocal opened
        opened += 1
        with platform.writes(waits) as begin:
            yield begin
        raise Unavailable("COMMIT_UNCERTAIN", "Nobody knows.")

    first, second = together(Rounds(uncertain, in_event_loop=False), done("first"), done("second"))
    assert first.code == second.code == "COMMIT_UNCERTAIN"
    assert opened == 1
    assert actions(platform) == [*before, "first", "second"]


def test_a_round_that_begins_again_answers_each_what_it_asked(platform: Platform, rounds: Rounds) -> None:
    before, tries = actions(platform), 0

    def busy_at_first(write: Write) -> Mapping[str, Any]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Unavailable("DATABASE_BUSY", "Others are writing.")
        return done("second")(write)

    answers = together(rounds, done("first"), busy_at_first, done("third"))
    assert answers == [{"done": "first"}, {"done": "second"}, {"done": "third"}]
    assert actions(platform) == [*before, "first", "second", "third"]


def test_each_write_has_the_context_of_who_wants_it_and_what_they_share_has_none(platform: Platform) -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")

    @contextmanager
    def opened(waits: Waits) -> Iterator[Callable[[Viewer], Write]]:
        assert who.get() == "nobody"
        with platform.writes(waits) as begin:
            yield begin

    async def wanted(rounds: Rounds, name: str) -> Mapping[str, Any]:
        who.set(name)
        return await rounds.carry_out("a test", lambda _: {"who": who.get()}, VIEWER)

    async def both() -> list[Mapping[str, Any]]:
        rounds = Rounds(opened, in_event_loop=False)
        return await asyncio.gather(wanted(rounds, "first"), wanted(rounds, "second"))

    assert asyncio.run(both()) == [{"who": "first"}, {"who": "second"}]


def test_where_the_database_does_not_answer_nobody_waits_for_anybody_else(platform: Platform) -> None:
    opened = 0

    @contextmanager
    def unreachable(waits: Waits) -> Iterator[Callable[[Viewer], Write]]:
        nonlocal opened
        opened += 1
        raise Unavailable("DATABASE_UNREACHABLE", "Nobody answers.")
        yield

    first, second = together(Rounds(unreachable, in_event_loop=False), done("first"), done("second"))
    assert first.code == second.code == "DATABASE_UNREACHABLE"
    assert opened == 1


def test_a_round_that_takes_long_leaves_the_rest_to_the_next(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writing.rounds.ROUND_SECONDS", 0)
    with commits(platform) as found:
        assert together(Rounds(platform.writes, in_event_loop=False), done("first"), done("second")) == [
            {"done": "first"},
            {"done": "second"},
        ]
    assert len(found) == 2


def test_one_that_is_refused_before_it_changes_anything_costs_the_others_nothing(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writing.rounds.ROUND_SECONDS", 60)
    with commits(platform) as found:
        answers = together(Rounds(platform.writes, in_event_loop=False), done("first"), refused("No."), done("third"))
    assert [answers[0], answers[2]] == [{"done": "first"}, {"done": "third"}]
    assert len(found) == 1


def test_what_was_not_begun_in_a_round_of_which_nobody_knows_is_written_in_the_next(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.writing.rounds.ROUND_SECONDS", 0)
    before, unknown = actions(platform), iter([True, False])

    @contextmanager
    def uncertain_at_first(waits: Waits) -> Iterator[Callable[[Viewer], Write]]:
        with platform.writes(waits) as begin:
            yield begin
        if next(unknown):
            raise Unavailable("COMMIT_UNCERTAIN", "Nobody knows.")

    first, second = together(Rounds(uncertain_at_first, in_event_loop=False), done("first"), done("second"))
    assert (first.code, second) == ("COMMIT_UNCERTAIN", {"done": "second"})
    assert actions(platform) == [*before, "first", "second"]


@pytest.mark.parametrize("engine_name", ["sqlite"])  # on PostgreSQL also where no connection is free
def test_in_a_thread_is_whatever_is_far_and_all_of_a_round_where_one_was_never_short(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SHORT_SECONDS", "LONG_SECONDS", "ROUND_SECONDS"):
        monkeypatch.setattr(f"core.writing.rounds.{name}", 60)

    def where(write: Write) -> Mapping[str, Any]:
        return {"in event loop": threading.current_thread() is threading.main_thread()}

    async def both(rounds: Rounds) -> list[Mapping[str, Any]]:
        wanted = [rounds.carry_out(name, where, VIEWER) for name in ("a test", "another")]
        return await asyncio.gather(*wanted)

    far, near = Rounds(platform.writes, in_event_loop=False), Rounds(platform.writes, in_event_loop=True)
    for _ in range(FIRST_PROOF + 1):
        together(far, where), together(near, where)
    assert together(far, where) == [{"in event loop": False}]
    assert together(near, where) == [{"in event loop": True}]
    assert asyncio.run(both(near)) == [{"in event loop": False}] * 2
