"""Rules of the Declaration on meetings and the Executive Committee, held against the records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.members import Obligation, ObligationStatus, RegionalGroup, regional_group_of
from core.members.tables import states
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.errors import Composition
from plugins.voting.rules.bodies import coordinator_of
from plugins.voting.rules.calendar import BOUND_TO_SEND_EARLY, day_in, months_later
from plugins.voting.rules.composition import Seat, require_composition
from plugins.voting.tables import committees, meetings, seats

MET, DUE, BREACHED = ObligationStatus.MET, ObligationStatus.DUE, ObligationStatus.BREACHED
DAYS_OF_NOTICE = 90
"""A mandate about to end is told so many days before."""


def obligations(session: Session, today: date) -> list[Obligation]:
    """E1, E3, C1 and C2 as they stand today."""
    return [_annual_meeting(session, today), _agendas(session, today), *_committee(session, today)]


def _annual_meeting(session: Session, today: date) -> Obligation:
    def said(status: ObligationStatus, detail: str, due_on: date | None = None) -> Obligation:
        rule = "An annual meeting is organized."
        return _held("Network Meetings", rule, status, detail, due_on)

    held = [MeetingStatus.OPEN.name, MeetingStatus.CLOSED.name]
    annual = select(meetings).where(meetings.c.kind == MeetingKind.ANNUAL.name)
    last = session.execute(
        annual.where(meetings.c.status.in_(held), meetings.c.first_day <= today)
        .order_by(meetings.c.first_day.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and months_later(last.first_day, 12) >= today:
        return said(MET, f"The last one began on {last.first_day}.", months_later(last.first_day, 12))
    planned = session.execute(
        annual.where(meetings.c.status.in_([MeetingStatus.PLANNED.name, MeetingStatus.CONVENED.name]))
        .where(meetings.c.first_day >= today)
        .order_by(meetings.c.first_day)
        .limit(1)
    ).one_or_none()
    if planned is not None:
        return said(DUE, f"None in the last twelve months; one is planned for {planned.first_day}.", planned.first_day)
    return said(BREACHED, "No annual meeting of the last twelve months is recorded, and none is planned.")


def _agendas(session: Session, today: date) -> Obligation:
    rule = "The agenda is sent to the members at least one month before the meeting."

    def said(status: ObligationStatus, detail: str, due_on: date | None = None) -> Obligation:
        return _held("Network Meetings", rule, status, detail, due_on)

    bound = session.execute(
        select(meetings)
        .where(meetings.c.kind.in_([kind.name for kind in BOUND_TO_SEND_EARLY]), meetings.c.source.is_(None))
        .where(meetings.c.status != MeetingStatus.CANCELLED.name, meetings.c.last_day >= months_later(today, -12))
        .order_by(meetings.c.first_day)
    ).all()
    late = [row for row in bound if _is_late(row, today)]
    waiting = [row for row in bound if row.agenda_sent_at is None and row not in late]
    if late:
        days = ", ".join(str(row.first_day) for row in late)
        return said(BREACHED, f"The agenda of the meeting of {days} was not sent in time.", late[0].latest_send_date)
    if waiting:
        row = waiting[0]
        return said(
            DUE, f"Send the agenda of the meeting of {row.first_day} by {row.latest_send_date}.", row.latest_send_date
        )
    if not bound:
        return said(ObligationStatus.NOT_APPLICABLE, "No meeting of the Network in the last or the coming months.")
    return said(MET, "Every agenda of the last twelve months and of the coming meetings was sent in time.")


def _is_late(row: Any, today: date) -> bool:
    sent = today if row.agenda_sent_at is None else day_in(row.time_zone, row.agenda_sent_at)
    return bool(sent > row.latest_send_date)


def _held(section: str, rule: str, status: ObligationStatus, detail: str, due_on: date | None = None) -> Obligation:
    return Obligation(section=section, rule=rule, status=status, detail=detail, due_on=due_on)


def _committee(session: Session, today: date) -> list[Obligation]:
    section, members = "Operational Mechanisms", "The Executive Committee has 3 to 5 members of different regions."
    mandate, coordinator = "The Executive Committee has a mandate of 3 years.", "It has a Coordinator."
    committee = session.execute(
        select(committees)
        .where(committees.c.since <= today, committees.c.until > today)
        .order_by(committees.c.since.desc())
        .limit(1)
    ).one_or_none()
    if committee is None:
        return [
            _held(section, rule, BREACHED, "No Executive Committee in office is recorded.")
            for rule in (members, mandate, coordinator)
        ]
    seated = _seats(session, committee.id, today)
    names = ", ".join(seat.iso_alpha3 for seat in seated)
    reported = "" if committee.source is None else " As reported; no decision is recorded."
    try:
        require_composition(seated)
        composed = _held(section, members, MET, f"{names}.{reported}")
    except Composition as fault:
        composed = _held(section, members, BREACHED, fault.message + reported)
    ends_soon = committee.until - timedelta(days=DAYS_OF_NOTICE) <= today
    coordinating = coordinator_of(session, committee.id, today)
    return [
        composed,
        _held(
            section,
            mandate,
            DUE if ends_soon else MET,
            f"It ends on {committee.until}." + (" Appoint the next one." if ends_soon else "") + reported,
            committee.until,
        ),
        _held(section, coordinator, MET, f"It has one.{reported}")
        if coordinating is not None
        else _held(section, coordinator, BREACHED, f"None is recorded.{reported}"),
    ]


def _seats(session: Session, committee: int, today: date) -> list[Seat]:
    rows = session.execute(
        select(states.c.iso_alpha3, regional_group_of(states.c.id).label("regional_group"))
        .join(seats, seats.c.state_id == states.c.id)
        .where(seats.c.committee_id == committee)
        .order_by(states.c.iso_alpha3),
        {"given_today": today},
    )
    return [Seat(row.iso_alpha3, True, RegionalGroup[row.regional_group]) for row in rows]
