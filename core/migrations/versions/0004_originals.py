"""Each text is there in its own language: the database sees to it."""

from __future__ import annotations

from alembic import op

from schema.declaring.constraints import HasOriginal

revision = "core_0004"
down_revision = "core_0003"
branch_labels = None
depends_on = None

ADDED = (("core_terms", HasOriginal("label")),)


def upgrade() -> None:
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
