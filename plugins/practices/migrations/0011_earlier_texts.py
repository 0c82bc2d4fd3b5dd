"""Each earlier text of a practice has a column of its own, as in the practice, so that it can be read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from schema import HasOriginal, Identifier, Instant, Names, Texts

revision = "practices_0011"
down_revision = "practices_0010"
branch_labels = None
depends_on = None

NAME = "practices_revisions"
TEXTS = ("title", "summary", "body", "challenges", "results")
KEPT = ("id", "practice_id", "number", "at", "note")
practices = sa.table("practices_practices", sa.column("id"), sa.column("original_language"))
together = sa.table(NAME, *map(sa.column, KEPT), sa.column("title"), sa.column("texts", Texts))
apart = sa.table(
    NAME,
    *map(sa.column, (*KEPT, "original_language")),
    sa.column("languages", Names),
    *[sa.column(name, Texts) for name in TEXTS],
)
ORIGINALS = [HasOriginal(name, "original_language") for name in ("title", "summary", "body")]


def upgrade() -> None:
    read = sa.select(together, practices.c.original_language).join(practices, practices.c.id == together.c.practice_id)
    rows = _rows(read)
    for row in rows:
        texts = row.pop("texts")
        row |= {name: texts.get(name, {}) for name in TEXTS}
        row["languages"] = sorted(code.upper() for code in row["body"])
    _rewrite(
        apart,
        rows,
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String, nullable=False),
        sa.Column("languages", Names, nullable=False),
        *[sa.Column(name, Texts, nullable=False) for name in TEXTS[1:]],
    )
    for constraint in ORIGINALS:
        constraint.add_to(NAME, op.get_bind())


def downgrade() -> None:
    rows = _rows(sa.select(apart))
    for row in rows:
        row["texts"] = {name: row.pop(name) for name in TEXTS}
        row["title"] = row["texts"]["title"][row.pop("original_language")]
        del row["languages"]
    _rewrite(together, rows, sa.Column("title", sa.String, nullable=False), sa.Column("texts", Texts, nullable=False))


def _rows(read: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in op.get_bind().execute(read).mappings()]


def _rewrite(after: sa.TableClause, rows: list[dict[str, Any]], *columns: sa.Column[Any]) -> None:
    """Rebuild the table, with these columns and rows."""
    op.drop_table(NAME)
    op.create_table(
        NAME,
        sa.Column("id", Identifier, primary_key=True, autoincrement=False),
        sa.Column("practice_id", Identifier, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("note", sa.String),
        *columns,
        sa.ForeignKeyConstraint(["practice_id"], ["practices_practices.id"]),
        sa.UniqueConstraint("practice_id", "number"),
    )
    if rows:
        op.get_bind().execute(after.insert(), rows)
