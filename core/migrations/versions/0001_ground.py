"""Tokens, journal, outbox, revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from schema.declaring.columns import Identifier, Instant

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_tokens",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("participant_id", Identifier),
        sa.Column("partner_id", Identifier),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("revoked_at", Instant),
    )
    op.create_table(
        "core_journal",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("sequence", Identifier, nullable=False, unique=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    head = op.create_table(
        "core_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sequence", Identifier, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("revision", Identifier, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": "0" * 64, "revision": 0}])
    op.create_table(
        "core_outbox",
        sa.Column("id", Identifier, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("calendar", sa.Text),
        sa.Column("calendar_method", sa.String),
        sa.Column("queued_at", Instant, nullable=False),
        sa.Column("sent_at", Instant),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", Instant, nullable=False),
        sa.Column("dead", sa.Boolean, nullable=False),
        sa.Column("last_error", sa.String),
    )
    op.create_index("core_outbox_due", "core_outbox", ["sent_at", "dead", "next_attempt_at"])
    _refuse_changes()


def _refuse_changes() -> None:
    """The journal grows and never changes: the database itself sees to it."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER core_journal_no_{action.lower()} BEFORE {action} ON core_journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION core_journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER core_journal_no_change BEFORE UPDATE OR DELETE ON core_journal "
        "FOR EACH ROW EXECUTE FUNCTION core_journal_only_grows()"
    )
    op.execute(
        "CREATE TRIGGER core_journal_no_truncate BEFORE TRUNCATE ON core_journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION core_journal_only_grows()"
    )


def downgrade() -> None:
    for table in ("core_outbox", "core_head", "core_journal", "core_tokens"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION core_journal_only_grows()")
