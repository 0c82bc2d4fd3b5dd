"""(Membership) Corrects the standing and the day of an accession that were recorded by mistake: M3."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update

from core.errors import Conflict, Invalid
from core.identity import Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Standing
from core.members.rules.acceding import require_day_of_accession
from core.members.rules.lengths import TEXT
from core.members.rules.standings import correct_first_standing, standings_of
from core.members.rules.taking_part import require_participant
from core.members.tables import accessions, focal_points, mechanisms, participants
from core.writing.write import Write


def correct_accession(
    write: Write, participant: int, reason: str, standing: Standing | None = None, communicated_on: date | None = None
) -> int:
    """(Membership, M3) Correct the standing in which a participant acceded, and the day; None: as it is recorded.

    It has this standing from its first day on, until its standing changed; votes that it cast stay. No designation
    begins before that day. For the secretariat. Returns the participant.
    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    state = require_participant(write.session, participant, "participant")
    first, *later = standings_of(write, participant)
    standing, since = standing or Standing[first.standing], communicated_on or first.since
    recorded, corrected = _facts_of(first.standing, first.since), _facts_of(standing.name, since)
    if recorded == corrected:
        message = f"It is recorded as {standing.name} from {since} on: give the value that has to change."
        raise Conflict(message, "participant")
    accession = write.session.execute(select(accessions).where(accessions.c.state_id == state)).one_or_none()
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        check(_require_first_day, write, since, accession, later)
        if standing.name != first.standing and not later:
            check(_require_mechanism, write, participant, standing)
    correct_first_standing(write, first, later, standing, since)
    _correct_day_of_accession(write, participant, state, standing, since)
    _begin_designations(write, participant, since)
    subject = f"Participant:{participant}" if accession is None else f"Accession:{accession.id}"
    facts = {"participant": f"Participant:{participant}", "from": recorded, "to": corrected, "reason": reason}
    write.record("accession.corrected", subject, facts)
    return participant


def _facts_of(standing: str, communicated_on: date) -> dict[str, str]:
    return {"standing": standing, "communicatedOn": communicated_on.isoformat()}


def _require_first_day(write: Write, since: date, accession: Any, later: list[Any]) -> None:
    """Raises Invalid for a day after what followed the accession. later: the standings after the first."""
    require_day_of_accession(write, since)
    if accession is not None and since > accession.acknowledged_on:
        raise Invalid(f"It was acknowledged on {accession.acknowledged_on}, and communicated before.", "communicatedOn")
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


def _correct_day_of_accession(write: Write, participant: int, state: int, standing: Standing, since: date) -> None:
    """Set the standing and the day of a state's accession."""
    write.session.execute(update(participants).where(participants.c.id == participant).values(joined_on=since))
    of_state = accessions.c.state_id == state
    write.session.execute(update(accessions).where(of_state).values(standing=standing.name, communicated_on=since))


def _begin_designations(write: Write, participant: int, since: date) -> None:
    """(M4) Let no designation for a participant begin before its first day."""
    own = focal_points.c.participant_id == participant
    write.session.execute(update(focal_points).where(own, focal_points.c.since < since).values(since=since))
    write.session.execute(update(focal_points).where(own, focal_points.c.until < since).values(until=since))
