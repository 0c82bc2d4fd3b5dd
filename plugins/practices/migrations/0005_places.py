"""On SQLite, practices are in the full-text index in the order of lists, not by their keys."""

from __future__ import annotations

from alembic import op

revision = "practices_0005"
down_revision = "practices_0004"
branch_labels = None
depends_on = None

PLACES = "CREATE TABLE practices_places (place INTEGER PRIMARY KEY, practice_id INTEGER NOT NULL UNIQUE)"
FILL = """
INSERT INTO practices_places (place, practice_id)
SELECT number + max(wished - number) OVER (ORDER BY number), id FROM (
  SELECT id, unixepoch(ordered_at) * 33554432 + min(id >> 28, 33554431) AS wished,
    row_number() OVER (ORDER BY ordered_at, id) AS number
  FROM practices_practices
)
"""
INDEX = """
CREATE VIRTUAL TABLE {index} USING
fts5(title, summary, body, tokenize = 'ascii', prefix = '2 3', content = '', contentless_delete = 1)
"""
WORDS = "CREATE VIRTUAL TABLE practices_words USING fts5vocab({index}, instance)"
FILL_INDEX = """
INSERT INTO {index} (rowid, title, summary, body) SELECT {rowid},
  group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'),
  group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'summary'),
  group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body')
FROM practices_words JOIN practices_places ON {old} = doc GROUP BY 1 ORDER BY 1
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(PLACES)
        op.execute(FILL)
        _move("practices_search", "practice_id", "practices_texts", "place")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _move("practices_texts", "place", "practices_search", "practice_id")
        op.execute("DROP TABLE practices_places")


def _move(before: str, old: str, index: str, rowid: str) -> None:
    """Make an index of the words in another one."""
    op.execute(INDEX.format(index=index))
    op.execute(WORDS.format(index=before))
    op.execute(FILL_INDEX.format(index=index, rowid=rowid, old=old))
    op.execute("DROP TABLE practices_words")
    op.execute(f"DROP TABLE {before}")
