"""(Membership) Who takes part in the Network: M1."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from core.database.database import new_id
from core.database.sessions.session import Session
from core.errors import NotFound
from core.identity import Role
from core.members.enums import Standing, StandingCause
from core.members.names import code_of
from core.members.rules.standings import begin_standing
from core.members.tables import participants, states
from core.writing.write import Write


def add_participant(
    write: Write, state: int, standing: Standing, joined_on: date, founding: bool, fictitious: bool = False
) -> int:
    """(Membership, M1) Let a state take part from the day its accession was communicated; returns the participant.

    The caller has made sure that it does not take part yet.
    """
    participant = new_id()
    write.session.execute(
        insert(participants).values(
            id=participant, state_id=state, joined_on=joined_on, founding=founding, fictitious=fictitious
        )
    )
    begin_standing(write, participant, standing, joined_on, StandingCause.ACCESSION)
    return participant


def takes_part(session: Session, state: int) -> bool:
    """(Membership, M1) Whether a state takes part in the Network, which it does once."""
    return session.execute(select(participants.c.id).where(participants.c.state_id == state)).first() is not None


def find_state(session: Session, iso_alpha3: str) -> int:
    """The state of an ISO alpha-3 code. Raises NotFound if there is none."""
    found: int | None = session.execute(select(states.c.id).where(states.c.iso_alpha3 == code_of(iso_alpha3))).scalar()
    if found is None:
        raise NotFound(
            f"{iso_alpha3[:20]!r} is not a Member State of the United Nations: give its ISO alpha-3 code.", "isoAlpha3"
        )
    return found


def participant_state(session: Session, participant: int) -> int | None:
    """The state of a participant, or None if there is no such participant."""
    found: int | None = session.execute(
        select(participants.c.state_id).where(participants.c.id == participant)
    ).scalar()
    return found


def require_participant(session: Session, participant: int, *path: str) -> int:
    """The state of a participant. Raises NotFound if there is no such participant."""
    state = participant_state(session, participant)
    if state is None:
        raise NotFound("There is no such participant.", *path)
    return state


def participant_codes(session: Session) -> dict[int, str]:
    """The ISO alpha-3 code of each participant's state."""
    query = select(participants.c.id, states.c.iso_alpha3).join(states, states.c.id == participants.c.state_id)
    return {row.id: row.iso_alpha3 for row in session.execute(query)}


def require_participant_or_secretariat(write: Write, participant: int) -> None:
    """Raises NotAllowed unless the viewer speaks for the participant or is the secretariat, and NotFound."""
    if not write.viewer.has(Role.ADMINISTRATOR):
        write.viewer.require_voice(participant)
    require_participant(write.session, participant, "participant")
