"""Practices, their terms, reviews, revisions and adoptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant, Names, SortKey, Texts

revision = "practices_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practices_practices",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("languages", Names, nullable=False),
        sa.Column("capacities", Names, nullable=False),
        sa.Column("systems", Names, nullable=False),
        sa.Column("treaty_bodies", Names, nullable=False),
        sa.Column("goals", Names, nullable=False),
        sa.Column("objectives", Names, nullable=False),
        sa.Column("tags", Names, nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", Instant, nullable=True),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("published_at", Instant, nullable=True),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("ordered_at", Instant, nullable=False),
        sa.Column("sort_title", SortKey, nullable=False),
        sa.Column("adoption_count", sa.Integer(), nullable=False),
        sa.Column("summary", Texts, nullable=False),
        sa.Column("challenges", Texts, nullable=False),
        sa.Column("results", Texts, nullable=False),
        sa.Column("body", Texts, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("practices_practices_adopted", "practices_practices", ["adoption_count", "id"], unique=False)
    op.create_index("practices_practices_ordered", "practices_practices", ["ordered_at", "id"], unique=False)
    op.create_index(
        "practices_practices_participant", "practices_practices", ["participant_id", "ordered_at", "id"], unique=False
    )
    op.create_index("practices_practices_state", "practices_practices", ["state_id", "ordered_at", "id"], unique=False)
    op.create_index(
        "practices_practices_published", "practices_practices", ["status", "ordered_at", "id"], unique=False
    )
    op.create_index(
        "practices_practices_published_title", "practices_practices", ["status", "sort_title", "id"], unique=False
    )
    op.create_index(
        "practices_practices_published_adopted", "practices_practices", ["status", "adoption_count", "id"], unique=False
    )
    op.create_index("practices_practices_title", "practices_practices", ["sort_title", "id"], unique=False)
    op.create_table(
        "practices_adoptions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices_practices.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("practice_id", "participant_id"),
    )
    op.create_index("practices_adoptions_at", "practices_adoptions", ["practice_id", "at", "id"], unique=False)
    op.create_table(
        "practices_links",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices_practices.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_practices_links_practice_id"), "practices_links", ["practice_id"], unique=False)
    op.create_table(
        "practices_reviews",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("author_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices_practices.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_practices_reviews_practice_id"), "practices_reviews", ["practice_id"], unique=False)
    op.create_table(
        "practices_revisions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", Texts, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices_practices.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("practice_id", "number"),
    )
    op.create_table(
        "practices_terms",
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices_practices.id"],
        ),
        sa.PrimaryKeyConstraint("practice_id", "kind", "value"),
        sqlite_with_rowid=False,
    )
    op.create_index("practices_terms_value", "practices_terms", ["kind", "value", "practice_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE practices_search USING fts5(title, summary, body, tokenize = 'ascii', "
            "prefix = '2 3', content = '', contentless_delete = 1)"
        )
    else:
        op.execute("CREATE TABLE practices_search (id BIGINT PRIMARY KEY, document TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX practices_search_document ON practices_search USING GIN (document)")


def downgrade() -> None:
    op.execute("DROP TABLE practices_search")
    op.drop_index("practices_terms_value", table_name="practices_terms")
    op.drop_table("practices_terms")
    op.drop_table("practices_revisions")
    op.drop_index(op.f("ix_practices_reviews_practice_id"), table_name="practices_reviews")
    op.drop_table("practices_reviews")
    op.drop_index(op.f("ix_practices_links_practice_id"), table_name="practices_links")
    op.drop_table("practices_links")
    op.drop_index("practices_adoptions_at", table_name="practices_adoptions")
    op.drop_table("practices_adoptions")
    op.drop_index("practices_practices_published_adopted", table_name="practices_practices")
    op.drop_index("practices_practices_published_title", table_name="practices_practices")
    op.drop_index("practices_practices_published", table_name="practices_practices")
    op.drop_index("practices_practices_title", table_name="practices_practices")
    op.drop_index("practices_practices_state", table_name="practices_practices")
    op.drop_index("practices_practices_participant", table_name="practices_practices")
    op.drop_index("practices_practices_ordered", table_name="practices_practices")
    op.drop_index("practices_practices_adopted", table_name="practices_practices")
    op.drop_table("practices_practices")
