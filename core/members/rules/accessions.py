"""(Membership) How a state joins the Network, and what was recorded of that by mistake: M3."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from core.database.database import new_id
from core.database.sessions.session import Session
from core.errors import Conflict, Invalid, NotFound
from core.identity import COMMITTEE_OR_SECRETARIAT, Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Standing
from core.members.errors import DeclarationNotAdopted
from core.members.latest_day import latest_day_on_earth
from core.members.lengths import TEXT
from core.members.names import code_of
from core.members.rules.standings import correct_first_standing, standings_of
from core.members.rules.taking_part import add_participant, find_state, require_participant, takes_part
from core.members.tables import accessions, mechanisms, network, participants, states
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
        check(_require_day_of_accession, write, communicated_on)
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


def _require_day_of_accession(write: Write, communicated_on: date) -> None:
    """(M3) Raises Invalid for a day on which no accession can have been communicated."""
    adopted_on = declaration_adopted_on(write.session)
    if communicated_on > latest_day_on_earth(write.now):
        raise Invalid("An accession cannot have been communicated in the future.", "communicatedOn")
    if communicated_on < adopted_on:
        raise Invalid(f"The Declaration was adopted on {adopted_on}: no state joined before.", "communicatedOn")


def _require_newcomer(session: Session, state: int, code: str) -> None:
    """(M1, M3) Raises Conflict if a state takes part already, or has communicated its accession."""
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
    _require_day_of_acknowledgement(write, row.communicated_on, on, "on")
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


def _require_day_of_acknowledgement(write: Write, communicated_on: date, on: date, *path: str) -> None:
    """(M3) Raises Invalid for a day before the communication, or one that has not come anywhere on earth."""
    latest = latest_day_on_earth(write.now)
    if not communicated_on <= on <= latest:
        raise Invalid(f"It is acknowledged after it was communicated: between {communicated_on} and {latest}.", *path)


def withdraw_accession(write: Write, accession: int, reason: str) -> int:
    """(Membership, M3) Remove an accession that was communicated by mistake, for instance for another state.

    Only before it is acknowledged; the state may then communicate its own. For the secretariat. Returns the state.
    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    row = write.session.execute(select(accessions).where(accessions.c.id == accession)).one_or_none()
    if row is None:
        raise NotFound("There is no such accession: it may already have been withdrawn.", "accession")
    if row.acknowledged_on is not None:
        taking_part = f"It was acknowledged on {row.acknowledged_on}: the state takes part in the Network."
        raise Conflict(f"{taking_part} Correct its standing and its day with correctAccession.", "accession")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(accessions).where(accessions.c.id == accession))
    code = write.session.execute(select(states.c.iso_alpha3).where(states.c.id == row.state_id)).scalar_one()
    was = {"state": code, "standing": row.standing, "communicatedOn": row.communicated_on.isoformat()}
    write.record("accession.withdrawn", f"Accession:{accession}", {**was, "reason": reason})
    state: int = row.state_id
    return state


def correct_accession(
    write: Write,
    participant: int,
    reason: str,
    standing: Standing | None = None,
    communicated_on: date | None = None,
    acknowledged_on: date | None = None,
    founding: bool | None = None,
) -> int:
    """(Membership, M3) Correct the standing in which a participant acceded, and the days; None: as it is recorded.

    founding: whether it took part in the Asunción seminar.

    It has this standing from its first day on, until its standing changed; votes that it cast stay, and so do its
    designations, which are shown from that day on. For the secretariat. Returns the participant. Raises NotAllowed,
    NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    state = require_participant(write.session, participant, "participant")
    first, *later = standings_of(write, participant)
    standing, since = standing or Standing[first.standing], communicated_on or first.since
    accession = write.session.execute(select(accessions).where(accessions.c.state_id == state)).one_or_none()
    if accession is None and acknowledged_on is not None:
        raise NotFound("This participant was imported: no acknowledgement is recorded.", "acknowledgedOn")
    recorded_day = None if accession is None else accession.acknowledged_on
    acknowledged = acknowledged_on or recorded_day
    founded = write.session.execute(
        select(participants.c.founding).where(participants.c.id == participant)
    ).scalar_one()
    founding = founded if founding is None else founding
    recorded = _facts_of(first.standing, first.since, recorded_day, founded)
    corrected = _facts_of(standing.name, since, acknowledged, founding)
    if recorded == corrected:
        message = f"It is recorded as {standing.name} from {since} on: give the value that has to change."
        raise Conflict(message, "participant")
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        if acknowledged_on is None:
            check(_require_first_day, write, since, recorded_day, later)
        else:
            check(_require_first_day, write, since, None, later)
            check(_require_day_of_acknowledgement, write, since, acknowledged_on, "acknowledgedOn")
        if standing.name != first.standing and not later:
            check(_require_mechanism, write, participant, standing)
    correct_first_standing(write, first, later, standing, since)
    of_participant = update(participants).where(participants.c.id == participant)
    write.session.execute(of_participant.values(joined_on=since, founding=founding))
    _correct_days_of_accession(write, state, standing, since, acknowledged)
    subject = f"Participant:{participant}" if accession is None else f"Accession:{accession.id}"
    facts = {"participant": f"Participant:{participant}", "from": recorded, "to": corrected, "reason": reason}
    write.record("accession.corrected", subject, facts)
    return participant


def _facts_of(standing: str, communicated_on: date, acknowledged_on: date | None, founding: bool) -> dict[str, Any]:
    days = {"communicatedOn": communicated_on, "acknowledgedOn": acknowledged_on}
    given = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"standing": standing, **given, "founding": founding}


def _require_first_day(write: Write, since: date, acknowledged: date | None, later: list[Any]) -> None:
    """(M3) Raises Invalid for a day after what followed the accession.

    acknowledged: the day of the acknowledgement that stays, if there is one. later: the standings after the first.
    """
    _require_day_of_accession(write, since)
    if acknowledged is not None and since > acknowledged:
        raise Invalid(f"It was acknowledged on {acknowledged}, and communicated before.", "communicatedOn")
    if later and since > later[0].since:
        raise Invalid(f"Its standing changed on {later[0].since}: it acceded no later than that.", "communicatedOn")


def _require_mechanism(write: Write, participant: int, standing: Standing) -> None:
    """(M2) Raises Conflict for a member that has no mechanism, and an observer that has one."""
    present = select(mechanisms.c.id).where(is_present_mechanism_of(participant))
    has_one = write.session.execute(present).first() is not None
    if standing is Standing.MEMBER and not has_one:
        raise Conflict("A member has a national mechanism: register it with registerMechanism first.", "standing")
    if standing is Standing.OBSERVER and has_one:
        raise Conflict("It has a national mechanism: withdraw it with withdrawMechanism first.", "standing")


def _correct_days_of_accession(
    write: Write, state: int, standing: Standing, since: date, acknowledged: date | None
) -> None:
    """Set the standing and the days of a state's accession."""
    of_state = accessions.c.state_id == state
    columns = {"standing": standing.name, "communicated_on": since, "acknowledged_on": acknowledged}
    write.session.execute(update(accessions).where(of_state).values(columns))


def accession_of(session: Session, state: int) -> int | None:
    """The accession that a state has communicated, or None."""
    found: int | None = session.execute(select(accessions.c.id).where(accessions.c.state_id == state)).scalar()
    return found


def declaration_adopted_on(session: Session) -> date:
    """The day on which the Declaration was adopted, and the Network established."""
    adopted_on: date = session.execute(select(network.c.declaration_adopted_on)).scalar_one()
    return adopted_on
