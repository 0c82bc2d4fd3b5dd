"""GraphQL types of decisions and their tallies, declared over the tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from strawberry import ID

from core import rendered
from core.members import Participant, State
from plugins.voting.clauses import can_cast
from plugins.voting.enums import DecisionBody, DecisionMethod, DecisionStage
from plugins.voting.tables import NOT_YET, ballots, decisions, electors, objections
from plugins.voting.types.ballots import Ballot
from plugins.voting.visibility import closed, visible
from schema import (
    Connection,
    Language,
    Order,
    among,
    column,
    connection,
    filters,
    first_moment,
    last_moment,
    many,
    node,
    part,
    record,
    reference,
    text,
    there_in,
    where,
    written_in,
)

if TYPE_CHECKING:
    from plugins.voting.types.meetings import Meeting

MOST_VOTERS = 193
"""The number of Member States of the United Nations."""


def _has_cast(decision: Any, state: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = state.id.in_(select(ballots.c.state_id).where(ballots.c.decision_id == decision.id))
    return found


def _waits_for(decision: Any, state: Any) -> ColumnElement[bool]:
    still = or_(decision.stage != DecisionStage.VOTING.name, can_cast(electors.c.participant_id, decision))
    of_elector = select(ballots.c.id).where(
        ballots.c.decision_id == decision.id, ballots.c.participant_id == electors.c.participant_id
    )
    awaited = select(electors.c.state_id).where(
        electors.c.decision_id == decision.id, still, ~exists(of_elector.correlate_except(ballots))
    )
    found: ColumnElement[bool] = state.id.in_(awaited)
    return found


@filters
class DecisionFilter:
    """Which decisions; all conditions must hold. Days are those of UTC."""

    body: DecisionBody | None = where(
        lambda decision, value: decision.body == value, description="Those that this body takes."
    )
    stage: DecisionStage | None = where(
        lambda decision, value: decision.stage == value, description="Those at this stage."
    )
    stages: list[DecisionStage] | None = where(
        lambda decision, values: among(decision.stage, values), description="Those at any of these stages."
    )
    method: DecisionMethod | None = where(
        lambda decision, value: decision.method == value, description="Those taken by this method."
    )
    year: int | None = where(
        lambda decision, value: decision.year == value, description="Those whose reference begins with this year."
    )
    number: int | None = where(
        lambda decision, value: decision.number == value,
        description="Those whose reference ends with this number; with `year`, that one alone.",
    )
    meeting: ID | None = where(
        lambda decision, key: decision.meeting_id == key,
        id_of="Meeting",
        description="The id of a Meeting: those taken in it, or to be taken.",
    )
    decided_from: date | None = where(
        lambda decision, value: decision.decided_at >= value,
        convert=first_moment,
        description="Those decided on this day or later, in UTC.",
    )
    decided_until: date | None = where(
        lambda decision, value: decision.decided_at <= value,
        convert=last_moment,
        description="Those decided on this day or earlier, in UTC.",
    )


BY_REFERENCE = (decisions.c.year, decisions.c.number)


@node(
    decisions,
    scope=visible,
    order=BY_REFERENCE,
    orders={
        "REFERENCE": Order(keys=BY_REFERENCE),
        "DECIDED_AT": Order(keys=(lambda decision: func.coalesce(decision.decided_at, NOT_YET),)),
    },
)
class Decision:
    """(Decision-Making Procedure) A question put to the members.

    By consensus; in its absence by a simple majority of the members present and voting. Only participants and the
    secretariat see a draft.
    """

    reference_: str = column(
        lambda decision: cast(decision.year, String) + "/" + cast(decision.number, String),
        description="Year and number, for example 2026/3.",
    )
    title: str = text(decisions.c.title, original=decisions.c.original_language, description="Its title.")
    text_: str = text(decisions.c.text, original=decisions.c.original_language, description="Markdown.")
    text_html: str = rendered(
        decisions.c.text,
        original=decisions.c.original_language,
        description="`text` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    original_language: Language = written_in(
        decisions.c.original_language,
        description="The language in which it was proposed: what is decided is its text in this language.",
    )
    languages: list[Language] = there_in(decisions.c.title)
    body: DecisionBody = column(decisions.c.body, description="Who decides.")
    stage: DecisionStage = column(decisions.c.stage, description="Where it stands.")
    method: DecisionMethod | None = column(decisions.c.method, description="How it was decided; null until then.")
    meeting: Meeting | None = reference(
        decisions.c.meeting_id,
        description="The meeting in which it is taken, or is to be taken; null if it is taken outside meetings: by "
        "silence, or by a vote by correspondence.",
    )
    proposed_by: Participant | None = reference(
        decisions.c.participant_id,
        description="The member that proposed it; null if the Committee or the secretariat did.",
    )
    proposed_at: datetime = column(decisions.c.proposed_at, description="When it was proposed.")
    consensus_until: datetime | None = column(
        decisions.c.consensus_until, description="Until when consensus is sought; null before."
    )
    by_silence: bool | None = column(
        decisions.c.by_silence,
        description="(D2) Whether it is adopted by silence unless a member objects; otherwise consensus is sought of "
        "those present in a meeting. Null before it is sought.",
    )
    objections: list[Objection] = many(
        lambda decision, objection: objection.decision_id == decision.id,
        description="All objections, including those that were withdrawn.",
    )
    voting_opened_at: datetime | None = column(
        decisions.c.voting_opened_at, description="When the vote was opened; null if there is none."
    )
    voting_until: datetime | None = column(
        decisions.c.voting_until,
        description="(D4) Until when members may vote. By correspondence, the deadline: the vote is closed earlier "
        "only if all have cast; null if there is none. In a meeting, its latest end: it may be closed at any time.",
    )
    voting_closed_at: datetime | None = column(
        decisions.c.voting_closed_at, description="When the vote was closed; null until then."
    )
    voted_in_meeting: bool = column(
        decisions.c.voted_in_meeting,
        description="(D4) Whether only those present vote; otherwise the vote is by correspondence.",
    )
    cast: list[State] = many(
        _has_cast, at_most=MOST_VOTERS, description="(D7) The states that have cast a ballot; never how they voted."
    )
    waiting: list[State] = many(
        _waits_for,
        at_most=MOST_VOTERS,
        description="Those of the electorate that have not cast a ballot; while the vote is open, only those that are "
        "still members and, in a meeting, are present.",
    )
    tally: Tally | None = part(visible_when=closed, description="Null until the vote is closed.")
    ballots: Connection[Ballot] = connection(
        lambda decision, ballot: ballot.decision_id == decision.id,
        description="(D7) Empty until the vote is closed.",
    )
    decided_at: datetime | None = column(
        decisions.c.decided_at,
        description="When it was decided; null until then. A consensus or a vote that is closed late is dated to when "
        "its time ran out.",
    )
    withdrawal_reason: str | None = column(
        decisions.c.withdrawal_reason, description="Why it was withdrawn, if it was."
    )


@record(objections, order=(objections.c.at,))
class Objection:
    """(D2) Why a member does not join the consensus."""

    by: Participant = reference(objections.c.participant_id, description="The member that objects.")
    reason: str = column(objections.c.reason, description="Why.")
    at: datetime = column(objections.c.at, description="When it was raised.")
    withdrawn_at: datetime | None = column(
        objections.c.withdrawn_at, description="When it was withdrawn; null while it stands."
    )


@record(decisions)
class Tally:
    """The count of a closed vote, in members."""

    eligible: int = column(
        decisions.c.eligible_count,
        description="(D4) How many could vote: all members, or the seats of the Committee, when the vote was opened.",
    )
    present: int = column(
        decisions.c.present_count,
        description="(D4) How many were marked present while the vote was open; by correspondence, how many cast.",
    )
    yes: int = column(decisions.c.yes_count, description="Ballots in favour.")
    no: int = column(decisions.c.no_count, description="Ballots against.")
    abstain: int = column(decisions.c.abstain_count, description="Abstentions.")
    present_and_voting: int = column(
        lambda decision: decision.yes_count + decision.no_count,
        description="yes + no: those who abstain are present, but not voting.",
    )
    adopted: bool = column(
        lambda decision: decision.yes_count > decision.no_count,
        description="(D6) yes > no: a tie, or no vote at all, does not adopt.",
    )
