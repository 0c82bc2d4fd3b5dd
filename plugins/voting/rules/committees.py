"""(Operational Mechanisms) Appointing the Executive Committee and its Coordinator: C1 to C3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import delete, insert, select, true, update

from core import COMMITTEE_OR_SECRETARIAT, Conflict, Invalid, Mistakes, NotAllowed, Role, Write, new_id
from plugins.voting.enums import DecisionBody, DecisionMethod, DecisionStage, MeetingKind
from plugins.voting.errors import NoMandate
from plugins.voting.rules.bodies import belongs_to, chosen_parties, committee_on, coordinator_of
from plugins.voting.rules.composition import LARGEST, MONTHS, mandate_end, require_composition
from plugins.voting.rules.days import OF_THE_NETWORK, day_in_zone, months_later
from plugins.voting.rules.deadlines import latest_end, may_continue
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.tables import committees, coordinators, decisions, electors, meetings, seats


def appoint_executive_committee(write: Write, decision: int, chosen: Sequence[int], since: date) -> int:
    """(C1, C3) Appoint the Executive Committee for three years by a decision of the Network adopted in a meeting.

    It ends the one before, and takes the place of one that has not begun. Entered once more for the same decision, it
    corrects what was entered, and each committee ends as the next one begins now; of one that has begun the secretariat
    alone corrects the seats, and nobody the first day. One that has ended may lose the seat that coordinated it.
    chosen: participants, as they stand on the first day, or today where that is ahead.

    Returns the committee. Raises NotAllowed, NotFound, NoMandate, CommitteeComposition, Conflict, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = _mandate(write, decision, DecisionBody.NETWORK)
    decided_on = _day_of_adoption_in_meeting(write, row)
    before = write.session.execute(select(committees).where(committees.c.decision_id == decision)).one_or_none()
    if before is not None and before.since <= write.today:
        _require_correction_in_office(write, before.since, since)
    with Mistakes() as check:
        check(_require_beginning, since, decided_on)
        if len(set(chosen)) < len(chosen) or len(chosen) > LARGEST:
            check.note(Invalid(f"{LARGEST} participants at most, each once.", "seats"))
    found = chosen_parties(write.session, chosen, min(since, write.today), "seats")
    require_composition(found)
    entered = None if before is None else int(before.id)
    if before is not None and before.until > write.today:
        _require_seat_of_coordinator(write, before.id, chosen)
    _make_room(write, since, before)
    chosen = [party.participant for party in found]
    committee = _keep(write, entered, chosen, decision_id=decision, since=since, until=mandate_end(since))
    ended = _end_each_as_the_next_begins(write)
    until = ended.pop(committee, mandate_end(since))
    facts = {
        "decision": f"Decision:{decision}",
        "seats": [party.iso_alpha3 for party in found],
        "from": since.isoformat(),
        "until": until.isoformat(),
        **({"ended": [f"ExecutiveCommittee:{one}" for one in ended]} if ended else {}),
    }
    action = "committee.appointed" if entered is None else "committee.corrected"
    write.record(action, f"ExecutiveCommittee:{committee}", facts)
    return committee


def _require_correction_in_office(write: Write, began_on: date, since: date) -> None:
    """(C1) Raises NotAllowed unless the secretariat corrects a mandate that has begun, Conflict if it moves."""
    if not write.viewer.has(Role.ADMINISTRATOR):
        raise NotAllowed(
            f"This mandate began on {began_on}: by now the secretariat alone corrects its seats.", "decision"
        )
    if since != began_on:
        raise Conflict(
            f"This mandate began on {began_on}, and is not moved any more: give that day, or appoint another "
            "committee by another decision.",
            "from",
        )


def _require_beginning(since: date, decided_on: date) -> None:
    """(C1) Raises Invalid unless a mandate begins on the day of its decision, or within three years."""
    if not decided_on <= since <= months_later(decided_on, MONTHS):
        begins = f"A mandate begins on the day of the decision, {decided_on}, or within three years."
        raise Invalid(begins, "from")


def _keep(write: Write, entered: int | None, chosen: Sequence[int], **values: Any) -> int:
    """Keep a committee with its seats, replacing what was entered for it before; returns its key."""
    committee = entered or new_id()
    if entered is None:
        write.session.execute(insert(committees).values(id=committee, **values))
    else:
        write.session.execute(update(committees).where(committees.c.id == entered).values(**values))
        write.session.execute(delete(seats).where(seats.c.committee_id == entered))
    write.session.execute(insert(seats), [{"committee_id": committee, "participant_id": one} for one in chosen])
    return committee


