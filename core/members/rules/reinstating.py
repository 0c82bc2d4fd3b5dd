"""(Membership) Reinstates a mechanism that was withdrawn although it had not ceased to exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select, update

from core.errors import NotFound
from core.identity import Role
from core.inputs.wording import worded
from core.members.enums import StandingCause
from core.members.rules.lengths import TEXT
from core.members.rules.standings import present_standing, return_to_previous
from core.members.rules.taking_part import require_participant
from core.members.tables import mechanisms
from core.writing.write import Write


def reinstate_mechanism(write: Write, participant: int, reason: str) -> int:
    """(Membership, M2) Let a mechanism continue that was withdrawn by mistake as one that ceased to exist.

    The participant was a member throughout: the change of its standing is removed. Only until it registers another
    mechanism. For the secretariat. Returns the mechanism. Raises NotAllowed, NotFound, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    current = present_standing(write, participant)
    row = _latest_ended(write, participant)
    if row is None or (current.cause, current.since) != (StandingCause.MECHANISM_CEASED.name, row.until):
        message = "This participant is not an observer whose mechanism ceased to exist: there is none to reinstate."
        raise NotFound(message, "participant")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(update(mechanisms).where(mechanisms.c.id == row.id).values(until=None))
    return_to_previous(write, current)
    facts = {"participant": f"Participant:{participant}", "until": row.until.isoformat(), "reason": reason}
    write.record("mechanism.reinstated", f"Mechanism:{row.id}", facts)
    mechanism: int = row.id
    return mechanism


def _latest_ended(write: Write, participant: int) -> Any:
    """The row of the mechanism of a participant that ended last and was not replaced, or None."""
    newer = mechanisms.alias("newer")
    own = mechanisms.c.participant_id == participant, mechanisms.c.until.is_not(None)
    not_replaced = ~exists(select(newer.c.id).where(newer.c.replaced_id == mechanisms.c.id))
    newest_first = mechanisms.c.until.desc(), mechanisms.c.since.desc(), mechanisms.c.id.desc()
    return write.session.execute(select(mechanisms).where(*own, not_replaced).order_by(*newest_first)).first()
