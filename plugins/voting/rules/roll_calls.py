"""Roll calls taken by show of hands, entered by the chair: D4, D5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select

from core import Conflict, Invalid, Mistakes, NotAllowed, Prepared, Role, Write
from core.members import Party, parties
from plugins.voting.enums import DecisionStage
from plugins.voting.errors import NotEligible
from plugins.voting.rules import transitions
from plugins.voting.rules.attendance import MOST_PARTICIPANTS, each_once
from plugins.voting.rules.ballots import (
    BALLOT_COLUMNS,
    BALLOT_OF_ELECTOR,
    Voice,
    elector_facts,
    record_ballots,
    require_voting_open,
)
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.tables import ballots, electors

_ELECTORATE = Prepared(
    select(electors, *BALLOT_COLUMNS)
    .outerjoin(ballots, BALLOT_OF_ELECTOR)
    .where(electors.c.decision_id == bindparam("decision"))
)
"""The electorate with the ballots cast so far."""


def enter_roll_call(write: Write, decision: int, voices: Sequence[Voice]) -> int:
    """(D4, D5) Enter a roll call taken by show of hands, with the voice of each participant. For the Committee.

    A ballot that a member cast itself is not changed. Raises NotAllowed, NotFound, WrongStage, VoteOver, NotEligible,
    NotPresent, Conflict, Invalid.
    """
    write.viewer.require(Role.COMMITTEE, Role.COORDINATOR)
    row = lock_decision(write, decision)
    transitions.require_stage(row, DecisionStage.VOTING)
    if not 0 < len(voices) <= MOST_PARTICIPANTS:
        raise Invalid(f"A roll call has 1 to {MOST_PARTICIPANTS} voices.", "voices")
    if len({voice.participant for voice in voices}) < len(voices):
        raise Invalid("Give each participant of a roll call once.", "voices")
    if not row.voted_in_meeting:
        raise NotAllowed(
            "A show of hands is entered in a meeting; by correspondence each member casts its ballot.", "decision"
        )
    entitled = {elector.participant_id: elector for elector in _ELECTORATE.all(write.session, decision=decision)}
    _require_members(write, [voice.participant for voice in voices])
    record_ballots(write, row, entitled, voices, by_chair=True)
    return decision


def _require_members(write: Write, participants: Sequence[int]) -> None:
    """(M4) Raises NotEligible if one of the electorate is no longer a member."""
    standing = {party.participant: party for party in parties(write.session, write.today, participants)}
    with Mistakes() as check:
        for place, participant in enumerate(participants):
            check(_require_member, standing.get(participant), "voices", str(place), "participant")


def _require_member(party: Party | None, *path: str) -> None:
    if party is not None and not party.is_member:
        raise NotEligible(f"{party.iso_alpha3} is no longer a member: leave it out.", *path)


def strike_voices(write: Write, decision: int, participants: Sequence[int]) -> int:
    """(D4) Remove votes that the chair entered for the wrong members, while the vote is open.

    For the Committee; a ballot that a member cast itself is not removed. Raises NotAllowed, NotFound, WrongStage,
    VoteOver, Conflict, Invalid.
    """
    write.viewer.require(Role.COMMITTEE, Role.COORDINATOR)
    row = lock_decision(write, decision)
    transitions.require_stage(row, DecisionStage.VOTING)
    require_voting_open(write, row)
    chosen = each_once(participants)
    known = {elector.participant_id: elector for elector in _ELECTORATE.all(write.session, decision=decision)}
    with Mistakes() as check:
        for place, participant in enumerate(participants):
            check(_require_entered, known.get(participant), "participants", str(place))
    struck = [known[participant] for participant in chosen]
    write.session.execute(delete(ballots).where(ballots.c.id.in_([elector.ballot for elector in struck])))
    facts = {"ballots": [elector_facts(elector.participant_id, elector.iso_alpha3) for elector in struck]}
    write.record("ballots.struck", f"Decision:{decision}", facts)
    return decision


def _require_entered(elector: Any, *path: str) -> None:
    if elector is None or not elector.ballot:
        raise Conflict("No voice of this participant was entered.", *path)
    if not elector.entered_by_chair:
        raise Conflict(f"{elector.iso_alpha3} cast its own ballot: only it can change it.", *path)
