"""The former names of a partner, replaced by corrections; imported lists may still have them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Names

revision = "partnerships_0004"
down_revision = "partnerships_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("partnerships_partners", sa.Column("former_names", Names, nullable=True))


def downgrade() -> None:
    op.drop_column("partnerships_partners", "former_names")
