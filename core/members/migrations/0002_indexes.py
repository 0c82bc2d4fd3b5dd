"""Indexes for what holds on a day, and for names by code point."""

from __future__ import annotations

from alembic import op

from schema.declaring.columns import SortKey

revision = "members_0002"
down_revision = "members_0001"
branch_labels = None
depends_on = None

INDEXES = {
    "members_mechanisms_participant": ("members_mechanisms", ["participant_id", "since"]),
    "members_focal_points_participant": ("members_focal_points", ["participant_id", "since"]),
    "members_standings_held": ("members_standings", ["participant_id", "since", "id", "until", "standing"]),
    "members_regional_groups_held": ("members_regional_groups", ["state_id", "since", "until", "regional_group"]),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("members_states", "sort_name", type_=SortKey)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.drop_index("members_standings_participant", "members_standings")
    op.drop_index("members_regional_groups_state", "members_regional_groups")


def downgrade() -> None:
    op.create_index("members_standings_participant", "members_standings", ["participant_id", "since"])
    op.create_index("members_regional_groups_state", "members_regional_groups", ["state_id"])
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
