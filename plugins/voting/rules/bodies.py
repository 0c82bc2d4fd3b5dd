"""Who decides: the members of the Network, the seats of its Executive Committee, those who keep its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from core import NotFound, Role, Write
from core.members import RegionalGroup, regional_group_of
from core.members.tables import participants, standings, states
from plugins.voting.enums import DecisionBody
from plugins.voting.rules.composition import Seat
from plugins.voting.tables import committees, coordinators, seats

CLERKS = (Role.COMMITTEE, Role.COORDINATOR, Role.ADMINISTRATOR)
"""Who runs meetings and votes: the Executive Committee, and the secretariat for it."""


@dataclass(frozen=True, slots=True)
class Elector:
    """A member that may take part in a decision."""

    participant: int
    state: int
    iso_alpha3: str


def _member_on(day: date) -> ColumnElement[bool]:
    return and_(
        standings.c.participant_id == participants.c.id,
        standings.c.standing == "MEMBER",
        standings.c.since <= day,
        or_(standings.c.until.is_(None), standings.c.until > day),
    )


def members(session: Session, day: date) -> list[Elector]:
    """(Membership) The members on a day, by code."""
    rows = session.execute(
        select(participants.c.id, states.c.id.label("state"), states.c.iso_alpha3)
        .join(states, states.c.id == participants.c.state_id)
        .join(standings, _member_on(day))
        .order_by(states.c.iso_alpha3)
    )
    return [Elector(row.id, row.state, row.iso_alpha3) for row in rows]


def is_member(session: Session, participant: int, day: date) -> bool:
    """(Membership) Whether a participant is a member on a day."""
    found = select(participants.c.id).join(standings, _member_on(day)).where(participants.c.id == participant)
    return session.execute(found).first() is not None


def committee_on(session: Session, day: date) -> Any:
    """(C1) The Executive Committee in office on a day that a decision of the Network appointed, or None."""
    return session.execute(
        select(committees)
        .where(committees.c.since <= day, committees.c.until > day, committees.c.decision_id.is_not(None))
        .order_by(committees.c.since.desc())
        .limit(1)
    ).one_or_none()


def seated(session: Session, day: date) -> list[Elector]:
    """(C1) The seats of the Executive Committee in office on a day, those of them that are members."""
    committee = committee_on(session, day)
    if committee is None:
        return []
    taken = set(session.execute(select(seats.c.state_id).where(seats.c.committee_id == committee.id)).scalars())
    return [member for member in members(session, day) if member.state in taken]


def electorate(session: Session, body: DecisionBody, day: date) -> list[Elector]:
    """(D4) Who decides for a body on a day."""
    return members(session, day) if body is DecisionBody.NETWORK else seated(session, day)


def belongs_to(session: Session, body: DecisionBody, participant: int, day: date) -> bool:
    """(D2, D4) Whether a participant is one of those who decide for a body on a day."""
    if body is DecisionBody.NETWORK:
        return is_member(session, participant, day)
    return any(seat.participant == participant for seat in seated(session, day))


def candidates(session: Session, chosen: Sequence[int], day: date) -> list[tuple[Seat, int]]:
    """Participants as candidates for seats, with their states, in the given order. Raises NotFound."""
    rows = {
        row.id: row
        for row in session.execute(
            select(
                participants.c.id,
                participants.c.state_id,
                states.c.iso_alpha3,
                regional_group_of(participants.c.state_id).label("regional_group"),
            )
            .join(states, states.c.id == participants.c.state_id)
            .where(participants.c.id.in_(chosen)),
            {"given_today": day},
        )
    }
    found = []
    for participant in chosen:
        if participant not in rows:
            raise NotFound("There is no such participant.", "seats")
        row = rows[participant]
        member = is_member(session, participant, day)
        found.append((Seat(row.iso_alpha3, member, RegionalGroup[row.regional_group]), row.state_id))
    return found


def role_of(session: Session, participant: int, day: date) -> Role | None:
    """(C1, C2) COORDINATOR or COMMITTEE while the records say so: from the day of the mandate until it ends."""
    committee = committee_on(session, day)
    state = session.execute(select(participants.c.state_id).where(participants.c.id == participant)).scalar()
    taken = select(seats.c.state_id).where(seats.c.state_id == state)
    if committee is None or session.execute(taken.where(seats.c.committee_id == committee.id)).first() is None:
        return None
    return Role.COORDINATOR if coordinator_of(session, committee.id, day) == state else Role.COMMITTEE


def coordinator_of(session: Session, committee: int, day: date) -> int | None:
    """(C2) The state that coordinates a committee on a day, if any."""
    found: int | None = session.execute(
        select(coordinators.c.state_id)
        .where(coordinators.c.committee_id == committee, coordinators.c.since <= day)
        .order_by(coordinators.c.since.desc(), coordinators.c.appointed_at.desc())
        .limit(1)
    ).scalar()
    return found


def named(electors: Iterable[Elector]) -> list[dict[str, str]]:
    """Electors as the journal names them."""
    return [{"participant": f"Participant:{one.participant}", "state": one.iso_alpha3} for one in electors]


def require_participants(write: Write, chosen: Sequence[int]) -> None:
    """Raises NotFound where one of these is no participant."""
    known = set(write.session.execute(select(participants.c.id).where(participants.c.id.in_(chosen))).scalars())
    if set(chosen) - known:
        raise NotFound("There is no such participant.", "participants")
