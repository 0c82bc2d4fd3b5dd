"""The tables that every plugin builds on.

They hold tokens, the journal, the outbox, the revision, trusted documents, and the labels of taxonomies.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text, text

from schema.declaring.columns import Code, Identifier, Instant, Texts
from schema.declaring.constraints import HasOriginal

metadata = MetaData()

tokens = Table(
    "core_tokens",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("hash", Code(64), nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("participant_id", Identifier),
    Column("partner_id", Identifier),
    Column("created_at", Instant, nullable=False),
    Column("expires_on", Date),
    Column("revoked_at", Instant),
)

journal = Table(
    "core_journal",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("sequence", Identifier, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String),
    Column("payload", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("previous_hash", Code(64), nullable=False),
    Column("hash", Code(64), nullable=False),
    Index("core_journal_subject", "subject", "sequence"),
    Index("core_journal_action", "action", "sequence"),
    Index(
        "core_journal_public",
        "sequence",
        "public",
        sqlite_where=text("public = 1"),
        postgresql_where=text("public"),
    ),
)
"""core_journal_public: counts public entries without the table. It begins with the sequence, so that no planner prefers
it to the index of the subject, or of the action."""

head = Table(
    "core_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", Identifier, nullable=False),
    Column("hash", Code(64), nullable=False),
    Column("revision", Identifier, nullable=False),
    Column("roles", Identifier, nullable=False, server_default="0"),
)
"""One row: the end of the journal, the revision, which grows with every write, and in `roles` the number of the last
entry that may have changed somebody's role."""

CHANNEL = "nmirf_journal"
"""The channel on which PostgreSQL notifies other processes of a new entry."""

outbox = Table(
    "core_outbox",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("message_id", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("calendar", Text),
    Column("calendar_method", String),
    Column("queued_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("dead", Boolean, nullable=False),
    Column("last_error", String),
    Column("withdrawn_at", Instant),
    Column("language", String),
    Index("core_outbox_due", "sent_at", "dead", "next_attempt_at"),
)

documents = Table(
    "core_documents",
    metadata,
    Column("id", Identifier, primary_key=True),
    Column("hash", Code(64), nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
)
"""Trusted documents. hash: SHA-256 of the text in UTF-8; name: the one in the file that they came from."""

terms = Table(
    "core_terms",
    metadata,
    Column("taxonomy", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("label", Texts, nullable=False),
    Column("description", Texts, nullable=False),
    Column("plugin", String),
    HasOriginal("label"),
)
"""The labels of the values of taxonomies; see `core.taxonomies`. plugin: their owner, if known."""
