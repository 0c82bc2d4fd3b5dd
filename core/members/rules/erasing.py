"""(Membership) What is held of a person who speaks for a participant no more, and how it is erased."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, update

from core.errors import Conflict, Invalid, WrongStatus
from core.identity import Role
from core.inputs.folding import without_marks
from core.inputs.identifiers import locked_row
from core.inputs.wording import worded_or_none
from core.mail.outbox import forget
from core.members.clauses import ended
from core.members.rules.lengths import TEXT
from core.members.tables import focal_points
from core.writing.write import Write

ERASED = "Erased"
"""The name of whoever is erased."""


def erase_focal_point(write: Write, focal_point: int, reason: str | None) -> int:
    """(Membership) Erase the person of a designation that has ended; the designation and its days stay.

    Mail to its address is forgotten, unless another designation has the same one. For the secretariat. Returns the
    focal point. Raises NotAllowed, NotFound, Conflict, WrongStatus, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    row = locked_row(write.session, focal_points, focal_point, "focal point", "focalPoint")
    _require_over(write, row)
    reason = worded_or_none(reason, TEXT, "reason", "reason")
    if reason is not None and _names(reason, row):
        raise Invalid("The reason names the person, and the journal would keep that: leave it out.", "reason")
    this = focal_points.c.id == focal_point
    nothing = {"name": ERASED, "title": None, "email": None, "language": None}
    write.session.execute(update(focal_points).where(this).values(**nothing))
    if write.session.execute(select(focal_points.c.id).where(focal_points.c.email == row.email)).first() is None:
        forget(write.session, row.email, write.now)
    said = {} if reason is None else {"reason": reason}
    participant = f"Participant:{row.participant_id}"
    write.record("focal_point.erased", f"FocalPoint:{focal_point}", {"participant": participant, **said})
    return focal_point


def _require_over(write: Write, row: Any) -> None:
    """Raises Conflict for who is erased already, WrongStatus for who speaks for a participant, or is going to."""
    if row.email is None:
        raise Conflict("This focal point is erased already.", "focalPoint")
    this = focal_points.c.id == row.id
    if write.session.execute(select(focal_points.c.id).where(this, ended(focal_points.c, write.today))).first():
        return
    until = "designate a successor first" if row.until is None else f"it ends on {row.until}"
    raise WrongStatus(
        f"This designation has not ended: {until}, and erase it from the day of its end on.", "focalPoint"
    )


def _names(reason: str, row: Any) -> bool:
    """Whether a text names the person, in whole words: short names are parts of many."""
    written = without_marks(reason)
    told = (without_marks(one) for one in (row.name, row.email))
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", written) for one in told)
