"""GraphQL types of the ground: who asks, and the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from strawberry import ID

from core.ground import head, journal
from core.identity import Role
from core.members.types import Participant
from schema import Connection, column, connection, given, node, part, record, reference, subscription


@record()
class Viewer:
    """Who is asking."""

    role: Role = column(lambda _: given("role"))
    participant: Participant | None = reference(lambda _: given("participant"))
    name: str | None = column(lambda _: given("name"))


class JournalFields:
    """What is said of the journal as a whole."""

    head: str = column(lambda _: select(head.c.hash).scalar_subquery(), description="The hash of the newest entry.")


def _readable(entry: object, role: str) -> ColumnElement[bool] | None:
    return None if role == Role.ADMINISTRATOR.name else entry.public  # type: ignore[attr-defined]


@node(
    journal,
    scope=_readable,
    order=(journal.c.sequence,),
    connection_name="JournalConnection",
    connection_fields=JournalFields,
)
class JournalEntry:
    """The append-only record of every write.

    hash = SHA-256 over the previous hash and the canonical JSON (RFC 8785) of this entry.
    """

    sequence: int = column(journal.c.sequence)
    at: datetime = column(journal.c.at)
    actor: str = column(journal.c.actor, description="The role that wrote, and the name of its token.")
    action: str = column(journal.c.action)
    subject: ID | None = column(journal.c.subject)
    payload: str = column(journal.c.payload, description="JSON.")
    previous_hash: str = column(journal.c.previous_hash)
    hash: str = column(journal.c.hash)


class GroundSubscriptions:
    """Streams of the ground."""

    @subscription(JournalEntry)
    async def journal_appended(context: Any) -> AsyncIterator[int]:
        """Every new entry of the journal that the viewer may read."""
        async with aclosing(context.services.stream.appended()) as entries:
            async for entry in entries:
                yield entry.id


class GroundQueries:
    """Root fields of the ground."""

    viewer: Viewer = part()
    journal: Connection[JournalEntry] = connection()
