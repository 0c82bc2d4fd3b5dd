"""Runs hand-written statements on SQLite: direct calls on one connection for reads and one for writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.engine import make_url

from bench.servers.handwritten.journaling import ADD, ADVANCE, APPEND, CHANGE, FIND, Cast
from core.database.drivers.sqlite import KEPT, connect


class SQLite:
    """Runs statements on SQLite."""

    dialect, sign = "sqlite", "?"

    def __init__(self, address: str) -> None:
        path = make_url(address).database or ""
        self.reader, self.writer = connect(path, read_only=True), connect(path)

    async def open(self) -> None:
        """Do nothing: both connections are already open."""

    async def close(self) -> None:
        self.reader.close()
        self.writer.close()

    @staticmethod
    def day(day: date) -> str:
        """A day in the form that the driver accepts."""
        return day.isoformat()

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        return self.without_waiting(sql, parameters)()

    def without_waiting(self, sql: str, parameters: list[Any]) -> Callable[[], bytes]:
        """A function that runs a statement with the parameters that the list holds when it is called."""
        execute = self.reader.execute

        def read() -> bytes:
            found: bytes
            for (found,) in execute(sql, parameters, prepare_flags=KEPT):
                return found
            raise AssertionError

        return read

    async def cast(self, casts: Sequence[Cast]) -> None:
        """Cast ballots in one transaction."""
        run = partial(self.writer.execute, prepare_flags=KEPT)
        run("BEGIN IMMEDIATE")
        try:
            [(sequence, previous)] = run("SELECT sequence, hash FROM core_head")
            for cast in casts:
                [(stage,)] = run("SELECT stage FROM voting_decisions WHERE id = ?", (cast.decision,))
                [(participant, code, state, ballot)] = run(FIND, {"decision": cast.decision, "hash": cast.hash})
                assert stage == "VOTING" and participant == cast.participant
                run(CHANGE if ballot else ADD, cast.values(state, ballot))
                entry = cast.entry(sequence + 1, previous, code, ballot is not None)
                run(APPEND, entry)
                sequence, previous = entry["sequence"], entry["hash"]
            run(ADVANCE, entry)
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise
