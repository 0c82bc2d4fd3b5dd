"""(Membership) Who takes part in the Network, how it joins, and who speaks for it. No GraphQL here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select, update

from core.database import new_id
from core.errors import Conflict, Invalid, NotFound
from core.identity import COMMITTEE_OR_SECRETARIAT, Role
from core.members.dated import holds
from core.members.enums import Capacity, MechanismType, Standing
from core.members.errors import DeclarationNotAdopted
from core.members.figures import recount
from core.members.names import code_of
from core.members.tables import accessions, focal_points, mechanisms, network, participants, standings, states
from core.mistakes import Mistakes
from core.sessions.session import Session
from core.wording import mail_address, one_line, one_line_or_none, web_address_or_none, worded_or_none
from core.writing.write import Write

EARLIEST_CLOCK = timedelta(hours=14)
"""So far ahead of UTC are the clocks where a day begins first."""
FAR_AHEAD = timedelta(days=366)
"""So long before it begins a designation may be made."""
ESTABLISHED = "Established a national mechanism"
"""Why an observer became a member."""
NAME, TEXT = 300, 5_000
"""The most characters of a name or title, of a text such as a legal basis."""


def communicate_accession(
    write: Write, iso_alpha3: str, standing: Standing, adopts_declaration: bool, communicated_on: date
) -> int:
    """(Membership, M3) Receive a state's communication; returns the accession.

    It is acknowledged afterwards, and never judged: there is no accreditation. Raises NotAllowed, NotFound,
    DeclarationNotAdopted, Conflict, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    code = code_of(iso_alpha3)
    state = find_state(write.session, code)
    adopted_on = declaration_adopted_on(write.session)
    with Mistakes() as check:
        if not adopts_declaration:
            unmet = "A state joins by adopting the Declaration: communicate its decision to adopt it."
            check.note(DeclarationNotAdopted(unmet, "adoptsDeclaration"))
        if communicated_on > latest_day_on_earth(write.now):
            check.note(Invalid("An accession cannot have been communicated in the future.", "communicatedOn"))
        if communicated_on < adopted_on:
            too_early = f"The Declaration was adopted on {adopted_on}: nobody joined before."
            check.note(Invalid(too_early, "communicatedOn"))
    if takes_part(write.session, state):
        raise Conflict(f"{code} takes part in the Network already.", "isoAlpha3")
    known = select(accessions.c.id).where(accessions.c.state_id == state)
    if write.session.execute(known).first() is not None:
        raise Conflict(f"{code} has communicated its accession already.", "isoAlpha3")
    accession = new_id()
    write.session.execute(
        insert(accessions).values(
            id=accession,
            state_id=state,
            standing=standing.name,
            adopts_declaration=True,
            communicated_on=communicated_on,
        )
    )
    write.record(
        "accession.communicated",
        f"Accession:{accession}",
        {"state": code, "standing": standing.name, "communicatedOn": communicated_on.isoformat()},
    )
    return accession


def latest_day_on_earth(now: datetime) -> date:
    """The day that it is where a day begins first: nothing that has happened is of a later one, by anybody's clock."""
    return (now.astimezone(UTC) + EARLIEST_CLOCK).date()


def declaration_adopted_on(session: Session) -> date:
    """The day on which the Declaration was adopted, and the Network established."""
    adopted_on: date = session.execute(select(network.c.declaration_adopted_on)).scalar_one()
    return adopted_on


