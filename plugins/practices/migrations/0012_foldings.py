"""Words are found by their present folding: with any digits, with or without invisible signs, with ى or ي."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from plugins.practices.content import TEXTS, searchable_texts, sort_title
from plugins.practices.searching.fts5 import STORE_TEXTS, stored_words
from plugins.practices.searching.tsvector import STORE_DOCUMENT, document_of
from schema import Identifier, Instant, Names, Texts

revision = "practices_0012"
down_revision = "practices_0011"
branch_labels = None
depends_on = None

BATCH = 500
practices = sa.table(
    "practices_practices",
    sa.column("id", Identifier),
    *(sa.column(name, Texts) for name in TEXTS),
    sa.column("original_language", sa.String()),
    sa.column("tags", Names),
    sa.column("ordered_at", Instant),
    sa.column("sort_title", sa.String()),
)
FORGET_TEXTS = sa.text("DELETE FROM practices_texts WHERE rowid = :place")
PLACES = "SELECT practice_id, place FROM practices_places"


def upgrade() -> None:
    connection = op.get_bind()
    ids = connection.execute(sa.select(practices.c.id).order_by(practices.c.ordered_at, practices.c.id)).scalars().all()
    places = {}
    if connection.dialect.name == "sqlite":
        places = {row.practice_id: row.place for row in connection.execute(sa.text(PLACES))}
    for start in range(0, len(ids), BATCH):
        read = [column for column in practices.c if column.name != "ordered_at" or connection.dialect.name != "sqlite"]
        found = sa.select(*read).where(practices.c.id.in_(ids[start : start + BATCH]))
        for row in connection.execute(found.order_by(practices.c.ordered_at, practices.c.id)).mappings().all():
            _store(connection, dict(row), places.get(row["id"]))


def _store(connection: sa.Connection, row: Mapping[str, Any], place: int | None) -> None:
    """Store the words of a practice again. place: its place in the index of SQLite."""
    if place is not None:
        connection.execute(FORGET_TEXTS, {"place": place})
        connection.execute(STORE_TEXTS, {"place": place, **stored_words(searchable_texts(row))})
    elif connection.dialect.name != "sqlite":
        document = document_of(searchable_texts(row))
        connection.execute(STORE_DOCUMENT, {"id": row["id"], "ordered_at": row["ordered_at"], "document": document})
    if row["sort_title"] != (title := sort_title(row)):
        connection.execute(sa.update(practices).where(practices.c.id == row["id"]).values(sort_title=title))


def downgrade() -> None:
    """An earlier version also finds these words, except for letters that it folds differently."""
