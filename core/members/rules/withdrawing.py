"""(Membership) Withdraws accessions and mechanisms; the journal keeps what they were, and why they were withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from core.errors import Conflict, Invalid, NotFound
from core.identity import Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Standing, StandingCause
from core.members.rules.days import latest_day_on_earth
from core.members.rules.lengths import TEXT
from core.members.rules.standings import become_observer, present_standing
from core.members.rules.taking_part import require_participant
from core.members.tables import accessions, mechanisms, states
from core.writing.write import Write


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


def withdraw_mechanism(write: Write, participant: int, reason: str, ceased_on: date | None = None) -> int:
    """(Membership, M2) Withdraw a participant's mechanism: it has ceased to exist or was registered by mistake.

    ceased_on: the day on which it ceased to exist. Without it, it was registered by mistake: the one that it replaced
    continues; if it replaced none, a participant that was already a member remains one, without a mechanism. Any other
    is an observer from today on. It was a member until then, and the votes that it cast stay. Its focal point stays, as
    the contact. For the secretariat. Returns the participant. Raises NotAllowed, NotFound, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    present = write.session.execute(select(mechanisms).where(is_present_mechanism_of(participant))).one_or_none()
    current = present_standing(write, participant)
    if present is None and current.standing == Standing.OBSERVER.name:
        raise NotFound("No mechanism of this participant is registered.", "participant")
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        check(_require_day_of_end, write, ceased_on, present)
    remains_member = present is not None and (
        _end(write, present, ceased_on) or _was_member(present, current, ceased_on)
    )
    if not remains_member:
        become_observer(write, current, _cause(present, ceased_on), ceased_on)
    write.record(
        "mechanism.withdrawn",
        f"Participant:{participant}" if present is None else f"Mechanism:{present.id}",
        {
            "participant": f"Participant:{participant}",
            **({} if present is None else _facts_of(present)),
            **({} if ceased_on is None else {"ceasedOn": ceased_on.isoformat()}),
            "becameObserver": not remains_member,
            "reason": reason,
        },
    )
    return participant


def _require_day_of_end(write: Write, ceased_on: date | None, present: Any) -> None:
    """Raises Invalid for a day on which a mechanism cannot have ceased to exist. present: its row, if it has one."""
    if ceased_on is None:
        return
    if ceased_on > latest_day_on_earth(write.now):
        raise Invalid("Record this once the mechanism has ceased to exist: give a day no later than today.", "ceasedOn")
    if present is not None and present.established_on is not None and ceased_on < present.established_on:
        raise Invalid(
            f"It was established on {present.established_on}: it cannot have ceased to exist before.", "ceasedOn"
        )


def _end(write: Write, present: Any, ceased_on: date | None) -> bool:
    """End a mechanism, or delete one that was registered by mistake; whether the one it replaced continues."""
    this = mechanisms.c.id == present.id
    if ceased_on is not None:
        write.session.execute(update(mechanisms).where(this).values(until=write.today))
        return False
    write.session.execute(delete(mechanisms).where(this))
    if present.replaced_id is None:
        return False
    write.session.execute(update(mechanisms).where(mechanisms.c.id == present.replaced_id).values(until=None))
    return True


def _was_member(present: Any, current: Any, ceased_on: date | None) -> bool:
    """Whether a participant was a member before a mechanism that was registered by mistake.

    present, current: the rows of the mechanism and of the standing.
    """
    return ceased_on is None and bool(present.since > current.since)


def _cause(present: Any, ceased_on: date | None) -> StandingCause:
    """Why a participant is an observer again. present: the row of its mechanism, if one was registered."""
    if ceased_on is not None:
        return StandingCause.MECHANISM_CEASED
    return StandingCause.MECHANISM_MISSING if present is None else StandingCause.MECHANISM_MISTAKEN


def _facts_of(present: Any) -> dict[str, Any]:
    """What the journal keeps of a mechanism. present: its row."""
    return {"name": present.name, "type": present.type, "since": present.since.isoformat()}
