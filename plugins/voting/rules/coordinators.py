"""(Operational Mechanisms) Appointing the Coordinator: C2."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from core import COMMITTEE_OR_SECRETARIAT, Invalid, Write, history, new_id
from plugins.voting.enums import DecisionBody, DecisionMethod
from plugins.voting.errors import NoMandate
from plugins.voting.rules.bodies import belongs_to, committee_on
from plugins.voting.rules.mandates import lock_mandate
from plugins.voting.tables import coordinators, decisions, electors, seats


def appoint_coordinator(write: Write, decision: int, participant: int) -> int:
    """(C2) Appoint one of the seats as Coordinator by an adopted decision of the Committee; returns the committee.

    Repeated for the same decision, it corrects what was entered. A decision older than one that has appointed a
    Coordinator of this committee appoints none. For the Committee or the secretariat. Raises
    NotAllowed, NotFound, NoMandate, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_mandate(write, decision, DecisionBody.EXECUTIVE_COMMITTEE)
    committee = committee_on(write.session, write.today)
    entered = write.session.execute(select(coordinators).where(coordinators.c.decision_id == decision)).one_or_none()
    corrects = entered is not None and committee is not None and entered.committee_id == committee.id
    if committee is None or not (corrects or _was_asked_of(write, row, committee)):
        raise NoMandate(
            "This decision was not taken by the Executive Committee in office: propose one, and seek consensus on it "
            "in its mandate.",
            "decision",
        )
    if not corrects:
        _require_not_superseded(write, row, committee.id)
    if not belongs_to(write.session, DecisionBody.EXECUTIVE_COMMITTEE, participant, write.today):
        raise Invalid(
            "The Coordinator is one of the seats of the Executive Committee, and a member today.", "coordinator"
        )
    _store(write, entered, committee.id, participant_id=participant, decision_id=decision)
    facts = {"decision": f"Decision:{decision}", "coordinator": f"Participant:{participant}"}
    if entered is not None and entered.committee_id != committee.id:
        facts["movedFrom"] = f"ExecutiveCommittee:{entered.committee_id}"
    action = "coordinator.appointed" if entered is None else "coordinator.corrected"
    write.record(action, f"ExecutiveCommittee:{committee.id}", facts)
    return int(committee.id)


def _require_not_superseded(write: Write, row: Any, committee: int) -> None:
    """(C2) Raises NoMandate if a decision adopted later has appointed a Coordinator. row: the decision."""
    later = (
        select(decisions.c.year, decisions.c.number)
        .join(coordinators, coordinators.c.decision_id == decisions.c.id)
        .where(coordinators.c.committee_id == committee, decisions.c.decided_at > row.decided_at)
    )
    appointing = write.session.execute(later.limit(1)).one_or_none()
    if appointing is not None:
        raise NoMandate(
            f"The Coordinator was appointed by {appointing.year}/{appointing.number}, which was adopted later: to "
            "appoint another one, have the Committee adopt another decision (proposeDecision); to correct who was "
            "entered, enter it again for that decision.",
            "decision",
        )


def _store(write: Write, entered: Any, committee: int, **columns: Any) -> None:
    """Store a Coordinator, or correct the one that was entered for the same decision."""
    columns |= {"committee_id": committee}
    if entered is not None:
        write.session.execute(update(coordinators).where(coordinators.c.id == entered.id).values(**columns))
    else:
        columns |= {"id": _key_after(write, committee), "since": write.today, "appointed_at": write.now}
        write.session.execute(insert(coordinators).values(**columns))


def _key_after(write: Write, committee: int) -> int:
    """A key greater than those of a committee's Coordinators so far, which tells the order within a second."""
    of_committee = select(func.max(coordinators.c.id)).where(coordinators.c.committee_id == committee)
    last: int | None = write.session.execute(of_committee).scalar()
    return max(new_id(), (last or 0) + 1)


def _was_asked_of(write: Write, row: Any, committee: Any) -> bool:
    """(C2, D2, D4) Whether a decision was asked of a committee in its mandate, after its appointment, and of its seats.

    A vote is asked of those in office when it is opened; a consensus of those in office when it is sought, who can
    object until it ends. Until a committee is entered, the one before it is asked, which may have the same seats.
    """
    asked_at = row.voting_opened_at if row.method == DecisionMethod.VOTE.name else row.consensus_opened_at
    appointed_at = select(decisions.c.decided_at).where(decisions.c.id == committee.decision_id)
    asked = select(electors.c.participant_id).where(electors.c.decision_id == row.id)
    return (
        asked_at.date() >= committee.since
        and asked_at >= write.session.execute(appointed_at).scalar_one()
        and set(write.session.execute(asked).scalars()) <= _seats(write, committee)
        and (asked_at >= _entered_at(write, committee) or _has_seats_of_previous(write, committee))
    )


def _entered_at(write: Write, committee: Any) -> datetime:
    """When a committee was entered: on its first day, before, or a few days after."""
    appointed, *_ = history(write.session, f"ExecutiveCommittee:{committee.id}")
    return appointed.at


def _has_seats_of_previous(write: Write, committee: Any) -> bool:
    previous = committee_on(write.session, committee.since - timedelta(days=1))
    return previous is not None and _seats(write, previous) == _seats(write, committee)


def _seats(write: Write, committee: Any) -> set[int]:
    query = select(seats.c.participant_id).where(seats.c.committee_id == committee.id)
    return set(write.session.execute(query).scalars())
