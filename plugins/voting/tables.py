"""Tables of meetings, decisions and the Executive Committee."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    literal_column,
)
from sqlalchemy import UniqueConstraint as Unique

from schema import HasOriginal, Identifier, Instant, Texts, partial_index

metadata = MetaData()

meetings = Table(
    "voting_meetings",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("status", String, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("time_zone", String, nullable=False),
    Column("place", String),
    Column("online_url", String),
    Column("latest_send_date", Date, nullable=False),
    Column("agenda_prepared", Boolean, nullable=False),
    Column("agenda_sent_at", Instant),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    Column("cancelled_at", Instant),
    Column("cancellation_reason", String),
    Column("report_language", String),
    Column("invitation", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("source", String),
    Column("report", Texts),
    HasOriginal("title", "original_language"),
    Index("voting_meetings_starts", "starts_at", "id"),
)
"""first_day, last_day: in the meeting's zone. cancelled_at: null unless it is cancelled. invitation: the number of its
present iCalendar form (SEQUENCE).
source: where a meeting from before the platform existed was reported; its times of day are then not known."""

agenda_items = Table(
    "voting_agenda_items",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("meeting_id", Identifier, ForeignKey(meetings.c.id), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Texts, nullable=False),
    Column("description", Texts),
    Column("original_language", String, nullable=False),
    Column("decision_id", Identifier),
    Unique("meeting_id", "position"),
    HasOriginal("title", "original_language"),
)

attendance = Table(
    "voting_attendance",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("meeting_id", Identifier, ForeignKey(meetings.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("present_from", Instant, nullable=False),
    Column("present_until", Instant),
    partial_index(
        "voting_attendance_present", "meeting_id", "participant_id", where="present_until IS NULL", unique=True
    ),
    Index("voting_attendance_participant", "participant_id", "present_from", "id"),
    Index("voting_attendance_meeting", "meeting_id", "present_from", "id"),
)

counters = Table(
    "voting_counters",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
"""The last number given to a decision, by year."""

NOT_YET = literal_column("'1900-01-01T00:00:00Z'", Instant)
"""In orders, the moment of an untaken decision: before all others. It is a literal, as an index requires. It is not in
the year 1, which asyncpg does not accept as a moment."""

decisions = Table(
    "voting_decisions",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Texts, nullable=False),
    Column("original_language", String, nullable=False),
    Column("body", String, nullable=False),
    Column("stage", String, nullable=False),
    Column("method", String),
    Column("meeting_id", Identifier, ForeignKey(meetings.c.id)),
    Column("participant_id", Identifier),
    Column("proposed_at", Instant, nullable=False),
    Column("consensus_opened_at", Instant),
    Column("consensus_until", Instant),
    Column("by_silence", Boolean),
    Column("voting_opened_at", Instant),
    Column("voting_until", Instant),
    Column("voting_closed_at", Instant),
    Column("voted_in_meeting", Boolean, nullable=False),
    Column("eligible_count", Integer),
    Column("present_count", Integer),
    Column("yes_count", Integer),
    Column("no_count", Integer),
    Column("abstain_count", Integer),
    Column("decided_at", Instant),
    Column("withdrawal_reason", String),
    Column("text", Texts, nullable=False),
    Unique("year", "number"),
    HasOriginal("title", "original_language"),
    HasOriginal("text", "original_language"),
    Index("voting_decisions_meeting", "meeting_id"),
    Index("voting_decisions_due", "stage", "consensus_until"),
    Index("voting_decisions_decided", func.coalesce(literal_column("decided_at"), NOT_YET), "id"),
)
"""participant_id: its proposer. consensus_opened_at, by_silence: null as long as it is a draft. by_silence: whether
the silence procedure adopts it; if not, those present in a meeting are asked (D2). voting_until: the last moment of a
vote: in a meeting its latest end, by correspondence the deadline, null if there is none (D4). The counts are null until
the vote is closed."""

objections = Table(
    "voting_objections",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    partial_index(
        "voting_objections_standing", "decision_id", "participant_id", where="withdrawn_at IS NULL", unique=True
    ),
)

electors = Table(
    "voting_electors",
    metadata,
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, primary_key=True, autoincrement=False),
    Column("state_id", Identifier, nullable=False),
    Column("iso_alpha3", String(3), nullable=False),
    Index("voting_electors_participant", "participant_id", "decision_id"),
)
"""(D4) The electorate, fixed when the vote opens."""

notified_focal_points = Table(
    "voting_told",
    metadata,
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), primary_key=True, autoincrement=False),
    Column("focal_point_id", Identifier, primary_key=True, autoincrement=False),
)
"""(D2, D4) The focal points that were notified of a decision at its present stage, of those who may object or vote."""

_OF_A_DECISION = ("decision_id", "cast_at", "id")
_SHOWN = ("state_id", "choice", "explanation", "entered_by_chair")
"""The columns that a list of ballots shows. SQLite reads them from the index alone; PostgreSQL allows no long text in
an index."""

ballots = Table(
    "voting_ballots",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("state_id", Identifier, nullable=False),
    Column("choice", String, nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("cast_at", Instant, nullable=False),
    Column("explanation", Text),
    Column("entered_by_chair", Boolean, nullable=False),
    Unique("decision_id", "participant_id"),
    Index("voting_ballots_state", "state_id", "cast_at", "id", "decision_id"),
    Index("voting_ballots_decision", *_OF_A_DECISION, *_SHOWN).ddl_if(dialect="sqlite"),
    Index("voting_ballots_decision", *_OF_A_DECISION).ddl_if(dialect="postgresql"),
)
"""nonce: hides the choice in the journal's commitment until the vote is closed; 64 hexadecimal digits.
voting_ballots_state includes the decision, so that the ballots of a state are counted from it alone."""

committees = Table(
    "voting_committees",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), nullable=False, unique=True),
)
"""until: the first day on which it is no longer in office."""

seats = Table(
    "voting_seats",
    metadata,
    Column("committee_id", Identifier, ForeignKey(committees.c.id), primary_key=True, autoincrement=False),
    Column("participant_id", Identifier, primary_key=True, autoincrement=False),
    Index("voting_seats_participant", "participant_id", "committee_id"),
)

coordinators = Table(
    "voting_coordinators",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("committee_id", Identifier, ForeignKey(committees.c.id), nullable=False),
    Column("participant_id", Identifier, nullable=False),
    Column("since", Date, nullable=False),
    Column("appointed_at", Instant, nullable=False),
    Column("decision_id", Identifier, ForeignKey(decisions.c.id), nullable=False, unique=True),
    Index("voting_coordinators_committee", "committee_id", "since"),
)

reported_committees = Table(
    "voting_reported_committees",
    metadata,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("first_year", Integer, nullable=False),
    Column("last_year", Integer, nullable=False),
    Column("coordinator_state_id", Identifier),
    Column("source", String, nullable=False),
)
"""Committees from before the platform existed, with the years in which they were reported; no decision is known."""

reported_seats = Table(
    "voting_reported_seats",
    metadata,
    Column("committee_id", Identifier, ForeignKey(reported_committees.c.id), primary_key=True, autoincrement=False),
    Column("state_id", Identifier, primary_key=True, autoincrement=False),
)
