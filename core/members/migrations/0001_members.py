"""States, participants and the Network."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Identifier, Names, Texts

revision = "members_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "members_network",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("name", Texts, nullable=False),
        sa.Column("vision", Texts, nullable=False),
        sa.Column("declaration_title", sa.String(), nullable=False),
        sa.Column("declaration_adopted_on", sa.Date(), nullable=False),
        sa.Column("declaration_place", sa.String(), nullable=False),
        sa.Column("declaration_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "members_objectives",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", Texts, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "members_principles",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "members_states",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("iso_alpha2", sa.String(length=2), nullable=False),
        sa.Column("iso_alpha3", sa.String(length=3), nullable=False),
        sa.Column("m49", sa.String(length=3), nullable=False),
        sa.Column("name", Texts, nullable=False),
        sa.Column("formal_name", Texts, nullable=False),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("search_names", sa.Text(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("sub_region", sa.String(), nullable=False),
        sa.Column("un_member_since", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("iso_alpha2"),
        sa.UniqueConstraint("iso_alpha3"),
        sa.UniqueConstraint("m49"),
        sa.UniqueConstraint("sort_name"),
    )
    op.create_table(
        "members_accessions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("adopts_declaration", sa.Boolean(), nullable=False),
        sa.Column("communicated_on", sa.Date(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["state_id"],
            ["members_states.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("state_id"),
    )
    op.create_index("members_accessions_communicated", "members_accessions", ["communicated_on", "id"], unique=False)
    op.create_table(
        "members_participants",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("founding", sa.Boolean(), nullable=False),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["state_id"],
            ["members_states.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("state_id"),
    )
    op.create_index("members_participants_joined", "members_participants", ["joined_on", "id"], unique=False)
    op.create_table(
        "members_regional_groups",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("regional_group", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["state_id"],
            ["members_states.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("members_regional_groups_state", "members_regional_groups", ["state_id"], unique=False)
    op.create_table(
        "members_focal_points",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["members_participants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "members_focal_points_current",
        "members_focal_points",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "members_mechanisms",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("name", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=True),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("tracking_tool", sa.String(), nullable=True),
        sa.Column("capacities", Names, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["members_participants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "members_mechanisms_current",
        "members_mechanisms",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "members_standings",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["members_participants.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("members_standings_participant", "members_standings", ["participant_id", "since"], unique=False)


def downgrade() -> None:
    op.drop_index("members_standings_participant", table_name="members_standings")
    op.drop_table("members_standings")
    op.drop_index(
        "members_mechanisms_current",
        table_name="members_mechanisms",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("members_mechanisms")
    op.drop_index(
        "members_focal_points_current",
        table_name="members_focal_points",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_table("members_focal_points")
    op.drop_index("members_regional_groups_state", table_name="members_regional_groups")
    op.drop_table("members_regional_groups")
    op.drop_index("members_participants_joined", table_name="members_participants")
    op.drop_table("members_participants")
    op.drop_index("members_accessions_communicated", table_name="members_accessions")
    op.drop_table("members_accessions")
    op.drop_table("members_states")
    op.drop_table("members_principles")
    op.drop_table("members_objectives")
    op.drop_table("members_network")
