"""Each text is there in its own language: the database sees to it."""

from __future__ import annotations

from alembic import op

from schema.declaring.constraints import HasOriginal

revision = "members_0006"
down_revision = "members_0005"
branch_labels = None
depends_on = None

ADDED = (
    ("members_states", HasOriginal("name")),
    ("members_states", HasOriginal("formal_name")),
    ("members_mechanisms", HasOriginal("name", "original_language")),
    ("members_network", HasOriginal("name")),
    ("members_network", HasOriginal("vision")),
    ("members_objectives", HasOriginal("text")),
)


def upgrade() -> None:
    for table, constraint in ADDED:
        constraint.add_to(table, op.get_bind())


def downgrade() -> None:
    for table, constraint in ADDED:
        constraint.drop_from(table, op.get_bind())
