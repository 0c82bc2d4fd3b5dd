"""On PostgreSQL, documents are also in the order of lists, with an index of titles, and of titles with summaries."""

from __future__ import annotations

from alembic import op

revision = "practices_0006"
down_revision = "practices_0005"
branch_labels = None
depends_on = None

BEFORE = "SELECT id, document FROM practices_documents"
IN_ORDER = """
SELECT practices_documents.id, practices_practices.ordered_at, document
FROM practices_documents LEFT JOIN practices_practices USING (id) ORDER BY 2, 1
"""
INDEX = "CREATE INDEX practices_search_document ON practices_search USING GIN {}"
SAMPLE = "CREATE INDEX practices_search_sample ON practices_search USING GIN {} WHERE id & 63 = 0"
ORDERED = "CREATE INDEX practices_search_ordered ON practices_search (ordered_at, id)"
BY_TEXTS = "(document, ts_filter(document, '{a}'), ts_filter(document, '{a,b}')) WITH (fastupdate = off)"
"""Index each write at once: otherwise every search reads the latest writes."""


def upgrade() -> None:
    _rebuild(IN_ORDER, INDEX.format(BY_TEXTS), SAMPLE.format(BY_TEXTS), ORDERED)


def downgrade() -> None:
    _rebuild(BEFORE, INDEX.format("(document)"))


def _rebuild(rows: str, *indexes: str) -> None:
    """Rebuild the table of documents from the rows of the previous one."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE practices_search RENAME TO practices_documents")
    op.execute(f"CREATE TABLE practices_search AS {rows}")
    op.execute("DROP TABLE practices_documents")
    op.execute("ALTER TABLE practices_search ADD PRIMARY KEY (id), ALTER document SET NOT NULL")
    for index in indexes:
        op.execute(index)
    op.execute("ANALYZE practices_search")
