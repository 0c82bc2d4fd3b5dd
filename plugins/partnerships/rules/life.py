"""The life of a partnership, from its proposal to its end: S1, S3. Its status on a day follows from dated stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, func, insert, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    GOALS,
    OBJECTIVES,
    Conflict,
    Invalid,
    Mistakes,
    Session,
    Write,
    new_id,
    numbers,
    one_line,
    worded,
)
from plugins.partnerships import plausibility
from plugins.partnerships.enums import (
    ACTIVE,
    CONCLUDED,
    DECLINED,
    PROPOSED,
    RUNNING,
    SUSPENDED,
    PartnershipStatus,
)
from plugins.partnerships.errors import ObjectiveRequired, WrongPartnershipStatus
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.parties import Stay, add_parties, parties_of, require_parties, require_party
from plugins.partnerships.rules.partnership_rows import (
    LockedPartnership,
    begin_stage,
    change_status,
    lock_to_conclude,
    lock_to_decline,
    lock_to_steer,
    lock_up_to_date,
)
from plugins.partnerships.tables import activities, aims, contributions, partnerships, stages


@dataclass(frozen=True, slots=True)
class Proposal:
    """A partnership to be proposed. language: a code in lower case; participants and partners: primary keys."""

    language: str
    title: str
    description: str
    participants: Sequence[int]
    partners: Sequence[int]
    objectives: Sequence[int]
    goals: Sequence[int] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    agreement_url: str | None = None


def propose_partnership(write: Write, proposal: Proposal) -> int:
    """(S1) Propose a partnership; returns it. For any of its parties, and the secretariat.

    Raises NotAllowed, UnknownParty, PartyTwice, TooFewParties, ObjectiveRequired, EndBeforeStart, UnsafeLink, Invalid.
    """
    begins = min(write.today, proposal.starts_on or write.today)
    stays = [Stay(participant=key, since=begins) for key in proposal.participants]
    stays += [Stay(partner=key, since=begins) for key in proposal.partners]
    require_party(write.viewer, stays, write.today, "participants")
    with Mistakes() as check:
        title = check(one_line, proposal.title, LINE, "title", "title")
        description = check(worded, proposal.description, TEXT, "description", "description")
        check(require_parties, write.session, stays)
        objectives = check(objectives_of, proposal.objectives)
        goals = check(numbers, proposal.goals, GOALS, "sustainableDevelopmentGoals")
        check(plausibility.require_plausible_day, proposal.starts_on, "startsOn")
        check(plausibility.require_period, proposal.starts_on or write.today, proposal.ends_on, "endsOn")
        agreement_url = check(plausibility.safe_link_or_none, proposal.agreement_url, "agreementUrl")
    partnership = new_id()
    write.session.execute(
        insert(partnerships).values(
            id=partnership,
            title={proposal.language: title},
            description={proposal.language: description},
            original_language=proposal.language,
            goals=goals,
            starts_on=proposal.starts_on,
            ends_on=proposal.ends_on,
            agreement_url=agreement_url,
            proposed_at=write.now,
        )
    )
    add_parties(write.session, partnership, stays)
    supported = [{"id": new_id(), "partnership_id": partnership, "objective_id": number} for number in objectives]
    write.session.execute(insert(aims), supported)
    begin_stage(write.session, partnership, 1, PROPOSED, write.today)
    facts = {"parties": sorted(stay.identifier for stay in stays), "objectives": objectives}
    write.record("partnership.proposed", f"Partnership:{partnership}", facts)
    return partnership


def objectives_of(given: Sequence[int]) -> list[int]:
    """(S1) The objectives of a partnership, sorted, each once. Raises ObjectiveRequired, Invalid."""
    kept = numbers(given, OBJECTIVES, "objectives")
    if not kept:
        raise ObjectiveRequired(
            f"Name at least one objective of the Network, by number, 1 to {OBJECTIVES}.",
            "objectives",
        )
    return kept


def activate_partnership(write: Write, partnership: int) -> int:
    """(S3) Activate a proposed partnership. For the Executive Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, and Invalid if its end date has passed.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    locked = lock_up_to_date(write, partnership)
    _require_status(locked, "Only a proposed partnership can be activated", PROPOSED)
    begins = min(write.today, locked.starts_on or write.today)
    if locked.ends_on is not None and locked.ends_on < begins:
        raise Invalid(
            f"It was to end on {locked.ends_on}: decline it, and propose it again with another end.", "partnership"
        )
    change_status(write, locked, ACTIVE, begins, "activated")
    return partnership