def acknowledge_accession(write: Write, accession: int, on: date) -> int:
    """(Membership, M3) Acknowledge an accession; the state takes part from the day it was communicated.

    Returns the participant. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = write.session.execute(select(accessions).where(accessions.c.id == accession)).one_or_none()
    if row is None:
        raise NotFound("There is no such accession.", "accession")
    if row.acknowledged_on is not None:
        raise Conflict(f"This accession was acknowledged on {row.acknowledged_on}.", "accession")
    if takes_part(write.session, row.state_id):
        raise Conflict("This state takes part in the Network already.", "accession")
    if not row.communicated_on <= on <= latest_day_on_earth(write.now):
        raise Invalid(f"It is acknowledged on a day from {row.communicated_on} to today.", "on")
    write.session.execute(update(accessions).where(accessions.c.id == accession).values(acknowledged_on=on))
    participant = add_participant(write, row.state_id, Standing[row.standing], row.communicated_on, founding=False)
    write.record(
        "accession.acknowledged",
        f"Accession:{accession}",
        {"participant": f"Participant:{participant}", "standing": row.standing, "on": on.isoformat()},
    )
    return participant


def add_participant(
    write: Write, state: int, standing: Standing, joined_on: date, founding: bool, fictitious: bool = False
) -> int:
    """(Membership, M1) A state takes part from the day its accession was communicated; returns the participant.

    Who calls this has seen that it does not take part yet.
    """
    participant = new_id()
    write.session.execute(
        insert(participants).values(
            id=participant, state_id=state, joined_on=joined_on, founding=founding, fictitious=fictitious
        )
    )
    stand(write, participant, standing, joined_on, "Accession")
    return participant


def stand(write: Write, participant: int, standing: Standing, since: date, reason: str) -> None:
    """(Membership, M2) From a day on a participant stands so. Who calls this has ended what held before."""
    write.session.execute(
        insert(standings).values(
            id=new_id(), participant_id=participant, standing=standing.name, since=since, reason=reason
        )
    )
    recount(write.session, since)


@dataclass(frozen=True, slots=True)
class MechanismDescription:
    """What a participant says of its national mechanism."""

    language: str
    name: str
    type: MechanismType
    legal_basis: str | None = None
    established_on: date | None = None
    website: str | None = None
    tracking_tool: str | None = None
    capacities: Sequence[Capacity] = ()


def register_mechanism(
    write: Write, participant: int, described: MechanismDescription, since: date | None = None
) -> int:
    """(Membership, M2) Register a national mechanism; an observer that has one becomes a member.

    since: the day from which a list knows it, today unless given. A mechanism registered before is kept with the day on
    which it ended. Returns the mechanism. Raises NotAllowed, NotFound, Invalid.
    """
    _require_keeper(write, participant)
    with Mistakes() as check:
        name = check(one_line, described.name, NAME, "name of the mechanism", "name")
        legal_basis = check(worded_or_none, described.legal_basis, TEXT, "legal basis", "legalBasis")
        website = check(web_address_or_none, described.website, "website")
        tool = check(one_line_or_none, described.tracking_tool, NAME, "name of the tracking tool", "trackingTool")
        if described.established_on and described.established_on > latest_day_on_earth(write.now):
            check.note(Invalid("A mechanism cannot have been established in the future.", "establishedOn"))
    ended = mechanisms.c.participant_id == participant, mechanisms.c.until.is_(None)
    write.session.execute(update(mechanisms).where(*ended).values(until=write.today))
    mechanism = new_id()
    write.session.execute(
        insert(mechanisms).values(
            id=mechanism,
            participant_id=participant,
            name={described.language: name},
            original_language=described.language,
            type=described.type.name,
            legal_basis=legal_basis,
            established_on=described.established_on,
            website=website,
            tracking_tool=tool,
            capacities=sorted({capacity.name for capacity in described.capacities}),
            since=since or write.today,
        )
    )
    current = write.session.execute(
        select(standings).where(standings.c.participant_id == participant, standings.c.until.is_(None))
    ).one()
    became_member = current.standing == Standing.OBSERVER.name
    if became_member:
        write.session.execute(update(standings).where(standings.c.id == current.id).values(until=write.today))
        stand(write, participant, Standing.MEMBER, write.today, ESTABLISHED)
    write.record(
        "mechanism.registered",
        f"Mechanism:{mechanism}",
        {"participant": f"Participant:{participant}", "type": described.type.name, "becameMember": became_member},
    )
    return mechanism


def designate_focal_point(write: Write, participant: int, name: str, title: str | None, email: str, since: date) -> int:
    """(Membership, M4) Designate a member's focal point, or an observer's contact; it ends the present designation.

    It begins on a day since the participant joined, and since the present one began, at most 366 days ahead. A
    designation that has not begun yet is replaced: it ends on the very day on which it would have begun, so that it
    never holds, and the present one goes on until the new one begins. Returns the focal point.
    Raises NotAllowed, NotFound, Invalid.
    """
    _require_keeper(write, participant)
    joined_on = write.session.execute(
        select(participants.c.joined_on).where(participants.c.id == participant)
    ).scalar_one()
    own = focal_points.c.participant_id == participant
    present = write.session.execute(select(focal_points).where(own, holds(focal_points.c, write.today))).one_or_none()
    latest = latest_day_on_earth(write.now) + FAR_AHEAD
    with Mistakes() as check:
        name = check(one_line, name, NAME, "name of the focal point", "name")
        title = check(one_line_or_none, title, NAME, "title of the focal point", "title")
        address = check(mail_address, email, "email")
        if since > latest:
            check.note(Invalid(f"A designation begins within a year, until {latest}.", "since"))
        if since < joined_on:
            too_early = f"It takes part since {joined_on}: name that day, or a later one."
            check.note(Invalid(too_early, "since"))
        elif present is not None and since < present.since:
            begun = f"The present designation began on {present.since}; a new one cannot begin before it."
            check.note(Invalid(begun, "since"))
    ahead = update(focal_points).where(own, focal_points.c.since > write.today)
    write.session.execute(ahead.values(until=focal_points.c.since))
    if present is not None:
        write.session.execute(update(focal_points).where(focal_points.c.id == present.id).values(until=since))
    focal_point = new_id()
    write.session.execute(
        insert(focal_points).values(
            id=focal_point, participant_id=participant, name=name, title=title, email=address, since=since
        )
    )
    write.record(
        "focal_point.designated",
        f"FocalPoint:{focal_point}",
        {"participant": f"Participant:{participant}", "since": since.isoformat()},
    )
    return focal_point


def find_state(session: Session, iso_alpha3: str) -> int:
    """The state of an ISO alpha-3 code. Raises NotFound where there is none."""
    found: int | None = session.execute(select(states.c.id).where(states.c.iso_alpha3 == code_of(iso_alpha3))).scalar()
    if found is None:
        raise NotFound(
            f"{iso_alpha3[:20]!r} is no Member State of the United Nations: give its ISO alpha-3 code.", "isoAlpha3"
        )
    return found


def takes_part(session: Session, state: int) -> bool:
    """(Membership, M1) Whether a state takes part in the Network, which it does once."""
    return session.execute(select(participants.c.id).where(participants.c.state_id == state)).first() is not None


def participant_state(session: Session, participant: int) -> int | None:
    """The state of a participant, or None where there is no such participant."""
    found: int | None = session.execute(
        select(participants.c.state_id).where(participants.c.id == participant)
    ).scalar()
    return found


def participant_codes(session: Session) -> dict[int, str]:
    """The ISO alpha-3 code of each participant's state."""
    query = select(participants.c.id, states.c.iso_alpha3).join(states, states.c.id == participants.c.state_id)
    return {row.id: row.iso_alpha3 for row in session.execute(query)}


def _require_keeper(write: Write, participant: int) -> None:
    """Raise NotAllowed unless the viewer speaks for the participant or is the secretariat; NotFound where none is."""
    if not write.viewer.has(Role.ADMINISTRATOR):
        write.viewer.require_voice(participant)
    if participant_state(write.session, participant) is None:
        raise NotFound("There is no such participant.", "participant")
