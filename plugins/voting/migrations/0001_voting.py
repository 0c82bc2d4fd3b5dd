"""Meetings, decisions, ballots and the Executive Committee."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema import Identifier, Instant, Texts

revision = "voting_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voting_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "voting_meetings",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("online_url", sa.String(), nullable=True),
        sa.Column("latest_send_date", sa.Date(), nullable=False),
        sa.Column("agenda_prepared", sa.Boolean(), nullable=False),
        sa.Column("agenda_sent_at", Instant, nullable=True),
        sa.Column("opened_at", Instant, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        sa.Column("cancellation_reason", sa.String(), nullable=True),
        sa.Column("report_language", sa.String(), nullable=True),
        sa.Column("invitation", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("report", Texts, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("voting_meetings_starts", "voting_meetings", ["starts_at", "id"], unique=False)
    op.create_table(
        "voting_agenda_items",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("meeting_id", Identifier, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("description", Texts, nullable=True),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("decision_id", Identifier, nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["voting_meetings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meeting_id", "position"),
    )
    op.create_table(
        "voting_attendance",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("meeting_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("present_from", Instant, nullable=False),
        sa.Column("present_until", Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["voting_meetings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "voting_attendance_meeting", "voting_attendance", ["meeting_id", "present_from", "id"], unique=False
    )
    op.create_index(
        "voting_attendance_present",
        "voting_attendance",
        ["meeting_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("present_until IS NULL"),
        postgresql_where=sa.text("present_until IS NULL"),
    )
    op.create_table(
        "voting_decisions",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", Texts, nullable=False),
        sa.Column("original_language", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("meeting_id", Identifier, nullable=True),
        sa.Column("participant_id", Identifier, nullable=True),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("consensus_opened_at", Instant, nullable=True),
        sa.Column("consensus_until", Instant, nullable=True),
        sa.Column("voting_opened_at", Instant, nullable=True),
        sa.Column("voting_closed_at", Instant, nullable=True),
        sa.Column("voted_in_meeting", sa.Boolean(), nullable=False),
        sa.Column("eligible_count", sa.Integer(), nullable=True),
        sa.Column("present_count", sa.Integer(), nullable=True),
        sa.Column("yes_count", sa.Integer(), nullable=True),
        sa.Column("no_count", sa.Integer(), nullable=True),
        sa.Column("abstain_count", sa.Integer(), nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("text", Texts, nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["voting_meetings.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("year", "number"),
    )
    op.create_index("voting_decisions_due", "voting_decisions", ["stage", "consensus_until"], unique=False)
    op.create_index("voting_decisions_meeting", "voting_decisions", ["meeting_id"], unique=False)
    op.create_table(
        "voting_ballots",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("decision_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("cast_at", Instant, nullable=False),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("entered_by_chair", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["voting_decisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id", "participant_id"),
    )
    op.create_index("voting_ballots_decision", "voting_ballots", ["decision_id", "cast_at", "id"], unique=False)
    op.create_index("voting_ballots_state", "voting_ballots", ["state_id", "cast_at", "id"], unique=False)
    op.create_table(
        "voting_committees",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("decision_id", Identifier, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["voting_decisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id"),
    )
    op.create_table(
        "voting_electors",
        sa.Column("decision_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state_id", Identifier, nullable=False),
        sa.Column("iso_alpha3", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["voting_decisions.id"],
        ),
        sa.PrimaryKeyConstraint("decision_id", "participant_id"),
    )
    op.create_index("voting_electors_participant", "voting_electors", ["participant_id", "decision_id"], unique=False)
    op.create_table(
        "voting_objections",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("decision_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["voting_decisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "voting_objections_standing",
        "voting_objections",
        ["decision_id", "participant_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "voting_coordinators",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("committee_id", Identifier, nullable=False),
        sa.Column("participant_id", Identifier, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("appointed_at", Instant, nullable=False),
        sa.Column("decision_id", Identifier, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["voting_committees.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["voting_decisions.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("decision_id"),
    )
    op.create_index("voting_coordinators_committee", "voting_coordinators", ["committee_id", "since"], unique=False)
    op.create_table(
        "voting_seats",
        sa.Column("committee_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("participant_id", Identifier, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["voting_committees.id"],
        ),
        sa.PrimaryKeyConstraint("committee_id", "participant_id"),
    )
    op.create_index("voting_seats_participant", "voting_seats", ["participant_id", "committee_id"], unique=False)
    op.create_table(
        "voting_reported_committees",
        sa.Column("id", Identifier, autoincrement=False, nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=False),
        sa.Column("coordinator_state_id", Identifier, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "voting_reported_seats",
        sa.Column("committee_id", Identifier, autoincrement=False, nullable=False),
        sa.Column("state_id", Identifier, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"],
            ["voting_reported_committees.id"],
        ),
        sa.PrimaryKeyConstraint("committee_id", "state_id"),
    )


def downgrade() -> None:
    op.drop_table("voting_reported_seats")
    op.drop_table("voting_reported_committees")
    op.drop_index("voting_seats_participant", table_name="voting_seats")
    op.drop_table("voting_seats")
    op.drop_index("voting_coordinators_committee", table_name="voting_coordinators")
    op.drop_table("voting_coordinators")
    op.drop_index(
        "voting_objections_standing",
        table_name="voting_objections",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_table("voting_objections")
    op.drop_index("voting_electors_participant", table_name="voting_electors")
    op.drop_table("voting_electors")
    op.drop_table("voting_committees")
    op.drop_index("voting_ballots_state", table_name="voting_ballots")
    op.drop_index("voting_ballots_decision", table_name="voting_ballots")
    op.drop_table("voting_ballots")
    op.drop_index("voting_decisions_meeting", table_name="voting_decisions")
    op.drop_index("voting_decisions_due", table_name="voting_decisions")
    op.drop_table("voting_decisions")
    op.drop_index(
        "voting_attendance_present",
        table_name="voting_attendance",
        sqlite_where=sa.text("present_until IS NULL"),
        postgresql_where=sa.text("present_until IS NULL"),
    )
    op.drop_index("voting_attendance_meeting", table_name="voting_attendance")
    op.drop_table("voting_attendance")
    op.drop_table("voting_agenda_items")
    op.drop_index("voting_meetings_starts", table_name="voting_meetings")
    op.drop_table("voting_meetings")
    op.drop_table("voting_counters")
