"""(Operational Mechanisms) Appointing the Executive Committee, and withdrawing it before it begins: C1, C3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    NotAllowed,
    Role,
    Write,
    new_id,
    worded,
    worded_or_none,
)
from core.members import Party
from plugins.voting.enums import DecisionBody
from plugins.voting.errors import NoMandate
from plugins.voting.lengths import REASON
from plugins.voting.rules.bodies import chosen_parties, coordinator_of, seats_of
from plugins.voting.rules.composition import LARGEST, MONTHS, mandate_end, require_composition
from plugins.voting.rules.days import months_later
from plugins.voting.rules.decision_rows import lock_decision
from plugins.voting.rules.mandates import day_of_adoption_in_meeting, lock_mandate, require_not_superseded
from plugins.voting.tables import committees, coordinators, seats


def appoint_executive_committee(
    write: Write, decision: int, chosen: Sequence[int], since: date, reason: str | None = None
) -> int:
    """(C1, C3) Appoint the Executive Committee for three years by a decision of the Network adopted in a meeting.

    It ends the previous one, unless a later decision appointed that, and replaces one that has not begun. Repeated for
    the same decision, it corrects what was entered, and each committee ends when the next one now begins. Once a
    committee has begun, only the secretariat corrects its seats, and nobody its first day; once it has ended, it may
    lose the seat that coordinated it.
    chosen: participants, with their standing on the first day, or today if that is ahead. reason: of a correction.

    Returns the committee. Raises NotAllowed, NotFound, NoMandate, CommitteeComposition, Conflict, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = lock_mandate(write, decision, DecisionBody.NETWORK)
    decided_on = day_of_adoption_in_meeting(write, row)
    entered = _committee_by(write, decision)
    if entered is None:
        require_not_superseded(write, row)
    begun = entered is not None and entered.since <= write.today
    if begun:
        _require_correction_in_office(write, entered.since, since)
    parties = _checked_seats(write, chosen, since, decided_on)
    if entered is not None and entered.until > write.today:
        _require_seat_of_coordinator(write, entered.id, chosen)
    reason = worded_or_none(reason, REASON, "reason", "reason")
    if begun and reason is None:
        _require_no_seat_removed(write, entered, chosen)
    _require_free(write, since, entered)
    if entered is None:
        _remove_those_to_come(write, since)
    committee = _store(write, entered, chosen, decision_id=decision, since=since, until=mandate_end(since))
    moved_ends = _end_each_as_the_next_begins(write)
    action = "committee.appointed" if entered is None else "committee.corrected"
    facts = _facts_of(committee, decision, parties, since, moved_ends)
    if reason is not None:
        facts["reason"] = reason
    write.record(action, f"ExecutiveCommittee:{committee}", facts)
    return committee


