"""A practice is taken up by others: P5."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from core import Conflict, NotAllowed, Write, WrongStatus, new_id, worded_or_none
from plugins.practices.enums import PracticeStatus
from plugins.practices.rules.lengths import REMARK
from plugins.practices.rules.practice_rows import lock_visible
from plugins.practices.tables import adoptions, practices


def adopt_practice(write: Write, practice: int, participant: int, note: str | None) -> int:
    """(P5) Take up a published practice of another participant, once; returns the adoption.

    Raises NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    write.viewer.require_voice(participant)
    row = lock_visible(write, practice)
    if row.status != PracticeStatus.PUBLISHED.name:
        raise WrongStatus("Only a published practice can be adopted.", "practice")
    if row.participant_id == participant:
        raise NotAllowed("A participant adopts practices of others, not its own.", "participant")
    adoption, note = new_id(), worded_or_none(note, REMARK, "note", "note")
    taken = select(adoptions.c.id).where(adoptions.c.practice_id == practice, adoptions.c.participant_id == participant)
    if write.session.execute(taken).first() is not None:
        raise Conflict("The participant has adopted this practice already.", "practice")
    write.session.execute(
        insert(adoptions).values(id=adoption, practice_id=practice, participant_id=participant, note=note, at=write.now)
    )
    counted = update(practices).where(practices.c.id == practice)
    write.session.execute(counted.values(adoption_count=practices.c.adoption_count + 1))
    write.record("practice.adopted", f"PracticeAdoption:{adoption}", {"practice": f"Practice:{practice}"})
    return adoption
