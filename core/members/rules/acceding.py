"""(Membership) How a state joins the Network: M3."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, update

from core.database.database import new_id
from core.database.sessions.session import Session
from core.errors import Conflict, Invalid, NotFound
from core.identity import COMMITTEE_OR_SECRETARIAT
from core.inputs.mistakes import Mistakes
from core.members.enums import Standing
from core.members.errors import DeclarationNotAdopted
from core.members.names import code_of
from core.members.rules.days import latest_day_on_earth
from core.members.rules.taking_part import add_participant, find_state, takes_part
from core.members.tables import accessions, network
from core.writing.write import Write


def communicate_accession(
    write: Write, iso_alpha3: str, standing: Standing, adopts_declaration: bool, communicated_on: date
) -> int:
    """(Membership, M3) Record a state's communication; returns the accession.

    It is acknowledged afterwards, and never judged: there is no accreditation. Raises NotAllowed, NotFound,
    DeclarationNotAdopted, Conflict, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    code = code_of(iso_alpha3)
    state = find_state(write.session, code)
    with Mistakes() as check:
        if not adopts_declaration:
            unmet = "A state joins by adopting the Declaration: communicate its decision to adopt it."
            check.note(DeclarationNotAdopted(unmet, "adoptsDeclaration"))
        check(require_day_of_accession, write, communicated_on)
    _require_newcomer(write.session, state, code)
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


def require_day_of_accession(write: Write, communicated_on: date) -> None:
    """Raises Invalid for a day on which no accession can have been communicated."""
    adopted_on = declaration_adopted_on(write.session)
    if communicated_on > latest_day_on_earth(write.now):
        raise Invalid("An accession cannot have been communicated in the future.", "communicatedOn")
    if communicated_on < adopted_on:
        raise Invalid(f"The Declaration was adopted on {adopted_on}: no state joined before.", "communicatedOn")


def _require_newcomer(session: Session, state: int, code: str) -> None:
    """Raises Conflict if a state takes part already, or has communicated its accession."""
    if takes_part(session, state):
        raise Conflict(f"{code} already takes part in the Network.", "isoAlpha3")
    if accession_of(session, state) is not None:
        raise Conflict(f"{code} has already communicated its accession.", "isoAlpha3")


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
        raise Conflict("This state already takes part in the Network.", "accession")
    require_day_of_acknowledgement(write, row.communicated_on, on, "on")
    write.session.execute(update(accessions).where(accessions.c.id == accession).values(acknowledged_on=on))
    participant = add_participant(write, row.state_id, Standing[row.standing], row.communicated_on, founding=False)
    write.record(
        "accession.acknowledged",
        f"Accession:{accession}",
        {
            "state": f"State:{row.state_id}",
            "participant": f"Participant:{participant}",
            "standing": row.standing,
            "on": on.isoformat(),
        },
    )
    return participant


def require_day_of_acknowledgement(write: Write, communicated_on: date, on: date, *path: str) -> None:
    """Raises Invalid for a day before the communication, or one that has not come anywhere on earth."""
    latest = latest_day_on_earth(write.now)
    if not communicated_on <= on <= latest:
        raise Invalid(f"It is acknowledged after it was communicated: between {communicated_on} and {latest}.", *path)


def accession_of(session: Session, state: int) -> int | None:
    """The accession that a state has communicated, or None."""
    found: int | None = session.execute(select(accessions.c.id).where(accessions.c.state_id == state)).scalar()
    return found


def declaration_adopted_on(session: Session) -> date:
    """The day on which the Declaration was adopted, and the Network established."""
    adopted_on: date = session.execute(select(network.c.declaration_adopted_on)).scalar_one()
    return adopted_on
