"""The life of a partnership: S1 and S3. Its stages are dated, so that what holds follows from the day alone."""

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
    Life,
    begin_stage,
    lock_to_conclude,
    lock_to_decline,
    lock_to_steer,
    lock_up_to_date,
    move_and_record,
)
from plugins.partnerships.tables import activities, aims, contributions, partnerships, stages


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. language: a code in lower case; participants and partners: primary keys."""

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
    """(S1) Propose a partnership; returns it. For each of its parties, and the secretariat.

    Raises NotAllowed, UnknownParty, PartyTwice, TooFewParties, ObjectiveRequired, EndBeforeStart, UnsafeLink, Invalid.
    """
    begins = min(write.today, proposal.starts_on or write.today)
    named = [Stay(participant=key, since=begins) for key in proposal.participants]
    named += [Stay(partner=key, since=begins) for key in proposal.partners]
    require_party(write.viewer, named, write.today, "participants")
    with Mistakes() as check:
        title = check(one_line, proposal.title, LINE, "title", "title")
        description = check(worded, proposal.description, TEXT, "description", "description")
        check(require_parties, write.session, named)
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
    add_parties(write.session, partnership, named)
    supported = [{"id": new_id(), "partnership_id": partnership, "objective_id": number} for number in objectives]
    write.session.execute(insert(aims), supported)
    begin_stage(write.session, partnership, 1, PROPOSED, write.today)
    facts = {"parties": sorted(party.identifier for party in named), "objectives": objectives}
    write.record("partnership.proposed", f"Partnership:{partnership}", facts)
    return partnership


def objectives_of(given: Sequence[int]) -> list[int]:
    """(S1) The objectives that a partnership supports. Raises ObjectiveRequired, Invalid."""
    kept = numbers(given, OBJECTIVES, "objectives")
    if not kept:
        raise ObjectiveRequired(
            f"Name at least one of the Network's objectives, 1 to {OBJECTIVES}, that it supports.", "objectives"
        )
    return kept


def activate_partnership(write: Write, partnership: int) -> int:
    """(S3) Activate a proposed partnership. For the Executive Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus, and Invalid where its end date came before anybody activated it.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    life = lock_up_to_date(write, partnership)
    _expect(life, "Only a proposed partnership is activated", PROPOSED)
    begins = min(write.today, life.starts_on or write.today)
    if life.ends_on is not None and life.ends_on < begins:
        raise Invalid(f"It was to end on {life.ends_on}: decline it, and propose it with another end.", "partnership")
    move_and_record(write, life, ACTIVE, begins, "activated")
    return partnership