def appoint_coordinator(write: Write, decision: int, participant: int) -> int:
    """(C2) Appoint one of the seats as Coordinator by an adopted decision of the Committee; returns the committee.

    Entered once more for the same decision, it corrects what was entered. Raises NotAllowed, NotFound, NoMandate,
    Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = _mandate(write, decision, DecisionBody.EXECUTIVE_COMMITTEE)
    committee = committee_on(write.session, write.today)
    entered = write.session.execute(select(coordinators).where(coordinators.c.decision_id == decision)).one_or_none()
    corrects = entered is not None and committee is not None and entered.committee_id == committee.id
    if committee is None or not (corrects or _was_taken_by(write, row, committee)):
        raise NoMandate("This decision was not taken by the Executive Committee in office.", "decision")
    if not belongs_to(write.session, DecisionBody.EXECUTIVE_COMMITTEE, participant, write.today):
        raise Invalid(
            "The Coordinator is one of the seats of the Executive Committee, and a member today.", "coordinator"
        )
    facts = {"decision": f"Decision:{decision}", "coordinator": f"Participant:{participant}"}
    if entered is not None:
        if entered.committee_id != committee.id:
            facts["movedFrom"] = f"ExecutiveCommittee:{entered.committee_id}"
        corrected = update(coordinators).where(coordinators.c.id == entered.id)
        write.session.execute(corrected.values(committee_id=committee.id, participant_id=participant))
    else:
        write.session.execute(
            insert(coordinators).values(
                id=new_id(),
                committee_id=committee.id,
                participant_id=participant,
                since=write.today,
                appointed_at=write.now,
                decision_id=decision,
            )
        )
    action = "coordinator.appointed" if entered is None else "coordinator.corrected"
    write.record(action, f"ExecutiveCommittee:{committee.id}", facts)
    return int(committee.id)


def _make_room(write: Write, since: date, before: Any) -> None:
    """(C3) A new committee takes the place of those that were to begin on that day or later.

    Raises Conflict where another one has been in office since that day or later; also where one that is corrected
    (before) would begin together with another, whatever has succeeded it where it keeps its first day.
    """
    others = committees.c.id != before.id if before is not None else true()
    last = write.today
    if before is not None:
        last = since if before.since == since else max(write.today, since)
    in_the_way = select(committees.c.id).where(others, committees.c.since.between(since, last))
    if write.session.execute(in_the_way).first() is not None:
        raise Conflict(
            "Another committee has been in office since that day or later, or begins on it: begin on a later day, or "
            "correct that one by its own decision.",
            "from",
        )
    if before is None:
        to_come = select(committees.c.id).where(committees.c.since >= since).order_by(committees.c.since)
        _replace(write, write.session.execute(to_come).scalars().all())


def _replace(write: Write, replaced: Sequence[int]) -> None:
    """Remove committees that have not begun, with their seats and Coordinators; the journal names each."""
    for table in (seats, coordinators):
        write.session.execute(delete(table).where(table.c.committee_id.in_(replaced)))
    write.session.execute(delete(committees).where(committees.c.id.in_(replaced)))
    for committee in replaced:
        write.record("committee.replaced", f"ExecutiveCommittee:{committee}", {})


def _end_each_as_the_next_begins(write: Write) -> dict[int, date]:
    """(C1, C3) Also those to whom one that is corrected no longer is the next; returns the ends that moved."""
    rows = write.session.execute(select(committees).order_by(committees.c.since)).all()
    moved = {}
    for row, following in zip_longest(rows, rows[1:]):
        until = min(mandate_end(row.since), following.since) if following else mandate_end(row.since)
        if until != row.until:
            write.session.execute(update(committees).where(committees.c.id == row.id).values(until=until))
            moved[row.id] = until
    return moved


def _require_seat_of_coordinator(write: Write, committee: int, chosen: Sequence[int]) -> None:
    coordinator = coordinator_of(write.session, committee, write.today)
    if coordinator is not None and coordinator not in chosen:
        raise Conflict(
            "The Coordinator of this committee has one of its seats: name it as well, or appoint another Coordinator "
            "first.",
            "seats",
        )


def _was_taken_by(write: Write, row: Any, committee: Any) -> bool:
    """Whether a committee was appointed and in office when its decision was put to it, and its seats voted."""
    appointed_at = select(decisions.c.decided_at).where(decisions.c.id == committee.decision_id)
    seated = select(seats.c.participant_id).where(seats.c.committee_id == committee.id)
    others = select(electors.c.participant_id).where(
        electors.c.decision_id == row.id, electors.c.participant_id.not_in(seated)
    )
    return (
        row.consensus_opened_at.date() >= committee.since
        and row.consensus_opened_at >= write.session.execute(appointed_at).scalar_one()
        and write.session.execute(others).first() is None
    )


def _mandate(write: Write, decision: int, body: DecisionBody) -> Any:
    row = lock_decision(write, decision)
    if row.stage != DecisionStage.ADOPTED.name or row.body != body.name:
        found = f"it is one of the {row.body} that is {row.stage}"
        raise NoMandate(f"This takes a decision of the {body.name} that is ADOPTED; {found}.", "decision")
    return row


def _day_of_adoption_in_meeting(write: Write, row: Any) -> date:
    """(C1) The day in UTC, or in the meeting's zone where that is earlier. Raises NoMandate."""
    meeting = write.session.execute(select(meetings).where(meetings.c.id == row.meeting_id)).one_or_none()
    if meeting is not None and (row.method == DecisionMethod.CONSENSUS.name or row.voted_in_meeting):
        adopted_at = _moment_of_adoption(row, meeting)
        if (
            may_continue(adopted_at, meeting.last_day, meeting.time_zone)
            and MeetingKind[meeting.kind] in OF_THE_NETWORK
            and meeting.opened_at is not None
            and meeting.opened_at <= adopted_at
            and (meeting.closed_at is None or adopted_at <= meeting.closed_at)
        ):
            return min(adopted_at.date(), day_in_zone(meeting.time_zone, adopted_at))
    raise NoMandate(
        "The Executive Committee is appointed by a decision adopted in a Network's meeting, annual or extraordinary.",
        "decision",
    )


def _moment_of_adoption(row: Any, meeting: Any) -> datetime:
    """When a decision was adopted; a vote that was closed late was dated by that once, and not by the time for it."""
    adopted_at: datetime = row.decided_at
    if row.voted_in_meeting and may_continue(row.voting_opened_at, meeting.last_day, meeting.time_zone):
        return min(adopted_at, latest_end(meeting.last_day, meeting.time_zone))
    return adopted_at
