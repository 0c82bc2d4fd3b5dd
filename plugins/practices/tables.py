"""Tables of practices."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

from schema import Bits, HasOriginal, Identifier, Instant, Names, PresentWhere, SortKey, Texts, partial_index

metadata = MetaData()

practices = Table(
    "practices_practices",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, nullable=False),
    Column("state_id", Identifier, nullable=False),
    Column("status", String, nullable=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("languages", Names, nullable=False),
    Column("capacities", Names, nullable=False),
    Column("systems", Names, nullable=False),
    Column("treaty_bodies", Names, nullable=False),
    Column("goals", Names, nullable=False),
    Column("objectives", Names, nullable=False),
    Column("tags", Names, nullable=False),
    Column("started_on", Date),
    Column("submitted_at", Instant),
    Column("submission", Integer, nullable=False),
    Column("published_at", Instant),
    Column("updated_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("withdrawal_reason", String),
    Column("ordered_at", Instant, nullable=False),
    Column("sort_title", SortKey, nullable=False),
    Column("adoption_count", Integer, nullable=False),
    Column("summary", Texts, nullable=False),
    Column("challenges", Texts, nullable=False),
    Column("results", Texts, nullable=False),
    Column("body", Texts, nullable=False),
    HasOriginal("title", "original_language"),
    HasOriginal("summary", "original_language"),
    HasOriginal("body", "original_language"),
    PresentWhere("published_at", "status", "PUBLISHED"),
    Index("practices_practices_ordered", "ordered_at", "id"),
    Index("practices_practices_published", "status", "ordered_at", "id"),
    Index("practices_practices_published_title", "status", "sort_title", "id"),
    Index("practices_practices_published_adopted", "status", "adoption_count", "id"),
    partial_index("practices_practices_unpublished", "participant_id", "submitted_at", where="status <> 'PUBLISHED'"),
    Index("practices_practices_title", "sort_title", "id"),
    Index("practices_practices_adopted", "adoption_count", "id"),
    Index("practices_practices_state", "state_id", "ordered_at", "id"),
    Index("practices_practices_participant", "participant_id", "ordered_at", "id"),
    Index("practices_practices_published_state", "state_id", "status", "ordered_at", "id"),
    Index("practices_practices_published_participant", "participant_id", "status", "ordered_at", "id"),
)
"""submission: how often it was submitted. ordered_at: published_at if there is one, else when it was last changed.
sort_title: the original title, folded. Long texts are the last columns, as in every table: SQLite reads a row from its
beginning."""

terms = Table(
    "practices_terms",
    metadata,
    Column("practice_id", Identifier, ForeignKey(practices.c.id), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Index("practices_terms_value", "kind", "value", "practice_id"),
    sqlite_with_rowid=False,
)
"""The values under which a practice is filed, for filters, facets and similarity; kinds as in `content.FILED`."""

numbers = Table(
    "practices_numbers",
    metadata,
    Column("practice_id", Identifier, ForeignKey(practices.c.id), primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, unique=True),
)
"""The place of a practice in every bitmap, from 0 on, in the order of first publication."""

bitmaps = Table(
    "practices_bitmaps",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("bits", Bits, nullable=False),
    Index("practices_bitmaps_blocks", "kind", "block", "value"),
)
"""The published practices with a value, in blocks, so that they are counted without reading each of them. The
kinds are those of the terms, `state`, `grouping` (of the state's regional groups) and `status`; see `bitmaps`."""

counts = Table(
    "practices_counts",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""The number of published practices with a value: the sum of the bits in all its bitmaps."""

links = Table(
    "practices_links",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("practice_id", Identifier, ForeignKey(practices.c.id), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("url", String, nullable=False),
    Column("title", String),
)

reviews = Table(
    "practices_reviews",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("practice_id", Identifier, ForeignKey(practices.c.id), nullable=False, index=True),
    Column("author_id", Identifier, nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("submission", Integer, nullable=False),
    Column("verdict", String, nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""author_id: the participant whose practice it is. submission: the one that was reviewed."""

revisions = Table(
    "practices_revisions",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("practice_id", Identifier, ForeignKey(practices.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", String),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("languages", Names, nullable=False),
    Column("summary", Texts, nullable=False),
    Column("body", Texts, nullable=False),
    Column("challenges", Texts, nullable=False),
    Column("results", Texts, nullable=False),
    UniqueConstraint("practice_id", "number"),
    HasOriginal("title", "original_language"),
    HasOriginal("summary", "original_language"),
    HasOriginal("body", "original_language"),
)
"""The texts of a published practice as they were until `at`."""

adoptions = Table(
    "practices_adoptions",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("practice_id", Identifier, ForeignKey(practices.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("note", String),
    Column("at", Instant, nullable=False),
    UniqueConstraint("practice_id", "participant_id"),
    Index("practices_adoptions_ordered", "at", "id"),
    Index("practices_adoptions_at", "practice_id", "at", "id"),
    Index("practices_adoptions_participant", "participant_id", "at", "id", "practice_id"),
)
"""practices_adoptions_participant includes the practice, so that the adoptions of a participant are counted from it."""
