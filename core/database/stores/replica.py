"""Reads of the public from a replica of PostgreSQL, or from the primary if the replica cannot answer."""

from __future__ import annotations

import asyncio
import logging
import time
from contextvars import Context
from typing import Any

import asyncpg
from sqlalchemy import Dialect

from schema.request.bad_request import BadRequest
from schema.store import Store

logger = logging.getLogger("nmirf.replica")

SECONDS_OF_REST = 5.0
"""How long a replica that did not answer is left alone."""
GONE = {"DATABASE_UNREACHABLE", "DATABASE_PRIVILEGE"}
"""The codes of errors after which a replica is of no use to anybody for a while."""


class Replica(Store):
    """A store that may be a moment behind, but never behind a revision that it has returned.

    A replica that fails rests, and is looked at after that; nobody waits for it. It is used again once it has caught up
    with what the primary returned meanwhile, even if the primary answered after the rest was over.
    """

    def __init__(self, replica: Store, primary: Store) -> None:
        self.replica, self.primary = replica, primary
        self.resting_until = 0.0
        self.told_revision = -1
        self.looking: asyncio.Task[None] | None = None

    @property
    def dialect(self) -> Dialect:
        return self.primary.dialect

    async def fetch(self, sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        """The only value of the only row, as bytes."""
        if self._answers():
            try:
                return await self.replica.fetch(sql, parameters, heavy)
            except asyncpg.PostgresError:
                logger.info("the replica gave a statement up; the primary answers it")
            except BadRequest as refused:
                self._rest_if_gone(refused)
        return await self.primary.fetch(sql, parameters, heavy)

    async def revision(self) -> int:
        """The revision that the store has reached."""
        found = None
        if self._answers():
            try:
                found = await self.replica.revision()
            except asyncpg.PostgresError:
                self._rest()  # it has no tables yet, or belongs to another database
            except BadRequest as refused:
                self._rest_if_gone(refused)
        if found is None:
            found = await self.primary.revision()
            if found > self.told_revision:
                self.resting_until = self.resting_until or time.monotonic()
        self.told_revision = max(self.told_revision, found)
        return found

    def _answers(self) -> bool:
        """Whether the replica is used; if it has rested for long enough, it is looked at."""
        if not self.resting_until:
            return True
        if self.looking is None and time.monotonic() >= self.resting_until:
            self.looking = asyncio.create_task(self._look(), context=Context())
        return False

    async def _look(self) -> None:
        """Let the replica answer again if it has caught up, or rest."""
        try:
            caught_up = await self.replica.revision() >= self.told_revision
        except (BadRequest, asyncpg.PostgresError):
            caught_up = False
        finally:
            self.looking = None
        self.resting_until = 0.0 if caught_up else time.monotonic() + SECONDS_OF_REST

    def _rest_if_gone(self, refused: BadRequest) -> None:
        if refused.code not in GONE:
            raise refused
        self._rest()

    def _rest(self) -> None:
        logger.warning("the replica does not answer; the primary answers for it")
        self.resting_until = time.monotonic() + SECONDS_OF_REST
