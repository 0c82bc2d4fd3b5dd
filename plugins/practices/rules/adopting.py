"""Adoptions of practices by other participants: P5."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from core import Conflict, NotAllowed, Role, Write, WrongStatus, locked_row, new_id, worded, worded_or_none
from plugins.practices.enums import PracticeStatus
from plugins.practices.lengths import REMARK
from plugins.practices.rules.practice_rows import lock_visible
from plugins.practices.tables import adoptions, practices
from plugins.practices.visibility import visible
from schema import within


def adopt_practice(write: Write, practice: int, participant: int, note: str | None) -> int:
    """(P5) Adopt a published practice of another participant, once; returns the adoption.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    write.viewer.require_voice(participant)
    row = lock_visible(write, practice)
    if row.status != PracticeStatus.PUBLISHED.name:
        raise WrongStatus("Only a published practice can be adopted.", "practice")
    if row.participant_id == participant:
        raise NotAllowed("A participant can adopt practices of others only.", "participant")
    adoption, note = new_id(), worded_or_none(note, REMARK, "note", "note")
    taken = select(adoptions.c.id).where(adoptions.c.practice_id == practice, adoptions.c.participant_id == participant)
    if write.session.execute(taken).first() is not None:
        raise Conflict("The participant has already adopted this practice.", "practice")
    write.session.execute(
        insert(adoptions).values(id=adoption, practice_id=practice, participant_id=participant, note=note, at=write.now)
    )
    _change_adoption_count(write, practice, 1)
    facts = {"practice": f"Practice:{practice}", "participant": f"Participant:{participant}"}
    write.record("practice.adopted", f"PracticeAdoption:{adoption}", facts)
    return adoption


def withdraw_adoption(write: Write, adoption: int, reason: str) -> int:
    """(P5) Remove an adoption of the wrong practice, or with a wrong note; the practice may be adopted again.

    For the participant itself and the secretariat. The journal entry is public only while the practice is, and does not
    have the note. Returns the practice. Raises NotAllowed, NotFound, Invalid.
    """
    seen = write.seen(within(adoptions.c.practice_id, visible), adoptions)
    row = locked_row(write.session, adoptions, adoption, "adoption", "adoption", seen=seen)
    if not write.viewer.has(Role.ADMINISTRATOR):
        write.viewer.require_voice(row.participant_id, "adoption")
    reason = worded(reason, REMARK, "reason", "reason")
    practice = lock_visible(write, row.practice_id)
    write.session.execute(delete(adoptions).where(adoptions.c.id == adoption))
    _change_adoption_count(write, practice.id, -1)
    facts = {
        "practice": f"Practice:{practice.id}",
        "participant": f"Participant:{row.participant_id}",
        "reason": reason,
    }
    public = practice.status == PracticeStatus.PUBLISHED.name
    write.record("practice.adoption_withdrawn", f"PracticeAdoption:{adoption}", facts, public)
    key: int = practice.id
    return key


def _change_adoption_count(write: Write, practice: int, by: int) -> None:
    count = practices.c.adoption_count + by
    write.session.execute(update(practices).where(practices.c.id == practice).values(adoption_count=count))
