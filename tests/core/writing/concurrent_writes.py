"""Writes of every kind, wanted at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from sqlalchemy import select, text

from core.errors import Conflict
from core.identity import Viewer
from core.journal.chain import verify
from core.platform import Platform
from core.tables import journal
from core.writing.rounds import Rounds
from core.writing.write import Write

Function = Callable[[Write], Mapping[str, Any]]
VIEWER = Viewer(name="Test")


def done(name: str) -> Function:
    def function(write: Write) -> Mapping[str, Any]:
        write.record(name, None, {})
        return {"done": name}

    return function


def refused(name: str) -> Function:
    def function(write: Write) -> Mapping[str, Any]:
        raise Conflict(name)

    return function


def refused_late(name: str) -> Function:
    def function(write: Write) -> Mapping[str, Any]:
        write.record(name, None, {})
        raise Conflict(name)

    return function


def exhausted(name: str) -> Function:
    def function(write: Write) -> Mapping[str, Any]:
        write.record(name, None, {})
        return next(iter(()))

    return function


def broken(name: str) -> Function:
    def function(write: Write) -> Mapping[str, Any]:
        write.session.execute(text("SELECT no_such_column FROM core_head"))
        raise AssertionError

    return function


KINDS = (done, refused, refused_late, exhausted, broken)


def together(rounds: Rounds, *functions: Function) -> list[Any]:
    """What becomes of writes that are wanted at the same moment."""

    async def all_of_them() -> list[Any]:
        wanted: list[Coroutine[Any, Any, Any]] = [rounds.carry_out("a test", made, VIEWER) for made in functions]
        return await asyncio.gather(*wanted, return_exceptions=True)

    return asyncio.run(all_of_them())


def actions(platform: Platform) -> list[str]:
    with platform.database.reading() as session:
        assert list(verify(session)) == []
        return list(session.execute(select(journal.c.action).order_by(journal.c.sequence)).scalars())