def withdraw_executive_committee(write: Write, decision: int, reason: str) -> int:
    """(C3) Withdraw the committee that a decision appointed, before it begins; returns the decision.

    The previous one is in office again for its three years, or until the next one begins; any that this one replaced
    stay removed. For the secretariat. Raises NotAllowed, NotFound, NoMandate, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    lock_decision(write, decision)
    reason = worded(reason, REASON, "reason", "reason")
    entered = _committee_by(write, decision)
    if entered is None:
        raise NoMandate("This decision has appointed no Executive Committee.", "decision")
    if entered.since <= write.today:
        raise Conflict(
            f"This mandate began on {entered.since} and stays: appoint another committee by another decision.",
            "decision",
        )
    _remove_committees(write, [entered.id])
    continued = [f"ExecutiveCommittee:{one}" for one in _end_each_as_the_next_begins(write)]
    facts = {"decision": f"Decision:{decision}", "reason": reason, "continued": continued}
    write.record("committee.withdrawn", f"ExecutiveCommittee:{entered.id}", facts)
    return decision


def _committee_by(write: Write, decision: int) -> Any:
    """The committee that a decision appointed, or None."""
    return write.session.execute(select(committees).where(committees.c.decision_id == decision)).one_or_none()


def _require_correction_in_office(write: Write, began_on: date, since: date) -> None:
    """(C1) Raises NotAllowed unless the secretariat corrects a mandate that has begun, Conflict if it moves."""
    if not write.viewer.has(Role.ADMINISTRATOR):
        raise NotAllowed(
            f"This mandate began on {began_on}: only the secretariat can correct its seats now.", "decision"
        )
    if since != began_on:
        raise Conflict(
            f"This mandate began on {began_on} and can no longer be moved: give that day, or appoint another committee "
            "by another decision.",
            "from",
        )


def _checked_seats(write: Write, chosen: Sequence[int], since: date, decided_on: date) -> list[Party]:
    """(C1) The parties of the seats. Raises NotFound, CommitteeComposition, Invalid."""
    with Mistakes() as check:
        check(_require_beginning, since, decided_on)
        if len(set(chosen)) < len(chosen) or len(chosen) > LARGEST:
            check.note(Invalid(f"Give at most {LARGEST} participants, each once.", "seats"))
    parties = chosen_parties(write.session, chosen, min(since, write.today), "seats")
    require_composition(parties)
    return parties


def _require_beginning(since: date, decided_on: date) -> None:
    """(C1) Raises Invalid unless a mandate begins on the day of its decision, or within three years."""
    if not decided_on <= since <= months_later(decided_on, MONTHS):
        begins = f"A mandate begins on the day of the decision, {decided_on}, or within three years."
        raise Invalid(begins, "from")


def _require_seat_of_coordinator(write: Write, committee: int, chosen: Sequence[int]) -> None:
    coordinator = coordinator_of(write.session, committee, write.today)
    if coordinator is not None and coordinator not in chosen:
        raise Conflict(
            "The Coordinator of this committee has one of its seats: include it, or appoint another Coordinator first.",
            "seats",
        )


def _require_no_seat_removed(write: Write, entered: Any, chosen: Sequence[int]) -> None:
    """(C1) Raises Invalid if a committee that has begun would lose a seat, as if that had never been one."""
    removed = [
        seat.iso_alpha3 for seat in seats_of(write.session, entered.id, entered.since) if seat.participant not in chosen
    ]
    if removed:
        raise Invalid(
            f"{', '.join(removed)} would no longer have a seat since {entered.since}: if it was entered by mistake, "
            "give the reason. If it has left since, it stays recorded; appoint another committee by another decision.",
            "reason",
        )


def _require_free(write: Write, since: date, entered: Any) -> None:
    """(C3) Raises Conflict if another committee has been in office since that day or later, or begins on it.

    entered: the one that is corrected, if any; it may have been succeeded since, if it keeps its first day. A new one
    replaces those that have not begun, so they do not stand in its way.
    """
    in_the_way = select(committees.c.id)
    if entered is None:
        in_the_way = in_the_way.where(committees.c.since.between(since, write.today))
    else:
        last = since if entered.since == since else max(write.today, since)
        in_the_way = in_the_way.where(committees.c.id != entered.id, committees.c.since.between(since, last))
    if write.session.execute(in_the_way).first() is not None:
        raise Conflict(
            "Another committee has been in office since that day or later, or begins on it: give a later day, or "
            "correct that committee by its own decision.",
            "from",
        )


def _remove_those_to_come(write: Write, since: date) -> None:
    """(C3) Remove the committees that were to begin on a day or later, each with an entry in the journal."""
    to_come = select(committees.c.id).where(committees.c.since >= since).order_by(committees.c.since)
    replaced = write.session.execute(to_come).scalars().all()
    _remove_committees(write, replaced)
    for committee in replaced:
        write.record("committee.replaced", f"ExecutiveCommittee:{committee}", {})


def _remove_committees(write: Write, removed: Sequence[int]) -> None:
    """Remove committees with their seats and Coordinators."""
    for table in (seats, coordinators):
        write.session.execute(delete(table).where(table.c.committee_id.in_(removed)))
    write.session.execute(delete(committees).where(committees.c.id.in_(removed)))


def _store(write: Write, entered: Any, chosen: Sequence[int], **columns: Any) -> int:
    """Store a committee with its seats, in place of what was entered for it before; returns its key."""
    if entered is None:
        committee = new_id()
        write.session.execute(insert(committees).values(id=committee, **columns))
    else:
        committee = int(entered.id)
        write.session.execute(update(committees).where(committees.c.id == committee).values(**columns))
        write.session.execute(delete(seats).where(seats.c.committee_id == committee))
    write.session.execute(insert(seats), [{"committee_id": committee, "participant_id": one} for one in chosen])
    return committee


def _end_each_as_the_next_begins(write: Write) -> dict[int, date]:
    """(C1, C3) End each committee when the next one begins, or after three years; returns the ends that moved."""
    rows = write.session.execute(select(committees).order_by(committees.c.since)).all()
    moved_ends = {}
    for row, following in zip_longest(rows, rows[1:]):
        until = min(mandate_end(row.since), following.since) if following else mandate_end(row.since)
        if until != row.until:
            write.session.execute(update(committees).where(committees.c.id == row.id).values(until=until))
            moved_ends[row.id] = until
    return moved_ends


def _facts_of(
    committee: int, decision: int, parties: Sequence[Party], since: date, moved_ends: Mapping[int, date]
) -> dict[str, Any]:
    """An appointment, for the journal."""
    ended = [f"ExecutiveCommittee:{one}" for one in moved_ends if one != committee]
    return {
        "decision": f"Decision:{decision}",
        "seats": [party.iso_alpha3 for party in parties],
        "from": since.isoformat(),
        "until": moved_ends.get(committee, mandate_end(since)).isoformat(),
        **({"ended": ended} if ended else {}),
    }
