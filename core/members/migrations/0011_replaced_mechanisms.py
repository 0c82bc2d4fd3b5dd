"""Each mechanism knows the one that it replaced: until now the journal told that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Identifier

revision = "members_0011"
down_revision = "members_0010"
branch_labels = None
depends_on = None

TABLE = "members_mechanisms"
REPLACED = sa.text(
    """
    WITH entries AS (
      SELECT subject, max(CASE WHEN action = 'mechanism.registered' THEN sequence END) AS registered,
        max(CASE WHEN action = 'mechanism.withdrawn' THEN sequence END) AS ceased
      FROM core_journal WHERE action IN ('mechanism.registered', 'mechanism.withdrawn') GROUP BY subject
    ), registrations AS (
      SELECT id, lag(id) OVER line AS former, lag(ceased) OVER line AS former_ceased
      FROM members_mechanisms LEFT JOIN entries ON subject = 'Mechanism:' || id
      WINDOW line AS (PARTITION BY participant_id ORDER BY coalesce(registered, 0), since, id)
    )
    SELECT id, former FROM registrations WHERE former IS NOT NULL AND former_ceased IS NULL
    """
)
"""Each mechanism that replaced one: the participant had registered that one last, and it had not ceased to exist."""


def upgrade() -> None:
    column = sa.Column("replaced_id", Identifier, sa.ForeignKey(f"{TABLE}.id"), nullable=True)
    op.add_column(TABLE, column, inline_references=True)
    table = sa.table(TABLE, sa.column("id"), sa.column("replaced_id"))
    for row in op.get_bind().execute(REPLACED).all():
        op.execute(table.update().where(table.c.id == row.id).values(replaced_id=row.former))


def downgrade() -> None:
    op.drop_column(TABLE, "replaced_id")
