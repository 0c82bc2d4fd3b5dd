"""What each change of a standing came of, told apart by a name; what it is called to people is no longer asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "members_0010"
down_revision = "members_0009"
branch_labels = None
depends_on = None

TABLE = "members_standings"
SENTENCES = {
    "Established a national mechanism": "MECHANISM_ESTABLISHED",
    "Its national mechanism ceased to exist on %": "MECHANISM_CEASED",
    "Its national mechanism was registered by mistake": "MECHANISM_MISTAKEN",
    "No national mechanism was registered": "MECHANISM_MISSING",
}
"""How each cause was told until now; of any other sentence, it was an accession."""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("cause", sa.String, nullable=True))
    cause, reason = sa.column("cause", sa.String), sa.column("reason", sa.String)
    of_sentence = sa.case(*((reason.like(said), name) for said, name in SENTENCES.items()), else_="ACCESSION")
    op.execute(sa.update(sa.table(TABLE, cause)).values(cause=of_sentence))
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("cause", existing_type=sa.String, nullable=False)


def downgrade() -> None:
    op.drop_column(TABLE, "cause")
