"""Ballots, and the commitments to them that the journal holds while the vote is open: D4, D5, D7."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update

from core import Conflict, Mistakes, Prepared, Write, canonical, new_id, worded_or_none
from plugins.voting.enums import Choice, DecisionStage
from plugins.voting.errors import NotEligible, NotPresent, VoteOver
from plugins.voting.lengths import REASON
from plugins.voting.rules import transitions
from plugins.voting.rules.attendance import present_now
from plugins.voting.rules.bodies import require_focal_point
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.tables import ballots, decisions, electors
from schema import in_seconds

BALLOT_OF_ELECTOR = and_(
    ballots.c.decision_id == electors.c.decision_id, ballots.c.participant_id == electors.c.participant_id
)
"""Joins an elector with the ballot it has cast so far."""
BALLOT_COLUMNS = (ballots.c.id.label("ballot"), ballots.c.entered_by_chair)
"""The columns of that ballot to select."""
_LOCK_WITH_ELECTOR = Prepared(
    select(
        decisions.c.id, decisions.c.stage, decisions.c.meeting_id,
        decisions.c.voted_in_meeting, decisions.c.voting_until,
        electors.c.participant_id, electors.c.state_id, electors.c.iso_alpha3, *BALLOT_COLUMNS,
    )
    .select_from(decisions)
    .outerjoin(
        electors,
        and_(electors.c.decision_id == decisions.c.id, electors.c.participant_id == bindparam("participant")),
    )
    .outerjoin(ballots, BALLOT_OF_ELECTOR)
    .where(decisions.c.id == bindparam("decision"))
    .with_for_update(of=decisions)
)  # fmt: skip
"""Locks a decision; selects it with one elector and the ballot of that, if they exist."""
_CONTENT = ("choice", "nonce", "cast_at", "explanation", "entered_by_chair")
_ADD = Prepared(insert(ballots), "id", "decision_id", "participant_id", "state_id", *_CONTENT)
_CHANGE = Prepared(update(ballots).where(ballots.c.id == bindparam("changed")), *_CONTENT)


@dataclass(frozen=True, slots=True)
class Voice:
    """What a participant says in a vote, and why."""

    participant: int
    choice: Choice
    explanation: str | None = None


def commitment(decision: int, voice: Voice, nonce: str) -> str:
    """(D7) The commitment to a ballot in the journal while the vote is open: SHA-256, 64 hexadecimal digits.

    Over the canonical JSON (RFC 8785) of decision, participant, choice, explanation and a random nonce. These are
    journaled when the vote is closed, so that no ballot can be changed unnoticed.
    """
    committed = {
        "decision": f"Decision:{decision}",
        "participant": f"Participant:{voice.participant}",
        "choice": voice.choice.name,
        "explanation": voice.explanation,
        "nonce": nonce,
    }
    return hashlib.sha256(canonical(committed)).hexdigest()


def elector_facts(participant: int, iso_alpha3: str) -> dict[str, str]:
    """An elector, for the journal and the proof of the decision."""
    return {"participant": f"Participant:{participant}", "state": iso_alpha3}


def ballot_facts(ballot: Any, iso_alpha3: str) -> dict[str, Any]:
    """(D6) A ballot with all that its commitment covers, for the journal and the proof of the decision."""
    content = {"choice": ballot.choice, "nonce": ballot.nonce, "explanation": ballot.explanation}
    return {**elector_facts(ballot.participant_id, iso_alpha3), **content}


def cast_ballot(write: Write, decision: int, voice: Voice) -> int:
    """(D5) Cast a ballot, or change it while the vote is open. For a member's focal point.

    Raises NotAllowed, WrongStage, VoteOver, NotEligible, NotPresent.
    """
    write.viewer.require_voice(voice.participant)
    require_focal_point(write, "votes")
    row = lock_decision(write, decision, _LOCK_WITH_ELECTOR, participant=voice.participant)
    entitled = {} if row.participant_id is None else {voice.participant: row}
    record_ballots(write, row, entitled, [voice], by_chair=False)
    return decision


def record_ballots(
    write: Write, row: Any, entitled: Mapping[int, Any], voices: Sequence[Voice], by_chair: bool
) -> None:
    """Store new and changed ballots on a locked decision, with their commitments in the journal.

    entitled: the electors by participant: at least those among the voices.
    """
    transitions.require_stage(row, DecisionStage.VOTING)
    require_voting_open(write, row)
    absent: Set[int] = frozenset()
    if row.voted_in_meeting:
        wanted = {voice.participant for voice in voices}
        absent = wanted - present_now(write.session, row.meeting_id, wanted)
    with Mistakes() as check:
        for place, voice in enumerate(voices):
            check(_require_vote, voice.participant, entitled, absent, _input_path(place, by_chair))
        voices = [
            check(_with_checked_explanation, voice, *_input_path(place, by_chair)) for place, voice in enumerate(voices)
        ]
    committed = [_store_ballot(write, row.id, entitled[voice.participant], voice, by_chair) for voice in voices]
    facts = {"ballots": committed, "enteredByChair": by_chair}
    write.record("ballots.cast", f"Decision:{row.id}", facts, changes_roles=False)


def require_voting_open(write: Write, row: Any) -> None:
    """(D4) Raises VoteOver once the time to vote on a decision has passed."""
    until = row.voting_until
    if until is not None and write.now >= until:
        raise VoteOver(
            f"Members had until {in_seconds(until)} to vote: once the vote is closed (closeVote), the ballots cast by "
            "then are counted, and the decision is dated to the end of that time.",
            "decision",
        )


def _store_ballot(write: Write, decision: int, elector: Any, voice: Voice, by_chair: bool) -> dict[str, Any]:
    """Store one ballot, new or changed; returns its facts for the journal while the vote is open."""
    nonce = secrets.token_hex(32)
    content = {
        "choice": voice.choice.name,
        "nonce": nonce,
        "cast_at": write.now,
        "explanation": voice.explanation,
        "entered_by_chair": by_chair,
    }
    if elector.ballot:
        _CHANGE.later(write.session, changed=elector.ballot, **content)
    else:
        keys = {"decision_id": decision, "participant_id": voice.participant, "state_id": elector.state_id}
        _ADD.later(write.session, id=new_id(), **keys, **content)
    return {
        **elector_facts(voice.participant, elector.iso_alpha3),
        "commitment": commitment(decision, voice, nonce),
        "changed": bool(elector.ballot),
    }


def _input_path(place: int, by_chair: bool) -> tuple[str, ...]:
    """The path of a voice in the input: the chair enters a list of them."""
    return ("voices", str(place)) if by_chair else ()


def _with_checked_explanation(voice: Voice, *path: str) -> Voice:
    """A voice as it is stored. Raises Invalid."""
    explanation = worded_or_none(voice.explanation, REASON, "explanation", *path, "explanation")
    return voice if explanation == voice.explanation else replace(voice, explanation=explanation)


def _require_vote(participant: int, entitled: Mapping[int, Any], absent: Set[int], path: tuple[str, ...]) -> None:
    elector = entitled.get(participant)
    if elector is None:
        raise NotEligible(
            "This participant is not in the electorate that was fixed when the vote opened.", *path, "participant"
        )
    if participant in absent:
        what = f"mark {elector.iso_alpha3} first, or leave it out" if path else "ask the chair to mark you"
        raise NotPresent(f"In a meeting, only those marked present vote: {what}.", *path, "participant")
    if path and elector.ballot and not elector.entered_by_chair:
        raise Conflict(f"{elector.iso_alpha3} cast its own ballot: leave it out.", *path, "participant")
