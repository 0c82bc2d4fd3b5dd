"""A change of standing has the day on which a mechanism ceased to exist: until now its text told that."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "members_0012"
down_revision = "members_0011"
branch_labels = None
depends_on = None

TABLE = "members_standings"
SENTENCE = "Its national mechanism ceased to exist on "


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("ceased_on", sa.Date, nullable=True))
    table = sa.table(TABLE, sa.column("id"), sa.column("reason", sa.String), sa.column("ceased_on", sa.Date))
    ceased = sa.select(table.c.id, table.c.reason).where(table.c.reason.startswith(SENTENCE))
    for row in op.get_bind().execute(ceased).all():
        day = date.fromisoformat(row.reason.removeprefix(SENTENCE))
        op.execute(table.update().where(table.c.id == row.id).values(ceased_on=day))


def downgrade() -> None:
    op.drop_column(TABLE, "ceased_on")
