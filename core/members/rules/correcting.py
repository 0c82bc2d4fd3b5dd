"""(Membership) As what a state acceded, and when, where that was recorded by mistake: M3."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from core.errors import Conflict, Invalid
from core.identity import Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Standing
from core.members.figures import recount
from core.members.rules.acceding import require_day_of_accession
from core.members.rules.lengths import TEXT
from core.members.rules.taking_part import require_participant
from core.members.tables import accessions, focal_points, mechanisms, participants, standings
from core.writing.write import Write


def correct_accession(
    write: Write, participant: int, reason: str, standing: Standing | None = None, communicated_on: date | None = None
) -> int:
    """(Membership, M3) Say as what a participant acceded, and when; None: what is recorded is right.

    It has stood so from the first day on, until its standing changed; votes that it cast stay. Whoever was designated
    for it before that day is so from then on. For the secretariat. Returns the participant.
    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    state = require_participant(write.session, participant, "participant")
    own = standings.c.participant_id == participant
    first, *later = write.session.execute(select(standings).where(own).order_by(standings.c.since, standings.c.id))
    standing, since = standing or Standing[first.standing], communicated_on or first.since
    was, is_ = _told(first.standing, first.since), _told(standing.name, since)
    if was == is_:
        raise Conflict(f"It is recorded as {standing.name} from {since} on: say what is to be another.", "participant")
    accession = write.session.execute(select(accessions).where(accessions.c.state_id == state)).one_or_none()
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        check(_require_first_day, write, since, accession, later)
        if standing.name != first.standing and not later:
            check(_require_mechanism, write, participant, standing)
    _replace_first_standing(write, first, later, standing, since)
    _move_accession(write, participant, state, standing, since)
    _begin_designations(write, participant, since)
    subject = f"Participant:{participant}" if accession is None else f"Accession:{accession.id}"
    facts = {"participant": f"Participant:{participant}", "from": was, "to": is_, "reason": reason}
    write.record("accession.corrected", subject, facts)
    return participant


def _told(standing: str, communicated_on: date) -> dict[str, str]:
    return {"standing": standing, "communicatedOn": communicated_on.isoformat()}


def _require_first_day(write: Write, since: date, accession: Any, later: list[Any]) -> None:
    """Raises Invalid for a day on which what followed had happened already. later: how its standing changed since."""
    require_day_of_accession(write, since)
    if accession is not None and since > accession.acknowledged_on:
        raise Invalid(f"It was acknowledged on {accession.acknowledged_on}, and communicated before.", "communicatedOn")
    if later and since > later[0].since:
        raise Invalid(f"Its standing changed on {later[0].since}: it acceded before.", "communicatedOn")


def _require_mechanism(write: Write, participant: int, standing: Standing) -> None:
    """(M2) Raises Conflict for a member that has no mechanism, and an observer that has one."""
    present = select(mechanisms.c.id).where(is_present_mechanism_of(participant))
    has_one = write.session.execute(present).first() is not None
    if standing is Standing.MEMBER and not has_one:
        raise Conflict("A member has a national mechanism: registerMechanism first.", "standing")
    if standing is Standing.OBSERVER and has_one:
        raise Conflict("It has a national mechanism: take it back with withdrawMechanism first.", "standing")


def _replace_first_standing(write: Write, first: Any, later: list[Any], standing: Standing, since: date) -> None:
    """Have a participant have stood so from its first day on; that it became so later is no change any more.

    later: how its standing changed since.
    """
    became, changes = (later[:1], later[1:]) if standing.name != first.standing else ([], later)
    write.session.execute(delete(standings).where(standings.c.id.in_([row.id for row in became])))
    corrected = _first_standing(first, changes, standing, since)
    write.session.execute(update(standings).where(standings.c.id == first.id).values(**corrected))
    recount(write.session)


def _first_standing(first: Any, changes: list[Any], standing: Standing, since: date) -> dict[str, Any]:
    """The first standing, which holds until the first of the changes that follow it.

    Changes of one day are told in the order of their keys: it has a lesser one than those of its day.
    """
    until = changes[0].since if changes else None
    key = min([first.id, *(row.id - 1 for row in changes if row.since == since)])
    return {"id": key, "standing": standing.name, "since": since, "until": until}


def _move_accession(write: Write, participant: int, state: int, standing: Standing, since: date) -> None:
    """Have a state have acceded so, on this day."""
    write.session.execute(update(participants).where(participants.c.id == participant).values(joined_on=since))
    of_state = accessions.c.state_id == state
    write.session.execute(update(accessions).where(of_state).values(standing=standing.name, communicated_on=since))


def _begin_designations(write: Write, participant: int, since: date) -> None:
    """(M4) Have nobody be designated for a participant before its first day."""
    own = focal_points.c.participant_id == participant
    write.session.execute(update(focal_points).where(own, focal_points.c.since < since).values(since=since))
    write.session.execute(update(focal_points).where(own, focal_points.c.until < since).values(until=since))
