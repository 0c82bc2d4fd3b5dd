"""Obligations of the Declaration about meetings and the Executive Committee, checked against the records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from core import Session
from core.members import Obligation, ObligationStatus, members
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.errors import CommitteeComposition
from plugins.voting.rules.bodies import committee_on, coordinator_of, seats_of
from plugins.voting.rules.composition import require_composition
from plugins.voting.rules.days import (
    OF_THE_NETWORK,
    day_in_zone,
    end_of_day,
    latest_send_date,
    may_continue,
    months_later,
)
from plugins.voting.tables import committees, meetings
from schema import in_seconds

MET, DUE, BREACHED = ObligationStatus.MET, ObligationStatus.DUE, ObligationStatus.BREACHED
DAYS_OF_NOTICE = 90
"""What is due is announced so many days before: the end of a mandate, and the next annual meeting."""
DAYS_TO_CHOOSE_COORDINATOR = 30
"""A new committee has so many days to choose its Coordinator."""
_ANNUAL = select(meetings).where(meetings.c.kind == MeetingKind.ANNUAL.name)


def obligations_on(session: Session, today: date) -> list[Obligation]:
    """E1, E3, C1 and C2 as they stand today."""
    return [_annual_meeting(session, today), _agendas_in_time(session, today), *_committee(session, today)]


def _annual_meeting(session: Session, today: date) -> Obligation:
    """(E3) One annual meeting a year, from the last one on; if there was none, one in the next twelve months."""
    obligation = partial(_obligation, "Network Meetings", "An annual meeting is organized.")
    last, planned = _last_annual_meeting(session), _next_annual_meeting(session, today)
    by = None if last is None else months_later(last.first_day, 12)
    if by is not None and (today <= by or _begins_by(planned, by)):
        return obligation(*_status_within_a_year(last, planned, by, today), by)
    if planned is not None:
        detail = f"None in the last twelve months; one is planned for {planned.first_day}."
        return obligation(DUE if by is None else BREACHED, detail, by or planned.first_day)
    if not members(session, today):
        return obligation(ObligationStatus.NOT_APPLICABLE, "There is no member yet.")
    return obligation(
        BREACHED, "No annual meeting of the last twelve months is recorded, and none is planned for the next.", by
    )


def _last_annual_meeting(session: Session) -> Any:
    """The last annual meeting that has begun and took place, or None."""
    begun = [MeetingStatus.OPEN.name, MeetingStatus.CLOSED.name]
    opened = _ANNUAL.where(meetings.c.status.in_(begun))
    newest_first = session.execute(opened.order_by(meetings.c.first_day.desc())).all()
    return next((row for row in newest_first if _took_place(row)), None)


def _took_place(row: Any) -> bool:
    """(E3) Whether a meeting was opened before it was over, or was reported from before the platform existed."""
    return row.opened_at is None or may_continue(row.opened_at, row)


def _next_annual_meeting(session: Session, today: date) -> Any:
    """The first annual meeting that is planned for the next twelve months, or None."""
    planned = (
        _ANNUAL.where(meetings.c.status.in_([MeetingStatus.PLANNED.name, MeetingStatus.CONVENED.name]))
        .where(meetings.c.last_day >= today, meetings.c.first_day <= months_later(today, 12))
        .order_by(meetings.c.first_day)
    )
    return session.execute(planned.limit(1)).one_or_none()


def _begins_by(planned: Any, by: date) -> bool:
    return planned is not None and planned.first_day <= by


def _status_within_a_year(last: Any, planned: Any, by: date, today: date) -> tuple[ObligationStatus, str]:
    """(E1, E3) Whether the next annual meeting is planned, once a year since the last one has almost passed.

    by: the last day on which it begins in time.
    """
    began = f"The last one began on {last.first_day}."
    if planned is not None:
        next_one = f"{began} The next one is planned for {planned.first_day}"
        return (MET, f"{next_one}.") if _begins_by(planned, by) else (DUE, f"{next_one}, after {by}.")
    if by - timedelta(days=DAYS_OF_NOTICE) > today:
        return MET, began
    if today <= latest_send_date(by):
        return DUE, f"{began} Plan one that begins by {by}: its agenda is sent by {latest_send_date(by)}."
    return DUE, f"{began} Plan the next one: too little time is left for an agenda of one that begins by {by}."


def _agendas_in_time(session: Session, today: date) -> Obligation:
    rule = "The agenda is sent to the members at least one month before the meeting."
    obligation = partial(_obligation, "Network Meetings", rule)
    bound = session.execute(
        select(meetings)
        .where(meetings.c.kind.in_([kind.name for kind in OF_THE_NETWORK]), meetings.c.source.is_(None))
        .where(meetings.c.status != MeetingStatus.CANCELLED.name, meetings.c.last_day >= months_later(today, -12))
        .order_by(meetings.c.first_day)
    ).all()
    late = [row for row in bound if _is_late(row, today)]
    waiting = [row for row in bound if row.agenda_sent_at is None and row not in late]
    if late:
        return obligation(BREACHED, _what_is_late(late, today), late[0].latest_send_date)
    if waiting:
        row = waiting[0]
        until = in_seconds(_accepted_until(row))
        return obligation(
            DUE,
            f"Send the agenda of the meeting of {row.first_day}: it is accepted until {until}.",
            row.latest_send_date,
        )
    if not bound:
        return obligation(
            ObligationStatus.NOT_APPLICABLE, "No meeting of the Network in the last or the coming months."
        )
    return obligation(MET, "Every agenda of the last twelve months and of the coming meetings was sent in time.")


def _is_late(row: Any, today: date) -> bool:
    """(E1) Whether an agenda was sent after its last day in the meeting's zone, or was not sent by then in UTC."""
    sent_on = today if row.agenda_sent_at is None else day_in_zone(row.time_zone, row.agenda_sent_at)
    return bool(sent_on > row.latest_send_date)


