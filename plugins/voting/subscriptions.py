"""What changes, as it changes, in every server process: each watches the stored revision."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import strawberry
from sqlalchemy import select

from core import key_of
from core.ground import head, journal
from core.records import JournalEntry
from core.threads import run_to_its_end
from plugins.voting.types import Decision
from schema import subscription

if TYPE_CHECKING:
    from core.platform import Platform

SECONDS_BETWEEN_LOOKS = 0.25
MOST_AT_ONCE = 500
REVISION = "SELECT revision FROM core_head"


async def appended(platform: Platform, subject: str | None = None) -> AsyncIterator[int]:
    """The ids of journal entries as they are committed, from now on; of one subject where it is given."""
    last = await run_to_its_end(_end, platform)
    seen = -1
    while True:
        revision = int(await platform.store.fetch(REVISION, []))
        if revision != seen:
            entries = await run_to_its_end(_since, platform, last)
            for entry in entries:
                last = entry.sequence
                if subject is None or entry.subject == subject:
                    yield entry.id
            if len(entries) == MOST_AT_ONCE:
                continue
            seen = revision
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def _end(platform: Platform) -> int:
    with platform.database.reading() as session:
        found: int = session.execute(select(head.c.sequence)).scalar_one()
        return found


def _since(platform: Platform, sequence: int) -> list[Any]:
    with platform.database.reading() as session:
        return list(
            session.execute(
                select(journal.c.id, journal.c.sequence, journal.c.subject)
                .where(journal.c.sequence > sequence)
                .order_by(journal.c.sequence)
                .limit(MOST_AT_ONCE)
            ).all()
        )


class Subscriptions:
    """The two streams of voting."""

    @subscription(Decision, id=strawberry.ID)
    async def decision_changed(context: Any, id: str) -> AsyncIterator[int]:
        """(D7) The decision, whenever its stage, its objections or who has cast changes; never a partial tally."""
        decision = key_of(id, "Decision", "id")
        async for _ in appended(context.services, f"Decision:{decision}"):
            yield decision

    @subscription(JournalEntry)
    async def journal_appended(context: Any) -> AsyncIterator[int]:
        """Every new entry of the journal that the viewer may read."""
        async for entry in appended(context.services):
            yield entry