def decline_partnership(write: Write, partnership: int, reason: str) -> int:
    """(S3) Decline or take back a partnership that is proposed, or that is active but has not begun.

    Its contributions and activities have to be withdrawn first: otherwise they would stay in sums and lists. For its
    participants, the Committee and the secretariat, and for its partners while it is proposed.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    locked = lock_to_decline(write, partnership)
    if locked.status not in RUNNING or locked.starts_on is None or locked.starts_on <= write.today:
        _require_status(locked, "A partnership can be declined while it is proposed, or before its first day", PROPOSED)
    _require_nothing_recorded(write.session, partnership)
    change_status(write, locked, DECLINED, write.today, "declined", worded(reason, TEXT, "reason", "reason"))
    return partnership


def _require_nothing_recorded(session: Session, partnership: int) -> None:
    """Raises Conflict, with the number of contributions and activities and the first of each, if there are any."""
    given = _summary_of(session, partnership, contributions.c.recorded_at, "contribution", "contributions")
    done = _summary_of(session, partnership, activities.c.held_on, "activity", "activities")
    if given or done:
        recorded = ", and ".join(filter(None, (given, done)))
        raise Conflict(
            f"First, its parties or the secretariat have to withdraw its records: {recorded}.", "partnership"
        )


def _summary_of(session: Session, partnership: int, at: Column[Any], one: str, several: str) -> str | None:
    """The number of rows that a partnership has in the table of a column, and the first of them by it; None if none."""
    table = at.table
    there = select(table.c.id, func.count().over().label("number")).where(table.c.partnership_id == partnership)
    row = session.execute(there.order_by(at, table.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    first = f"{one.capitalize()}:{row.id}"
    return f"1 {one}, {first}" if row.number == 1 else f"{row.number:,} {several}, the first of them {first}"


def suspend_partnership(write: Write, partnership: int, reason: str) -> int:
    """(S3) Suspend an active partnership. For its participants, the Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, Invalid.
    """
    locked = lock_to_steer(write, partnership)
    _require_status(locked, "Only an active partnership can be suspended", ACTIVE)
    change_status(write, locked, SUSPENDED, write.today, "suspended", worded(reason, TEXT, "reason", "reason"))
    return partnership


def resume_partnership(write: Write, partnership: int) -> int:
    """(S3) Resume a suspended partnership. For its participants, the Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus.
    """
    locked = lock_to_steer(write, partnership)
    _require_status(locked, "Only a suspended partnership can be resumed", SUSPENDED)
    change_status(write, locked, ACTIVE, write.today, "resumed")
    return partnership


def conclude_partnership(write: Write, partnership: int, on: date) -> int:
    """(S3) Conclude a partnership on a day; a future day becomes its end date, on which it concludes by itself.

    The day cannot be before its first day, before a party joins, or before an activity ends.
    For its parties, the Committee and the secretariat. Raises NotAllowed, NotFound, WrongStatus, EndBeforeStart,
    Invalid.
    """
    locked = lock_to_conclude(write, partnership)
    _require_status(
        locked, "Only an active or suspended partnership can be concluded, and a proposed one declined", *RUNNING
    )
    if locked.ends_on is not None and on > locked.ends_on:
        choices = "give that day or an earlier one, or set a later end with revisePartnership"
        raise Invalid(f"It already ends on {locked.ends_on}: {choices}.", "on")
    require_end(write.session, locked, on, "on")
    write.session.execute(update(partnerships).where(partnerships.c.id == partnership).values(ends_on=on))
    if on <= write.today:
        change_status(write, locked, CONCLUDED, on, "concluded")
    else:
        write.record("partnership.end_set", f"Partnership:{partnership}", {"on": on.isoformat()})
    return partnership


def require_end(session: Session, locked: LockedPartnership, on: date, path: str) -> None:
    """Raises EndBeforeStart or Invalid if the partnership begins, a party joins or an activity is after its end."""
    plausibility.require_period(locked.starts_on or _first_active_day(session, locked), on, path)
    for stay in parties_of(session, locked.id):
        if stay.since > on and stay.until != stay.since:
            raise Invalid(
                f"{stay.identifier} joins on {stay.since}: give a day from then on, or let it leave then.",
                path,
            )
    _require_no_activity_after(session, locked.id, on, path)


def _require_no_activity_after(session: Session, partnership: int, on: date, path: str) -> None:
    last_day = func.coalesce(activities.c.held_until, activities.c.held_on)
    later = select(activities, last_day.label("last")).where(activities.c.partnership_id == partnership, last_day > on)
    row = session.execute(later.order_by(last_day.desc(), activities.c.id).limit(1)).one_or_none()
    if row is not None:
        title = row.title[row.original_language]
        raise Invalid(
            f"“{title}” is on {row.last}: give that day or a later one, or revise or withdraw the activity.", path
        )


def conclude_due(write: Write) -> int:
    """(S3) Record the end of each partnership whose end date has come; returns their number."""
    due = write.session.execute(due_partnerships(write.today)).scalars().all()
    for partnership in due:
        lock_up_to_date(write, partnership)
    return len(due)


def due_partnerships(today: date) -> Any:
    """The partnerships whose end date has come, but is not recorded yet."""
    return (
        select(partnerships.c.id)
        .join(stages, stages.c.partnership_id == partnerships.c.id)
        .where(partnerships.c.ends_on <= today, stages.c.until.is_(None))
        .where(stages.c.status.in_([status.name for status in RUNNING]))
        .order_by(partnerships.c.id)
    )


def _first_active_day(session: Session, locked: LockedPartnership) -> date | None:
    """The first day on which it was active, or None."""
    active = select(stages.c.since).where(stages.c.partnership_id == locked.id, stages.c.status == ACTIVE.name)
    first: date | None = session.scalar(active.order_by(stages.c.number).limit(1))
    return first


def _require_status(locked: LockedPartnership, rule: str, *statuses: PartnershipStatus) -> None:
    if locked.status not in statuses:
        raise WrongPartnershipStatus(locked.status, f"{rule}; this one is {locked.status.name}.")
