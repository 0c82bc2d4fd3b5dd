"""(Membership) Corrects the standing and the day of an accession that were recorded by mistake: M3."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update

from core.errors import Conflict, Invalid, NotFound
from core.identity import Role
from core.inputs.mistakes import Mistakes
from core.inputs.wording import worded
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Standing
from core.members.rules.acceding import require_day_of_accession, require_day_of_acknowledgement
from core.members.rules.lengths import TEXT
from core.members.rules.standings import correct_first_standing, standings_of
from core.members.rules.taking_part import require_participant
from core.members.tables import accessions, focal_points, mechanisms, participants
from core.writing.write import Write


def correct_accession(
    write: Write,
    participant: int,
    reason: str,
    standing: Standing | None = None,
    communicated_on: date | None = None,
    acknowledged_on: date | None = None,
) -> int:
    """(Membership, M3) Correct the standing in which a participant acceded, and the days; None: as it is recorded.

    It has this standing from its first day on, until its standing changed; votes that it cast stay. No designation
    begins before that day. For the secretariat. Returns the participant.
    Raises NotAllowed, NotFound, Conflict, Invalid.
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
    recorded = _facts_of(first.standing, first.since, recorded_day)
    corrected = _facts_of(standing.name, since, acknowledged)
    if recorded == corrected:
        message = f"It is recorded as {standing.name} from {since} on: give the value that has to change."
        raise Conflict(message, "participant")
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        if acknowledged_on is None:
            check(_require_first_day, write, since, recorded_day, later)
        else:
            check(_require_first_day, write, since, None, later)
            check(require_day_of_acknowledgement, write, since, acknowledged_on, "acknowledgedOn")
        if standing.name != first.standing and not later:
            check(_require_mechanism, write, participant, standing)
    correct_first_standing(write, first, later, standing, since)
    _correct_days_of_accession(write, participant, state, standing, since, acknowledged)
    _begin_designations(write, participant, since)
    subject = f"Participant:{participant}" if accession is None else f"Accession:{accession.id}"
    facts = {"participant": f"Participant:{participant}", "from": recorded, "to": corrected, "reason": reason}
    write.record("accession.corrected", subject, facts)
    return participant


def _facts_of(standing: str, communicated_on: date, acknowledged_on: date | None) -> dict[str, str]:
    days = {"communicatedOn": communicated_on, "acknowledgedOn": acknowledged_on}
    return {"standing": standing, **{name: day.isoformat() for name, day in days.items() if day is not None}}


def _require_first_day(write: Write, since: date, acknowledged: date | None, later: list[Any]) -> None:
    """Raises Invalid for a day after what followed the accession.

    acknowledged: the day of the acknowledgement that stays, if there is one. later: the standings after the first.
    """
    require_day_of_accession(write, since)
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
    write: Write, participant: int, state: int, standing: Standing, since: date, acknowledged: date | None
) -> None:
    """Set the standing and the days of a state's accession."""
    write.session.execute(update(participants).where(participants.c.id == participant).values(joined_on=since))
    of_state = accessions.c.state_id == state
    columns = {"standing": standing.name, "communicated_on": since, "acknowledged_on": acknowledged}
    write.session.execute(update(accessions).where(of_state).values(columns))


def _begin_designations(write: Write, participant: int, since: date) -> None:
    """(M4) Let no designation for a participant begin before its first day."""
    own = focal_points.c.participant_id == participant
    write.session.execute(update(focal_points).where(own, focal_points.c.since < since).values(since=since))
    write.session.execute(update(focal_points).where(own, focal_points.c.until < since).values(until=since))
