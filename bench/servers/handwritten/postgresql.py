"""Runs hand-written statements on PostgreSQL: reads on the platform's connections, writes on a pool, all prepared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg_pool import AsyncConnectionPool
from sqlalchemy.engine import make_url

from bench.servers.handwritten.journaling import ADD, ADVANCE, APPEND, CHANGE, FIND, Cast
from core.database.drivers.postgresql import ReadingPool

NAMED = re.compile(r"(?<!:):([a-z_]+)")


def for_psycopg(statement: str) -> str:
    """A statement with parameters as psycopg writes them, instead of `:name`."""
    return NAMED.sub(r"%(\1)s", statement.replace("%", "%%"))


FIND_SQL, CHANGE_SQL, ADD_SQL, APPEND_SQL, ADVANCE_SQL = map(for_psycopg, (FIND, CHANGE, ADD, APPEND, ADVANCE))


class PostgreSQL:
    """Runs statements on PostgreSQL."""

    dialect, sign = "postgresql", "$"

    def __init__(self, address: str) -> None:
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"autocommit": True, "prepare_threshold": 1, "options": "-c jit=off"}
        self.connections = ReadingPool(make_url(address), 5)
        self.connections.settings["plan_cache_mode"] = "force_generic_plan"
        self.pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            plain, min_size=4, max_size=10, open=False, kwargs=options
        )

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.connections.close()
        await self.pool.close()

    @staticmethod
    def day(day: date) -> date:
        """A day in the form that the driver accepts."""
        return day

    async def fetch(self, sql: str, parameters: list[Any]) -> bytes:
        return await self.connections.fetch(sql, parameters)

    def without_waiting(self, sql: str, parameters: list[Any]) -> None:
        """Return None: a database server always has to be waited for."""

    async def cast(self, casts: Sequence[Cast]) -> None:
        """Cast ballots in one transaction."""
        async with self.pool.connection() as connection, connection.transaction():
            run = connection.execute
            sequence, previous = await (await run("SELECT sequence, hash FROM core_head FOR UPDATE")).fetchone()
            for cast in casts:
                found = await run("SELECT stage FROM voting_decisions WHERE id = %s FOR UPDATE", (cast.decision,))
                assert await found.fetchone() == ("VOTING",)
                found = await run(FIND_SQL, {"decision": cast.decision, "hash": cast.hash})
                participant, code, state, ballot = await found.fetchone()
                assert participant == cast.participant
                await run(CHANGE_SQL if ballot else ADD_SQL, cast.values(state, ballot))
                entry = cast.entry(sequence + 1, previous, code, ballot is not None)
                await run(APPEND_SQL, entry)
                sequence, previous = entry["sequence"], entry["hash"]
            await run(ADVANCE_SQL, entry)