def decline_partnership(write: Write, partnership: int, reason: str) -> int:
    """(S3) Decline a proposed partnership, or take it back, also an active one before its first day.

    Not while something is recorded of it: that would stay in sums and lists. For its participants, the Committee and
    the secretariat, and for its partners while it is proposed.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    life = lock_to_decline(write, partnership)
    if life.status not in RUNNING or life.starts_on is None or life.starts_on <= write.today:
        _expect(life, "A partnership is declined while it is proposed, or before its first day", PROPOSED)
    _require_nothing_recorded(write.session, partnership)
    move_and_record(write, life, DECLINED, write.today, "declined", worded(reason, TEXT, "reason", "reason"))
    return partnership


def _require_nothing_recorded(session: Session, partnership: int) -> None:
    """Raises Conflict with how many contributions and activities a partnership has, and the first of each."""
    given = _recorded(session, partnership, contributions.c.recorded_at, "contribution", "contributions")
    done = _recorded(session, partnership, activities.c.held_on, "activity", "activities")
    if given or done:
        recorded = ", and ".join(filter(None, (given, done)))
        raise Conflict(
            f"Its parties or the secretariat first withdraw what is recorded of it: {recorded}.", "partnership"
        )


def _recorded(session: Session, partnership: int, at: Column[Any], one: str, several: str) -> str | None:
    """How many rows a partnership has in the table of a column, and the first of them by it; None for none."""
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
    life = lock_to_steer(write, partnership)
    _expect(life, "Only an active partnership is suspended", ACTIVE)
    move_and_record(write, life, SUSPENDED, write.today, "suspended", worded(reason, TEXT, "reason", "reason"))
    return partnership


def resume_partnership(write: Write, partnership: int) -> int:
    """(S3) Resume a suspended partnership. For its participants, the Committee and the secretariat.

    Raises NotAllowed, NotFound, WrongStatus.
    """
    life = lock_to_steer(write, partnership)
    _expect(life, "Only a suspended partnership is resumed", SUSPENDED)
    move_and_record(write, life, ACTIVE, write.today, "resumed")
    return partnership


def conclude_partnership(write: Write, partnership: int, on: date) -> int:
    """(S3) Conclude a partnership on a day; one that lies ahead becomes its end date, and it concludes by itself.

    Not before its first day: that it was active then stays true; nor before a party joins, or an activity ends.
    For its parties, the Committee and the secretariat. Raises NotAllowed, NotFound, WrongStatus, EndBeforeStart,
    Invalid.
    """
    life = lock_to_conclude(write, partnership)
    _expect(life, "Only an active or suspended partnership is concluded, a proposed one is declined", *RUNNING)
    if life.ends_on is not None and on > life.ends_on:
        or_later = "conclude it on that day or before, or have it end later with revisePartnership"
        raise Invalid(f"It ends on {life.ends_on} already: {or_later}.", "on")
    require_end(write.session, life, on, "on")
    write.session.execute(update(partnerships).where(partnerships.c.id == partnership).values(ends_on=on))
    if on <= write.today:
        move_and_record(write, life, CONCLUDED, on, "concluded")
    else:
        write.record("partnership.end_set", f"Partnership:{partnership}", {"on": on.isoformat()})
    return partnership


def require_end(session: Session, life: Life, on: date, path: str) -> None:
    """Raises EndBeforeStart or Invalid where a partnership begins, a party joins, or an activity is, after its end."""
    plausibility.require_period(life.starts_on or _first_day(session, life), on, path)
    for party in parties_of(session, life.id):
        if party.since > on and party.until != party.since:
            raise Invalid(
                f"{party.identifier} joins it on {party.since}: have it leave on that day, or conclude it later.", path
            )
    _require_no_activity_after(session, life.id, on, path)


def _require_no_activity_after(session: Session, partnership: int, on: date, path: str) -> None:
    last_day = func.coalesce(activities.c.held_until, activities.c.held_on)
    later = select(activities, last_day.label("last")).where(activities.c.partnership_id == partnership, last_day > on)
    row = session.execute(later.order_by(last_day.desc(), activities.c.id).limit(1)).one_or_none()
    if row is not None:
        title = row.title[row.original_language]
        raise Invalid(f"“{title}” is on {row.last}: conclude it on that day or later, or withdraw the activity.", path)


def conclude_due(write: Write) -> int:
    """(S3) Record the end of each partnership whose end date has come; returns how many."""
    due = write.session.execute(due_partnerships(write.today)).scalars().all()
    for partnership in due:
        lock_up_to_date(write, partnership)
    return len(due)


def due_partnerships(today: date) -> Any:
    """The partnerships that have come to their end date, where that is not recorded yet."""
    return (
        select(partnerships.c.id)
        .join(stages, stages.c.partnership_id == partnerships.c.id)
        .where(partnerships.c.ends_on <= today, stages.c.until.is_(None))
        .where(stages.c.status.in_([status.name for status in RUNNING]))
        .order_by(partnerships.c.id)
    )


def _first_day(session: Session, life: Life) -> date | None:
    """The day from which on it was active first."""
    active = select(stages.c.since).where(stages.c.partnership_id == life.id, stages.c.status == ACTIVE.name)
    first: date | None = session.scalar(active.order_by(stages.c.number).limit(1))
    return first


def _expect(life: Life, rule: str, *statuses: PartnershipStatus) -> None:
    if life.status not in statuses:
        raise WrongPartnershipStatus(life.status, f"{rule}; this one is {life.status.name}.")
