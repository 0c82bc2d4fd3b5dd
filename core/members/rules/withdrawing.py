"""(Membership) What was recorded by mistake is taken back; the journal keeps what it was, and why it went."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, String, cast, delete, func, select, update

from core.errors import Conflict, NotFound
from core.identity import Role
from core.inputs.wording import worded
from core.members.enums import Standing
from core.members.figures import recount
from core.members.rules.lengths import TEXT
from core.members.rules.registering import ESTABLISHED
from core.members.rules.taking_part import require_participant, stand
from core.members.tables import accessions, mechanisms, standings, states
from core.tables import journal
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
        raise Conflict(
            f"It was acknowledged on {row.acknowledged_on}: the state takes part in the Network.", "accession"
        )
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(accessions).where(accessions.c.id == accession))
    code = write.session.execute(select(states.c.iso_alpha3).where(states.c.id == row.state_id)).scalar_one()
    was = {"state": code, "standing": row.standing, "communicatedOn": row.communicated_on.isoformat()}
    write.record("accession.withdrawn", f"Accession:{accession}", {**was, "reason": reason})
    state: int = row.state_id
    return state


def withdraw_mechanism(write: Write, participant: int, reason: str) -> int:
    """(Membership, M2) Take back the mechanism that was registered last, for a wrong participant. For the secretariat.

    The one that it replaced goes on; where there was none, whom it made a member is an observer again, from today on:
    that it was a member until then stays true, and so do the votes that it cast. Its focal point stays, as the contact.
    Returns the participant. Raises NotAllowed, NotFound, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    own = mechanisms.c.participant_id == participant
    present = write.session.execute(select(mechanisms).where(own, mechanisms.c.until.is_(None))).one_or_none()
    if present is None:
        raise NotFound("No mechanism of this participant is registered.", "participant")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(mechanisms).where(mechanisms.c.id == present.id))
    before = write.session.execute(_replaced_last(participant, present.since)).scalar()
    if before is not None:
        write.session.execute(update(mechanisms).where(mechanisms.c.id == before).values(until=None))
    became_observer = before is None and _stand_as_before(write, participant)
    write.record(
        "mechanism.withdrawn",
        f"Mechanism:{present.id}",
        {
            "participant": f"Participant:{participant}",
            "name": present.name,
            "type": present.type,
            "since": present.since.isoformat(),
            "becameObserver": became_observer,
            "reason": reason,
        },
    )
    return participant


def _replaced_last(participant: int, since: date) -> Select[tuple[int]]:
    """The mechanism that was replaced last from a day on; of several of one day the one that was registered last."""
    entry = select(func.max(journal.c.sequence)).where(
        journal.c.subject == "Mechanism:" + cast(mechanisms.c.id, String)
    )
    registered = func.coalesce(entry.scalar_subquery(), 0)
    replaced = select(mechanisms.c.id).where(mechanisms.c.participant_id == participant, mechanisms.c.until >= since)
    return replaced.order_by(mechanisms.c.until.desc(), registered.desc()).limit(1)


def _stand_as_before(write: Write, participant: int) -> bool:
    """Have a participant that a mechanism made a member be an observer again; false where it was a member before."""
    own = standings.c.participant_id == participant
    current = write.session.execute(select(standings).where(own, standings.c.until.is_(None))).one()
    if current.reason != ESTABLISHED:
        return False
    if current.since < write.today:
        write.session.execute(update(standings).where(standings.c.id == current.id).values(until=write.today))
        stand(write, participant, Standing.OBSERVER, write.today, "Its national mechanism was registered by mistake")
        return True
    write.session.execute(delete(standings).where(standings.c.id == current.id))
    observed = own, standings.c.standing == Standing.OBSERVER.name, standings.c.until == current.since
    before = write.session.execute(select(standings).where(*observed)).one()
    write.session.execute(update(standings).where(standings.c.id == before.id).values(until=None))
    recount(write.session, before.since)
    return True
