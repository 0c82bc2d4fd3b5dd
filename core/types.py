"""GraphQL types of core itself: who asks, the journal and taxonomies; those of members are in `core.members.types`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from strawberry import ID

from core.identity import Role
from core.members.types import Participant
from core.tables import head, journal, terms
from schema import (
    Argument,
    Connection,
    column,
    connection,
    filters,
    first_moment,
    given,
    last_moment,
    many,
    node,
    one,
    part,
    record,
    reference,
    subscription,
    text,
    where,
)
from schema.request.identifiers import any_id


@record()
class Viewer:
    """Who is asking."""

    role: Role = column(lambda _: given("role"), description="What they are to the Network.")
    participant: Participant | None = reference(
        lambda _: given("participant"), description="The participant for which they speak; null if there is none."
    )
    name: str | None = column(
        lambda _: given("name"), description="The name that their token gives them; null without one."
    )


class JournalFields:
    """What is said of the journal as a whole."""

    head: str = column(lambda _: select(head.c.hash).scalar_subquery(), description="The hash of the newest entry.")


def _readable(entry: object, role: str) -> ColumnElement[bool] | None:
    return None if role == Role.ADMINISTRATOR.name else entry.public  # type: ignore[attr-defined]


@filters
class JournalFilter:
    """Which entries; all conditions must hold."""

    subject: ID | None = where(
        lambda entry, value: entry.subject == value,
        convert=any_id,
        description="The id of an object: the entries about it, its history.",
    )
    action: str | None = where(
        lambda entry, value: entry.action == value,
        description="Those of exactly this action, for example `accession.communicated`.",
    )
    sequence_from: int | None = where(
        lambda entry, value: entry.sequence >= value,
        description="Those from this number on, for example to continue an earlier reading.",
    )
    from_: date | None = where(
        lambda entry, value: entry.at >= value,
        convert=first_moment,
        description="Those written on this day or later, in UTC.",
    )
    until: date | None = where(
        lambda entry, value: entry.at <= value,
        convert=last_moment,
        description="Those written on this day or earlier, in UTC.",
    )


@node(
    journal,
    scope=_readable,
    order=(journal.c.sequence,),
    connection_name="JournalConnection",
    connection_fields=JournalFields,
)
class JournalEntry:
    """An entry of the append-only record of every write.

    `hash` is the SHA-256 of `previousHash` and the canonical JSON (RFC 8785) of an object of `action`, `actor`, `at`,
    `payload` (an object), `public` (true for every open entry), `sequence` and `subject`. Only administrators see
    entries that are not open; for everybody else, the numbers have gaps. The hash of such an entry is made with an
    object of `digest` (the SHA-256 of the object above), `public` and `sequence` instead. The digest reveals nothing,
    because the payload has a random `nonce`.
    """

    sequence: int = column(journal.c.sequence, description="Its number, counted from 1.")
    at: datetime = column(journal.c.at, description="When it was written.")
    actor: str = column(journal.c.actor, description="The role that wrote, and the name of its token.")
    action: str = column(journal.c.action, description="What was done, for example `accession.communicated`.")
    subject: ID | None = column(journal.c.subject, description="The id of what it was done to.")
    payload: str = column(journal.c.payload, description="JSON.")
    previous_hash: str = column(journal.c.previous_hash, description="The hash of the entry before.")
    hash: str = column(journal.c.hash, description="It shows whether this entry or any before it was changed.")


class Subscriptions:
    """Streams of core itself."""

    @subscription(JournalEntry)
    async def journal_appended(context: Any) -> AsyncIterator[int]:
        """Every new entry of the journal that the viewer may read."""
        async with aclosing(context.services.stream.appended()) as entries:
            async for entry in entries:
                yield entry.id


@record(terms, order=(terms.c.position,))
class TaxonomyTerm:
    """A value of a taxonomy, and what it is called."""

    value: str = column(terms.c.value, description="The name of the enum's value, or the number.")
    label: str = text(terms.c.label, description="What portals show for it.")
    description: str | None = text(terms.c.description, description="What it means, if there is a description.")


taxonomies = select(terms.c.taxonomy.label("name")).distinct().subquery("core_taxonomies")


@record(taxonomies, order=(lambda row: row.name,))
class Taxonomy:
    """The values of an enum, or of another distinction, as portals show them in the six languages."""

    name: str = column(lambda row: row.name, description="The name of the enum, such as `Capacity`.")
    terms: list[TaxonomyTerm] = many(
        lambda taxonomy, term: term.taxonomy == taxonomy.name, description="In the order in which they are shown."
    )


class Queries:
    """Root fields of core itself."""

    viewer: Viewer = part(description="Who is asking.")
    journal: Connection[JournalEntry] = connection(
        filter=JournalFilter, both_ways=True, description="What has been written, from the beginning."
    )
    taxonomies: list[Taxonomy] = many(description="Every taxonomy of core and of the plugins, by name.")
    taxonomy: Taxonomy | None = one(
        lambda taxonomy, name: taxonomy.name == name,
        name=Argument(type=str, description="The name of the enum, such as `Capacity`."),
        description="The taxonomy with this name, or null if there is none.",
    )


RECORDS: list[type] = [Viewer, Taxonomy, TaxonomyTerm]
