"""Statements on PostgreSQL: prepared, on a pool of connections."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from core.concurrency.batching import SharedQuestion
from core.database.driver_errors import cannot_read, no_privilege, reason_of
from core.database.drivers.postgresql import LOST, STATEMENTS_KEPT, NoPlace, ReadingPool
from core.database.drivers.waiting import SECONDS_BETWEEN_TRIES
from core.database.for_outsiders import too_much, too_slow, unreadable
from core.database.revision import REVISION
from core.database.stores.heavy import Heavy
from core.errors import UNCERTAIN
from schema.limits import busy, too_large
from schema.request.bad_request import BadRequest
from schema.store import Store
from schema.weaving.statements import statement_dialect

logger = logging.getLogger("nmirf.platform")

SETTLE = "SELECT CAST(pg_logical_emit_message(true, 'nmirf', '') AS text)"
"""Writes a few bytes into the log of the database; its commit waits until they, and all before them, are on disk."""


class PostgreSQLStore(Store):
    """Runs statements on PostgreSQL, prepared, on a pool of connections; none without waiting.

    answer_bytes: the size of the longest answer; patience: for how many seconds a statement is repeated if the server
    does not answer, for instance while it restarts.
    """

    dialect: Dialect = statement_dialect("postgresql")

    def __init__(self, address: str, statement_seconds: float, answer_bytes: int, patience: float) -> None:
        self.statement_seconds, self.answer_bytes, self.patience = statement_seconds, answer_bytes, patience
        self.url = url = make_url(address)
        self.connections = ReadingPool(url, statement_seconds)
        # Reads never take these connections: cached answers must not wait because others read, nor must a committed
        # write be reported as uncertain.
        self.revising = ReadingPool(url, statement_seconds, places=1)
        self.settling = ReadingPool(url, statement_seconds, places=1)
        self.bounded = lru_cache(STATEMENTS_KEPT)(self._bounded)
        self.heavy = Heavy()
        self.shared_revision = SharedQuestion(self._revision)
        self.shared_settling = SharedQuestion(self._settle)

    async def close(self) -> None:
        await asyncio.gather(*[pool.close() for pool in (self.connections, self.revising, self.settling)])

    async def revision(self) -> int:
        """The current revision; one statement serves all that ask at the same time."""
        return await self.shared_revision.get()

    async def _revision(self) -> int:
        return int(await self._fetch(self.revising, REVISION, []))

    async def settled(self) -> None:
        """Wait until all that was committed so far is on disk; one wait serves all that ask meanwhile.

        Raises BadRequest COMMIT_UNCERTAIN if the server went away before.
        """
        await self.shared_settling.get()

    async def _settle(self) -> int:
        try:
            await self.settling.fetch(SETTLE, [])
        except (NoPlace, *LOST) as error:
            logger.warning("COMMIT_UNCERTAIN: the last writes may not be on the disk (%s)", reason_of(self.url, error))
            raise BadRequest("COMMIT_UNCERTAIN", UNCERTAIN) from None
        return 0

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The only value of the only row, as bytes. heavy: it reads much, and leaves connections to others."""
        if not heavy:
            return await self._answer(sql, parameters)
        async with self.heavy.place():
            return await self._answer(sql, parameters)

    async def _answer(self, sql: str, parameters: list[Any]) -> bytes:
        """The answer of a statement. Raises BadRequest ANSWER_SIZE if it is too large; it is then not sent."""
        answer = await self._fetch(self.connections, self.bounded(sql), parameters)
        if not answer:
            raise too_large(self.answer_bytes)
        return answer

    def _bounded(self, sql: str) -> str:
        """The statement with an empty text instead of an answer that is too large; OFFSET makes it run only once."""
        return (
            f"SELECT CASE WHEN octet_length(answer) > {self.answer_bytes} THEN '' ELSE answer END "
            f"FROM ({sql} OFFSET 0) AS result(answer)"
        )

    async def _fetch(self, pool: ReadingPool, sql: str, parameters: list[Any]) -> bytes:
        until = time.monotonic() + self.patience
        while True:
            try:
                return await pool.fetch(sql, parameters)
            except NoPlace:
                raise busy() from None
            except asyncpg.QueryCanceledError:
                raise too_slow(self.statement_seconds) from None
            except asyncpg.StatementTooComplexError:
                raise too_much() from None
            except asyncpg.ProgramLimitExceededError:  # it takes more than a gigabyte to make the answer
                raise too_large(self.answer_bytes) from None
            except asyncpg.InsufficientPrivilegeError as error:
                raise unreadable(no_privilege(error)) from None
            except asyncpg.DataError:  # a mistake of the platform, unlike other InterfaceErrors: the server is there
                raise
            except LOST as error:
                if time.monotonic() >= until:
                    raise unreadable(cannot_read(self.url, error)) from None
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
