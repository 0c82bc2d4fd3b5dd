"""SQLite by hand: direct calls on one connection for reading and one for writing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.engine import make_url

from bench.servers.handwritten.journaling import ADD, ADVANCE, APPEND, CHANGE, FIND, Cast
from core.drivers.sqlite import KEPT, connect


class SQLite:
    """Runs statements on SQLite."""

    dialect, sign = "sqlite", "?"

    def __init__(self, address: str) -> None:
        path = make_url(address).database or ""
        self.reader, self.writer = connect(path, read_only=True), connect(path)

    async def open(self) -> None:
        """Both connections are open."""

    async def close(self) -> None:
        self.reader.close()
        self.writer.close()

    @staticmethod
    def day(day: date) -> str:
        """A day as the driver takes it."""
        return day.isoformat()

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        return self.at_once(sql, parameters)()

    def at_once(self, sql: str, parameters: list[Any]) -> Callable[[], bytes]:
        """What answers a statement, with its parameters as they will be."""
        execute = self.reader.execute

        def read() -> bytes:
            found: bytes
            for (found,) in execute(sql, parameters, prepare_flags=KEPT):
                return found
            raise AssertionError

        return read

    async def cast(self, given: dict[str, Any], token: bytes) -> None:
        """Cast a ballot in one transaction."""
        cast, run = Cast.of(given), partial(self.writer.execute, prepare_flags=KEPT)
        run("BEGIN IMMEDIATE")
        try:
            [(stage,)] = run("SELECT stage FROM voting_decisions WHERE id = ?", (cast.decision,))
            assert stage == "VOTING"
            who = {"decision": cast.decision, "hash": hashlib.sha256(token).hexdigest()}
            [(participant, code, state, ballot)] = run(FIND, who)
            assert participant == cast.participant
            said = {
                **who, "ballot": ballot or secrets.randbits(53) | 1 << 52, "participant": participant, "state": state,
                "choice": cast.choice, "nonce": cast.nonce, "at": cast.at,
            }  # fmt: skip
            run(CHANGE if ballot else ADD, said)
            [(sequence, previous)] = run("SELECT sequence, hash FROM core_head")
            entry = cast.entry(sequence + 1, previous, code, ballot is not None)
            run(APPEND, entry)
            run(ADVANCE, entry)
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise
