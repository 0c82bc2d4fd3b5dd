"""Tables of partners, partnerships and support requests."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from schema import HasOriginal, Identifier, Instant, Names, Texts

metadata = MetaData()

partners = Table(
    "partnerships_partners",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("name", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("acronym", String),
    Column("kind", String, nullable=False),
    Column("treaty", Texts),
    Column("state_id", Identifier),
    Column("accreditation", String),
    Column("accredited_in", Integer),
    Column("website", String),
    Column("sort_name", String, nullable=False),
    Column("search_names", Text, nullable=False),
    Column("former_names", Names),
    HasOriginal("name", "original_language"),
    Index("partnerships_partners_name", "sort_name", "id"),
    Index("partnerships_partners_kind", "kind", "sort_name", "id"),
    Index("partnerships_partners_state", "state_id", "sort_name", "id"),
)
"""sort_name: the English or else the original name, folded. search_names: all names and the acronym, folded.
former_names: those that were replaced by corrections, as they were written; null if there are none."""

partnerships = Table(
    "partnerships_partnerships",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("goals", Names, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("agreement_url", String),
    Column("proposed_at", Instant, nullable=False),
    Column("description", Texts, nullable=False),
    HasOriginal("title", "original_language"),
    HasOriginal("description", "original_language"),
    Index("partnerships_partnerships_proposed", "proposed_at", "id"),
    Index("partnerships_partnerships_ends", "ends_on"),
)
"""ends_on: the day on which it concludes by itself."""

stages = Table(
    "partnerships_stages",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("partnership_id", Identifier, ForeignKey(partnerships.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("reason", String),
    UniqueConstraint("partnership_id", "number"),
)
"""until: the first day on which it no longer holds. Of stages that begin on one day, only the last holds."""

parties = Table(
    "partnerships_parties",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("partnership_id", Identifier, ForeignKey(partnerships.c.id), nullable=False),
    Column("participant_id", Identifier),
    Column("partner_id", Identifier, ForeignKey(partners.c.id)),
    Column("since", Date, nullable=False),
    Column("until", Date),
    CheckConstraint("(participant_id IS NULL) <> (partner_id IS NULL)", name="partnerships_parties_one"),
    Index("partnerships_parties_partnership", "partnership_id", "since"),
    Index("partnerships_parties_participant", "participant_id", "partnership_id"),
    Index("partnerships_parties_partner", "partner_id", "partnership_id"),
)
"""Each row is a participant or a partner. until: the first day on which it is no longer a party."""

aims = Table(
    "partnerships_aims",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("partnership_id", Identifier, ForeignKey(partnerships.c.id), nullable=False),
    Column("objective_id", Identifier, nullable=False),
    UniqueConstraint("partnership_id", "objective_id"),
    Index("partnerships_aims_objective", "objective_id", "partnership_id"),
)
"""The objectives of the Network that a partnership supports."""

contributions = Table(
    "partnerships_contributions",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("partnership_id", Identifier, ForeignKey(partnerships.c.id), nullable=False),
    Column("kind", String, nullable=False),
    Column("by", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("amount", String),
    Column("currency", String(3)),
    Column("minor_units", BigInteger),
    Column("decimals", Integer),
    Column("recorded_at", Instant, nullable=False),
    Index("partnerships_contributions_partnership", "partnership_id", "recorded_at", "id"),
)
"""amount: as it was written. minor_units: the same in the smallest unit; 10 ** decimals make one of the currency."""

activities = Table(
    "partnerships_activities",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("partnership_id", Identifier, ForeignKey(partnerships.c.id), nullable=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("held_until", Date),
    Column("place", String),
    Column("report", Text),
    HasOriginal("title", "original_language"),
    Index("partnerships_activities_partnership", "partnership_id", "held_on", "id"),
    Index("partnerships_activities_held", "held_on", "id"),
)

support_requests = Table(
    "partnerships_support_requests",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("details", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("answer", Text),
    Index("partnerships_support_requests_opened", "opened_at", "id"),
    Index("partnerships_support_requests_participant", "participant_id", "opened_at", "id"),
    Index("partnerships_support_requests_status", "status"),
)