def _what_is_late(late: Sequence[Any], today: date) -> str:
    """The meetings of late agendas; or the one whose agenda is still accepted on this day of UTC."""
    for row in late:
        if row.agenda_sent_at is None and _accepted_until(row).date() >= today:
            was_not = f"The agenda of the meeting of {row.first_day} was not sent by {row.latest_send_date}"
            return f"{was_not}: it is accepted until {in_seconds(_accepted_until(row))}."
    days = ", ".join(str(row.first_day) for row in late)
    what = "agendas of the meetings of {} were" if len(late) > 1 else "agenda of the meeting of {} was"
    return f"The {what.format(days)} not sent in time."


def _accepted_until(row: Any) -> datetime:
    """(E1) The last moment at which the agenda of a meeting can be sent."""
    return end_of_day(row.time_zone, row.latest_send_date)


def _obligation(
    section: str, rule: str, status: ObligationStatus, detail: str, due_on: date | None = None
) -> Obligation:
    return Obligation(section=section, rule=rule, status=status, detail=detail, due_on=due_on)


def _committee(session: Session, today: date) -> list[Obligation]:
    section, composition = "Operational Mechanisms", "The Executive Committee has 3 to 5 members of different regions."
    mandate, coordinator = "The Executive Committee has a mandate of 3 years.", "It has a Coordinator."
    committee, following = committee_on(session, today), _next_committee(session, today)
    if committee is None:
        status, detail = _status_without_committee(session, today, following)
        return [_obligation(section, rule, status, detail) for rule in (composition, mandate, coordinator)]
    return [
        _obligation(section, composition, *_status_of_composition(session, committee.id, today)),
        _obligation(section, mandate, *_status_of_mandate(committee, following, today), committee.until),
        _obligation(section, coordinator, *_status_of_coordination(session, committee, today)),
    ]


def _next_committee(session: Session, today: date) -> Any:
    """The first committee whose mandate has not begun, or None."""
    to_come = select(committees).where(committees.c.since > today)
    return session.execute(to_come.order_by(committees.c.since).limit(1)).one_or_none()


def _status_of_mandate(committee: Any, following: Any, today: date) -> tuple[ObligationStatus, str]:
    """(C1, C3) Whether another committee is appointed when the mandate of the one in office is about to end."""
    if following is not None and following.since == committee.until:
        return MET, f"It ends on {committee.until}; the next one begins then."
    if committee.until - timedelta(days=DAYS_OF_NOTICE) > today:
        return MET, f"It ends on {committee.until}."
    return DUE, f"It ends on {committee.until}. {_beginning_of(following) if following else 'Appoint the next one.'}"


def _beginning_of(following: Any) -> str:
    return f"The next one begins on {following.since}."


def _status_of_coordination(session: Session, committee: Any, today: date) -> tuple[ObligationStatus, str, date | None]:
    """(C2) Whether a committee has a Coordinator, for which it has some days at first; with the last of them if not."""
    if coordinator_of(session, committee.id, today) is not None:
        return MET, "It has one.", None
    by = committee.since + timedelta(days=DAYS_TO_CHOOSE_COORDINATOR)
    return (
        DUE if today <= by else BREACHED,
        "No Coordinator is recorded that is a member: adopt a decision of the Executive Committee on one of its seats "
        "(proposeDecision), and appoint it by that decision (appointCoordinator).",
        by,
    )


def _status_without_committee(session: Session, today: date, following: Any) -> tuple[ObligationStatus, str]:
    begun = session.execute(select(committees.c.id).where(committees.c.since <= today)).first()
    if begun is not None:
        ended = "The mandate of the last Executive Committee has ended"
        return BREACHED, f"{ended}. {_beginning_of(following)}" if following else f"{ended}, and no other is recorded."
    if following is not None:
        return DUE, f"No Executive Committee is in office yet. {_beginning_of(following)}"
    if not members(session, today):
        return ObligationStatus.NOT_APPLICABLE, "There is no member yet."
    return DUE, f"No Executive Committee is recorded: {_how_to_appoint('it')}"


def _how_to_appoint(what: str) -> str:
    return (
        f"adopt a decision of the Network on {what} in an annual or extraordinary meeting, and appoint it by that "
        "decision (appointExecutiveCommittee)."
    )


def _status_of_composition(session: Session, committee: int, today: date) -> tuple[ObligationStatus, str]:
    seats = seats_of(session, committee, today)
    try:
        require_composition(seats)
    except CommitteeComposition as fault:
        return BREACHED, f"{fault.message.removesuffix('.')}: {_how_to_appoint('another committee')}"
    return MET, f"{', '.join(seat.iso_alpha3 for seat in seats)}."
