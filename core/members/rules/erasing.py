"""(Membership) Erases the personal data of former focal points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select, update

from core.errors import Conflict, Invalid, WrongStatus
from core.identity import Role
from core.inputs.identifiers import locked_row
from core.inputs.wording import worded_or_none
from core.mail.outbox import forget
from core.members.clauses import ended
from core.members.names import folded_in_full
from core.members.rules.lengths import TEXT
from core.members.tables import focal_points
from core.writing.write import Write

ERASED = "Erased"
"""The name of a person that is erased."""


def erase_focal_point(write: Write, focal_point: int, reason: str | None, mistaken: bool = False) -> int:
    """(Membership) Erase the person of a designation that has ended; the designation and its days stay.

    The mistaken designations that it corrected are erased too. mistaken: whether nobody was to be designated; one that
    has not ended then ends today, without a successor, and a future one never holds: the present one goes on. Mail to
    the address is forgotten, unless another designation has the same one. For the secretariat. Returns the focal point.
    Raises NotAllowed, NotFound, Conflict, WrongStatus, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    row = locked_row(write.session, focal_points, focal_point, "focal point", "focalPoint")
    _require_known(row)
    if not mistaken:
        _require_ended(write, row)
    erased = [row, *_corrected_by(write, row)]
    reason = worded_or_none(reason, TEXT, "reason", "reason")
    if reason is not None and any(_names(reason, one) for one in erased):
        raise Invalid("The reason names the person, and the journal would keep that: leave it out.", "reason")
    ended_on = None if _has_ended(write, row) else _end(write, row)
    for one in erased:
        _erase(write, one, reason, ended_on if one is row else None)
    return focal_point


def _corrected_by(write: Write, row: Any) -> Sequence[Any]:
    """The designations of the same participant that never held, and were a mistake about the person of this one.

    They began on the same day, as when somebody corrects one, or have the same name or address.
    """
    point = focal_points.c
    same_person = or_(point.since == row.since, point.name == row.name, point.email == row.email)
    never_held = point.until <= point.since, point.email.is_not(None)
    others = point.participant_id == row.participant_id, point.id != row.id
    return write.session.execute(select(focal_points).where(*others, *never_held, same_person)).all()


def _erase(write: Write, row: Any, reason: str | None, ended_on: date | None) -> None:
    """Delete what is known of a person, and the mail to an address that no other designation has; journal that."""
    this = focal_points.c.id == row.id
    nothing = {"name": ERASED, "title": None, "email": None, "language": None}
    write.session.execute(update(focal_points).where(this).values(**nothing))
    if write.session.execute(select(focal_points.c.id).where(focal_points.c.email == row.email)).first() is None:
        forget(write.session, row.email, write.now)
    given = {"endedOn": ended_on and ended_on.isoformat(), "reason": reason}
    facts = {"participant": f"Participant:{row.participant_id}", **{key: one for key, one in given.items() if one}}
    write.record("focal_point.erased", f"FocalPoint:{row.id}", facts)


def _require_known(row: Any) -> None:
    """Raises Conflict if the person is erased already."""
    if row.email is None:
        raise Conflict("This focal point is erased already.", "focalPoint")


def _has_ended(write: Write, row: Any) -> bool:
    this = select(focal_points.c.id).where(focal_points.c.id == row.id, ended(focal_points.c, write.today))
    return write.session.execute(this).first() is not None


def _end(write: Write, row: Any) -> date:
    """End a designation; if it is still in the future, the one that holds until then continues. Returns the day."""
    until: date = max(write.today, row.since)
    write.session.execute(update(focal_points).where(focal_points.c.id == row.id).values(until=until))
    if row.since > write.today:
        own = focal_points.c.participant_id == row.participant_id, focal_points.c.until == row.since
        held = *own, focal_points.c.since < row.since
        write.session.execute(update(focal_points).where(*held).values(until=row.until))
    return until


def _require_ended(write: Write, row: Any) -> None:
    """Raises WrongStatus for a designation that holds, or will."""
    if _has_ended(write, row):
        return
    until = "designate a successor first" if row.until is None else f"it ends on {row.until}"
    raise WrongStatus(
        f"This designation has not ended: {until}, and erase it on that day or later. One that was made by mistake "
        "(`mistaken`) ends today.",
        "focalPoint",
    )


def _names(reason: str, row: Any) -> bool:
    """Whether a text names the person, however it is typed, in whole words: short names are parts of many."""
    written = folded_in_full(reason)
    known = (folded_in_full(one) for one in (row.name, row.email))
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", written) for one in known)
