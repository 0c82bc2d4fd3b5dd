"""Those that decide: the members of the Network, and the seats of its Executive Committee."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from core import NotAllowed, NotFound, Prepared, Role, Session, Write
from core.members import Party, contacts, members, parties
from plugins.voting import clauses
from plugins.voting.enums import DecisionBody
from plugins.voting.errors import NoElectorate
from plugins.voting.tables import committees, electors, seats

_DAY: BindParameter[date] = bindparam("day")
_ON_DAY = select(committees).where(clauses.in_office(committees.c, _DAY)).order_by(committees.c.since.desc()).limit(1)
_IN_OFFICE = Prepared(_ON_DAY)
_COORDINATOR = clauses.coordinator_query(bindparam("committee"), _DAY)
_SEAT = Prepared(
    select(clauses.coordinator_query(seats.c.committee_id, _DAY).scalar_subquery()).where(
        seats.c.committee_id == _ON_DAY.with_only_columns(committees.c.id).scalar_subquery(),
        seats.c.participant_id == bindparam("participant"),
    )
)
"""For a participant with a seat, the one that coordinates the committee; no row for any other. It runs with every
request of a focal point."""


def committee_on(session: Session, day: date) -> Any:
    """(C1) The Executive Committee in office on a day, or None."""
    return _IN_OFFICE.first(session, day=day)


def seats_of(session: Session, committee: int, day: date) -> list[Party]:
    """(C1) The participants with a seat in a committee, with their standing on a day."""
    seated = session.execute(select(seats.c.participant_id).where(seats.c.committee_id == committee)).scalars()
    return parties(session, day, list(seated))


def electorate(session: Session, body: DecisionBody, day: date) -> list[Party]:
    """(D4) The participants that decide for a body on a day: all members, or the seats that are members."""
    if body is DecisionBody.NETWORK:
        return members(session, day)
    committee = committee_on(session, day)
    return [] if committee is None else [seat for seat in seats_of(session, committee.id, day) if seat.is_member]


def electors_on(session: Session, decision: int, day: date) -> list[Party]:
    """(D4, M4) Those of the electorate fixed for a decision that are still members on a day."""
    fixed = session.execute(select(electors.c.participant_id).where(electors.c.decision_id == decision)).scalars()
    return [party for party in parties(session, day, list(fixed)) if party.is_member]


def require_deciding(session: Session, body: DecisionBody, day: date, verb: str) -> tuple[list[Party], set[int]]:
    """(D2, D4, M4) Those that decide for a body on a day, and the keys of those of them that have a focal point.

    verb: what they are asked to do: "vote" or "object". Raises NoElectorate if either is empty.
    """
    deciding = electorate(session, body, day)
    if not deciding:
        raise NoElectorate(f"Nobody could {verb}: there is no member, or no Executive Committee.", "decision")
    able = with_focal_point(session, deciding, day)
    if not able:
        raise NoElectorate(
            f"No member that could {verb} has a focal point: designate one first (designateFocalPoint).", "decision"
        )
    return deciding, able


def require_focal_point(write: Write, verb: str) -> None:
    """(M4) Raises NotAllowed unless the viewer is a focal point. verb: what only one does: "votes" or "decides".

    Required before a decision is looked up: others must not learn whether a draft exists.
    """
    if not write.viewer.has(Role.FOCAL_POINT):
        raise NotAllowed(f"Only the focal point of a member {verb}.", "participant")


def with_focal_point(session: Session, deciding: Sequence[Party], day: date) -> set[int]:
    """(M4) The keys of the deciding participants that have a focal point on a day: only a focal point acts."""
    return {contact.participant for contact in contacts(session, day, [party.participant for party in deciding])}


def belongs_to(session: Session, body: DecisionBody, participant: int, day: date) -> bool:
    """(D2, D4) Whether a participant is one of those that decide for a body on a day."""
    if body is DecisionBody.NETWORK:
        return any(party.is_member for party in parties(session, day, [participant]))
    return any(seat.participant == participant for seat in electorate(session, body, day))


def chosen_parties(session: Session, chosen: Sequence[int], day: date, *path: str) -> list[Party]:
    """Participants with their standing on a day, in the given order. Raises NotFound for one that took no part then."""
    found = {party.participant: party for party in parties(session, day, chosen)}
    for place, participant in enumerate(chosen):
        if participant not in found:
            raise NotFound(
                f"No participant with the id Participant:{participant} took part on {day}.", *path, str(place)
            )
    return [found[participant] for participant in chosen]


def role_of(session: Session, participant: int, day: date) -> Role | None:
    """(C1, C2) COORDINATOR or COMMITTEE during the mandate, according to the records; None for any other."""
    seat = _SEAT.first(session, participant=participant, day=day)
    if seat is None:
        return None
    return Role.COORDINATOR if seat[0] == participant else Role.COMMITTEE


def coordinator_of(session: Session, committee: int, day: date) -> int | None:
    """(C2) The participant that coordinates a committee on a day, if any: one of its seats that is a member."""
    found: int | None = session.execute(_COORDINATOR, {"committee": committee, "day": day}).scalar()
    members_with_seat = {seat.participant for seat in seats_of(session, committee, day) if seat.is_member}
    return found if found in members_with_seat else None
