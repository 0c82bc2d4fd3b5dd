"""(Membership) Corrects the person of a designation, present or former; its days are those of `focal_points`. M4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from core.errors import Invalid, WrongStatus
from core.inputs.identifiers import locked_row
from core.inputs.mistakes import Mistakes
from core.inputs.wording import mail_address, one_line, one_line_or_none
from core.members.lengths import NAME
from core.members.rules.focal_points import forget_mail, has_ended, require_known
from core.members.rules.taking_part import require_participant_or_secretariat
from core.members.tables import focal_points
from core.writing.write import Write


def correct_focal_point(write: Write, focal_point: int, changes: Mapping[str, Any]) -> int:
    """(Membership, M4) Correct what is known of the person of a designation; what is not in `changes` stays.

    changes: any of name, title, email, and language, a code. The address of a designation that has not ended is
    corrected by another one: whoever is to be notified is then notified again. Mail to the former address is forgotten,
    unless another designation has it. For the participant itself and the secretariat. Returns the focal point. Raises
    NotAllowed, NotFound, Conflict, WrongStatus, Invalid.
    """
    row = locked_row(write.session, focal_points, focal_point, "focal point", "focalPoint")
    require_participant_or_secretariat(write, row.participant_id)
    require_known(row)
    with Mistakes() as check:
        given = {name: check(_checked, name, value) for name, value in changes.items()}
    corrected = {name: value for name, value in given.items() if value != getattr(row, name)}
    if not corrected:
        raise Invalid("This would change nothing: all of it is recorded already.", "focalPoint")
    if "email" in corrected and not has_ended(write, row):
        raise WrongStatus(
            "This designation has not ended: use designateFocalPoint again with the new address, the same name and the "
            "same first day, so that whoever has to be notified is notified there.",
            "email",
        )
    write.session.execute(update(focal_points).where(focal_points.c.id == focal_point).values(**corrected))
    if "email" in corrected:
        forget_mail(write, row.email)
    facts = {"participant": f"Participant:{row.participant_id}", "corrected": sorted(corrected)}
    write.record("focal_point.corrected", f"FocalPoint:{focal_point}", facts)
    return focal_point


def _checked(name: str, value: Any) -> Any:
    """What is known of a person, as it is stored. Raises Invalid."""
    if name == "email":
        return mail_address(value, name)
    if name == "language":
        return value
    what = f"{name} of the focal point"
    return one_line(value, NAME, what, name) if name == "name" else one_line_or_none(value, NAME, what, name)
