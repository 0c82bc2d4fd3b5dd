"""Partners, partnerships with their stages, parties and aims, contributions, activities, support requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant, Names, Texts

revision = "partnerships_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partnerships_partners",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("name", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("acronym", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("treaty", Texts, nullable=True),
        sa.Column("state_id", Identifier, nullable=True),
        sa.Column("accreditation", sa.String(), nullable=True),
        sa.Column("accredited_in", sa.Integer(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("sort_name", sa.String(), nullable=False),
        sa.Column("search_names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("partnerships_partners_kind", "partnerships_partners", ["kind", "sort_name", "id"], unique=False)
    op.create_index("partnerships_partners_name", "partnerships_partners", ["sort_name", "id"], unique=False)
    op.create_index(
        "partnerships_partners_state", "partnerships_partners", ["state_id", "sort_name", "id"], unique=False
    )
    op.create_table(
        "partnerships_partnerships",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("goals", Names, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("agreement_url", sa.String(), nullable=True),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("description", Texts, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("partnerships_partnerships_ends", "partnerships_partnerships", ["ends_on"], unique=False)
    op.create_index(
        "partnerships_partnerships_proposed", "partnerships_partnerships", ["proposed_at", "id"], unique=False
    )
    op.create_table(
        "partnerships_support_requests",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("closed_at", Instant, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "partnerships_support_requests_opened", "partnerships_support_requests", ["opened_at", "id"], unique=False
    )
    op.create_index(
        "partnerships_support_requests_participant",
        "partnerships_support_requests",
        ["participant_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index("partnerships_support_requests_status", "partnerships_support_requests", ["status"], unique=False)
    op.create_table(
        "partnerships_activities",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("partnership_id", Identifier, nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships_partnerships.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("partnerships_activities_held", "partnerships_activities", ["held_on", "id"], unique=False)
    op.create_index(
        "partnerships_activities_partnership",
        "partnerships_activities",
        ["partnership_id", "held_on", "id"],
        unique=False,
    )
    op.create_table(
        "partnerships_aims",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("partnership_id", Identifier, nullable=False),
        sa.Column("objective_id", Identifier, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships_partnerships.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership_id", "objective_id"),
    )
    op.create_index(
        "partnerships_aims_objective", "partnerships_aims", ["objective_id", "partnership_id"], unique=False
    )
    op.create_table(
        "partnerships_contributions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("partnership_id", Identifier, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amount", sa.String(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("minor_units", sa.BigInteger(), nullable=True),
        sa.Column("decimals", sa.Integer(), nullable=True),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships_partnerships.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "partnerships_contributions_partnership",
        "partnerships_contributions",
        ["partnership_id", "recorded_at", "id"],
        unique=False,
    )
    op.create_table(
        "partnerships_parties",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("partnership_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=True),
        sa.Column("partner_id", Identifier, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("(participant_id IS NULL) <> (partner_id IS NULL)", name="partnerships_parties_one"),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["partnerships_partners.id"],
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships_partnerships.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "partnerships_parties_participant", "partnerships_parties", ["participant_id", "partnership_id"], unique=False
    )
    op.create_index(
        "partnerships_parties_partner", "partnerships_parties", ["partner_id", "partnership_id"], unique=False
    )
    op.create_index(
        "partnerships_parties_partnership", "partnerships_parties", ["partnership_id", "since"], unique=False
    )
    op.create_table(
        "partnerships_stages",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("partnership_id", Identifier, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships_partnerships.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("partnerships_stages")
    op.drop_index("partnerships_parties_partnership", table_name="partnerships_parties")
    op.drop_index("partnerships_parties_partner", table_name="partnerships_parties")
    op.drop_index("partnerships_parties_participant", table_name="partnerships_parties")
    op.drop_table("partnerships_parties")
    op.drop_index("partnerships_contributions_partnership", table_name="partnerships_contributions")
    op.drop_table("partnerships_contributions")
    op.drop_index("partnerships_aims_objective", table_name="partnerships_aims")
    op.drop_table("partnerships_aims")
    op.drop_index("partnerships_activities_partnership", table_name="partnerships_activities")
    op.drop_index("partnerships_activities_held", table_name="partnerships_activities")
    op.drop_table("partnerships_activities")
    op.drop_index("partnerships_support_requests_status", table_name="partnerships_support_requests")
    op.drop_index("partnerships_support_requests_participant", table_name="partnerships_support_requests")
    op.drop_index("partnerships_support_requests_opened", table_name="partnerships_support_requests")
    op.drop_table("partnerships_support_requests")
    op.drop_index("partnerships_partnerships_proposed", table_name="partnerships_partnerships")
    op.drop_index("partnerships_partnerships_ends", table_name="partnerships_partnerships")
    op.drop_table("partnerships_partnerships")
    op.drop_index("partnerships_partners_state", table_name="partnerships_partners")
    op.drop_index("partnerships_partners_name", table_name="partnerships_partners")
    op.drop_index("partnerships_partners_kind", table_name="partnerships_partners")
    op.drop_table("partnerships_partners")
