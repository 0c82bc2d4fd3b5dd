"""(Membership) What was recorded by mistake is taken back; the journal keeps what it was, and why it went."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from core.errors import Conflict, Invalid, NotFound
from core.identity import Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of, is_present_standing_of
from core.members.enums import Standing, StandingCause
from core.members.figures import recount
from core.members.rules.days import latest_day_on_earth
from core.members.rules.lengths import TEXT
from core.members.rules.taking_part import require_participant, stand
from core.members.tables import accessions, mechanisms, standings, states
from core.writing.write import Write


def withdraw_accession(write: Write, accession: int, reason: str) -> int:
    """(Membership, M3) Take out an accession that was communicated by mistake, of another state for instance.

    Only before it is acknowledged; the state may then communicate its own. For the secretariat. Returns the state.
    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    row = write.session.execute(select(accessions).where(accessions.c.id == accession)).one_or_none()
    if row is None:
        raise NotFound("There is no such accession: it may be withdrawn already.", "accession")
    if row.acknowledged_on is not None:
        taking_part = f"It was acknowledged on {row.acknowledged_on}: the state takes part in the Network."
        raise Conflict(f"{taking_part} Its standing and its day are put right with correctAccession.", "accession")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(accessions).where(accessions.c.id == accession))
    code = write.session.execute(select(states.c.iso_alpha3).where(states.c.id == row.state_id)).scalar_one()
    was = {"state": code, "standing": row.standing, "communicatedOn": row.communicated_on.isoformat()}
    write.record("accession.withdrawn", f"Accession:{accession}", {**was, "reason": reason})
    state: int = row.state_id
    return state


def withdraw_mechanism(write: Write, participant: int, reason: str, ceased_on: date | None = None) -> int:
    """(Membership, M2) Take back the mechanism of a participant, which it has not, or has no more. For the secretariat.

    ceased_on: the day on which it ceased to exist. Without it, it was registered by mistake, and the one that it
    replaced goes on. Where there is none then, the participant is an observer from today on: that it was a member until
    then stays true, and so do the votes that it cast. Its focal point stays, as the contact.
    Returns the participant. Raises NotAllowed, NotFound, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    present = write.session.execute(select(mechanisms).where(is_present_mechanism_of(participant))).one_or_none()
    stood = write.session.execute(select(standings).where(is_present_standing_of(participant))).one()
    if present is None and stood.standing == Standing.OBSERVER.name:
        raise NotFound("No mechanism of this participant is registered.", "participant")
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        check(_require_day_of_end, write, ceased_on, present)
    goes_on = present is not None and _end(write, present, ceased_on)
    if not goes_on:
        _stand_as_observer(write, stood, _cause(present, ceased_on), ceased_on)
    write.record(
        "mechanism.withdrawn",
        f"Participant:{participant}" if present is None else f"Mechanism:{present.id}",
        {
            "participant": f"Participant:{participant}",
            **({} if present is None else _told(present)),
            **({} if ceased_on is None else {"ceasedOn": ceased_on.isoformat()}),
            "becameObserver": not goes_on,
            "reason": reason,
        },
    )
    return participant


def _require_day_of_end(write: Write, ceased_on: date | None, present: Any) -> None:
    """Raises Invalid for a day on which a mechanism cannot have ceased to exist. present: its row, if it has one."""
    if ceased_on is None:
        return
    if ceased_on > latest_day_on_earth(write.now):
        raise Invalid("That it ceases to exist is recorded once it has: name a day until today.", "ceasedOn")
    if present is not None and present.established_on is not None and ceased_on < present.established_on:
        raise Invalid(f"It was established on {present.established_on}: it cannot have ceased before.", "ceasedOn")


def _end(write: Write, present: Any, ceased_on: date | None) -> bool:
    """End a mechanism, or remove one that was registered by mistake; whether another one goes on in its place."""
    this = mechanisms.c.id == present.id
    if ceased_on is not None:
        write.session.execute(update(mechanisms).where(this).values(until=write.today))
        return False
    write.session.execute(delete(mechanisms).where(this))
    if present.replaced_id is None:
        return False
    write.session.execute(update(mechanisms).where(mechanisms.c.id == present.replaced_id).values(until=None))
    return True


def _cause(present: Any, ceased_on: date | None) -> StandingCause:
    """Why a participant is an observer again. present: the row of the mechanism that it had, if any was registered."""
    if ceased_on is not None:
        return StandingCause.MECHANISM_CEASED
    return StandingCause.MECHANISM_MISSING if present is None else StandingCause.MECHANISM_MISTAKEN


def _stand_as_observer(write: Write, stood: Any, cause: StandingCause, ceased_on: date | None) -> None:
    """Have a member be an observer from today on; whom a mistake of today made a member never was one."""
    this = standings.c.id == stood.id
    established_today = stood.cause == StandingCause.MECHANISM_ESTABLISHED.name and stood.since >= write.today
    if cause is StandingCause.MECHANISM_MISTAKEN and established_today:
        write.session.execute(delete(standings).where(this))
        own = standings.c.participant_id == stood.participant_id, standings.c.until == stood.since
        newest_first = standings.c.since.desc(), standings.c.id.desc()
        before = write.session.execute(select(standings).where(*own).order_by(*newest_first).limit(1)).one()
        write.session.execute(update(standings).where(standings.c.id == before.id).values(until=None))
        recount(write.session, before.since)
        return
    day = max(write.today, stood.since)
    write.session.execute(update(standings).where(this).values(until=day))
    stand(write, stood.participant_id, Standing.OBSERVER, day, cause, ceased_on)


def _told(present: Any) -> dict[str, Any]:
    """What the journal keeps of a mechanism."""
    return {"name": present.name, "type": present.type, "since": present.since.isoformat()}
