"""PostgreSQL by hand: prepared statements on a pool of asynchronous connections."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from psycopg_pool import AsyncConnectionPool
from sqlalchemy.engine import make_url

from bench.servers.handwritten.journaling import ADD, ADVANCE, APPEND, CHANGE, FIND, Cast


def named(statement: str) -> str:
    """`:name` as psycopg writes it."""
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", statement.replace("%", "%%"))


FIND_IT, CHANGE_IT, ADD_IT, APPEND_IT, ADVANCE_IT = map(named, (FIND, CHANGE, ADD, APPEND, ADVANCE))


class PostgreSQL:
    """Runs statements on PostgreSQL."""

    dialect = "postgresql"

    def __init__(self, address: str) -> None:
        plain = make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"autocommit": True, "prepare_threshold": 1, "options": "-c jit=off"}
        self.pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            plain, min_size=4, max_size=10, open=False, kwargs=options
        )

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.pool.close()

    prepared = staticmethod(named)

    async def fetch(self, statement: str, parameters: dict[str, Any]) -> bytes:
        async with self.pool.connection() as connection:
            cursor = await connection.execute(statement, parameters)
            assert cursor.pgresult is not None
            found: bytes | None = cursor.pgresult.get_value(0, 0)
            assert found is not None
            return found

    async def cast(self, given: dict[str, Any], token: bytes) -> None:
        """Cast a ballot in one transaction."""
        cast = Cast.of(given)
        async with self.pool.connection() as connection, connection.transaction():
            run = connection.execute
            cursor = await run("SELECT stage FROM voting_decisions WHERE id = %s FOR UPDATE", (cast.decision,))
            assert await cursor.fetchone() == ("VOTING",)
            who = {"decision": cast.decision, "hash": hashlib.sha256(token).hexdigest()}
            cursor = await run(FIND_IT, who)
            participant, code, state, ballot = await cursor.fetchone()
            assert participant == cast.participant
            said = {
                **who, "ballot": ballot or secrets.randbits(53) | 1 << 52, "participant": participant, "state": state,
                "choice": cast.choice, "nonce": cast.nonce, "at": cast.at,
            }  # fmt: skip
            await run(CHANGE_IT if ballot else ADD_IT, said)
            cursor = await run("SELECT sequence, hash FROM core_head FOR UPDATE")
            sequence, previous = await cursor.fetchone()
            entry = cast.entry(sequence + 1, previous, code, ballot is not None)
            await run(APPEND_IT, entry)
            await run(ADVANCE_IT, entry)
