"""Votes are opened with their electorate, closed and counted, and their ballots revealed: D3, D4, D6, D8."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core import COMMITTEE_OR_SECRETARIAT, Invalid, Session, Write
from core.members import Party
from plugins.voting.enums import Choice, DecisionBody, DecisionMethod, DecisionStage
from plugins.voting.errors import VoteNotDue
from plugins.voting.rules import transitions
from plugins.voting.rules.assignments import release
from plugins.voting.rules.attendance import present_since
from plugins.voting.rules.ballots import ballot_facts, elector_facts
from plugins.voting.rules.bodies import electors_on, require_deciding
from plugins.voting.rules.consensus import lock_up_to_date
from plugins.voting.rules.days import latest_end, require_within_a_year
from plugins.voting.rules.decision_rows import change_stage, lock_decision, open_meeting_of
from plugins.voting.rules.notices import notify_participants
from plugins.voting.rules.tally import tally
from plugins.voting.tables import ballots, electors
from schema import in_seconds


def open_vote(write: Write, decision: int, until: datetime | None = None) -> int:
    """(D3, D4) Open the vote on a contested decision and fix its electorate. For the Committee or the secretariat.

    In an open meeting those present vote; otherwise all by correspondence, and no meeting takes the decision. until:
    the deadline by correspondence; before it the vote is closed only if all have cast, without one at any time. Raises
    NotAllowed, WrongStage, NoElectorate, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_up_to_date(write, decision)
    transitions.require_stage(row, DecisionStage.CONTESTED)
    entitled, _ = require_deciding(write.session, DecisionBody[row.body], write.today, "vote")
    meeting = open_meeting_of(write, row)
    in_meeting = meeting is not None
    _require_deadline(write.now, until, in_meeting)
    require_within_a_year(write.now, until)
    _store_electorate(write, decision, entitled)
    if not in_meeting:
        release(write, row)
    ends_at = until if meeting is None else latest_end(meeting)
    columns = {"voting_opened_at": write.now, "voting_until": ends_at, "voted_in_meeting": in_meeting}
    change_stage(write, row, DecisionStage.VOTING, **columns)
    fixed = [elector_facts(party.participant, party.iso_alpha3) for party in entitled]
    facts: dict[str, Any] = {"inMeeting": in_meeting, "electorate": fixed}
    if until is not None:
        facts["until"] = in_seconds(until)
    write.record("vote.opened", f"Decision:{decision}", facts)
    if not in_meeting:
        notify_participants(write, lock_decision(write, decision))
    return decision


def _require_deadline(now: datetime, until: datetime | None, in_meeting: bool) -> None:
    """(D4) Raises Invalid for a deadline of a vote in an open meeting, and for one that has passed."""
    if until is None:
        return
    if in_meeting:
        raise Invalid("In a meeting, a vote is closed once those present have voted: leave this out.", "until")
    if until <= now:
        raise Invalid("This moment has passed: give a later one, so that members can vote.", "until")


def _store_electorate(write: Write, decision: int, entitled: Iterable[Party]) -> None:
    rows = [
        {
            "decision_id": decision,
            "participant_id": party.participant,
            "state_id": party.state,
            "iso_alpha3": party.iso_alpha3,
        }
        for party in entitled
    ]
    write.session.execute(insert(electors), rows)


def close_vote(write: Write, decision: int) -> int:
    """(D6, D8) Close a vote, count it, and reveal the ballots. For the Committee or the secretariat.

    By correspondence after the deadline, or once all have cast; in a meeting at any time, even after its latest end.
    A vote closed late was decided when its time ran out. A ballot cast at the same moment is counted or refused: one
    transaction at a time locks the decision. Raises NotAllowed, WrongStage, VoteNotDue.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_decision(write, decision)
    transitions.require_stage(row, DecisionStage.VOTING)
    cast = _ballots_of(write.session, decision)
    entitled = _electors_of(write.session, decision)
    voters = {ballot.participant_id for ballot in cast}
    _require_due(write, row, voters)
    present = set(voters)
    if row.voted_in_meeting:
        present |= present_since(write.session, row.meeting_id, row.voting_opened_at) & entitled.keys()
    counted = tally((Choice[ballot.choice] for ballot in cast), len(entitled), len(present))
    outcome = DecisionStage.ADOPTED if counted.adopted else DecisionStage.NOT_ADOPTED
    decided_at = write.now if row.voting_until is None else min(write.now, row.voting_until)
    columns = {"method": DecisionMethod.VOTE.name, "voting_closed_at": write.now, "decided_at": decided_at}
    change_stage(write, row, outcome, **columns, **counted.columns())
    facts = {
        "outcome": outcome.name,
        "decidedAt": in_seconds(decided_at),
        "tally": asdict(counted),
        "present": sorted(f"Participant:{one}" for one in present),
        "ballots": [ballot_facts(ballot, entitled[ballot.participant_id].iso_alpha3) for ballot in cast],
    }
    write.record("vote.closed", f"Decision:{decision}", facts)
    return decision


def _require_due(write: Write, row: Any, voters: Set[int]) -> None:
    """(D4, M4) Raises VoteNotDue before the deadline that members were given, as long as one of them has not cast."""
    until = row.voting_until
    if row.voted_in_meeting or until is None or write.now >= until:
        return
    members = {party.participant for party in electors_on(write.session, row.id, write.today)}
    if not members <= voters:
        raise VoteNotDue(
            f"Members have until {in_seconds(until)} to vote: close it then, or once all of the electorate have cast.",
            "decision",
        )


def _ballots_of(session: Session, decision: int) -> Sequence[Any]:
    """The ballots cast so far, by participant."""
    return session.execute(
        select(ballots).where(ballots.c.decision_id == decision).order_by(ballots.c.participant_id)
    ).all()


def _electors_of(session: Session, decision: int) -> dict[int, Any]:
    """The electorate as it was fixed, by participant."""
    found = session.execute(select(electors).where(electors.c.decision_id == decision))
    return {row.participant_id: row for row in found}
