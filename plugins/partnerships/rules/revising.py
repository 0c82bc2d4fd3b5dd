"""What is said of a partnership, and an end that is still ahead, are corrected: S1, S3."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import GOALS, Invalid, Mistakes, Write, new_id, numbers, one_line, worded
from plugins.partnerships import plausibility
from plugins.partnerships.enums import CONCLUDED, DECLINED
from plugins.partnerships.errors import WrongPartnershipStatus
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.life import objectives_of, require_end
from plugins.partnerships.rules.partnership_rows import Life, lock_to_steer
from plugins.partnerships.tables import aims, partnerships

PLACES = {
    "title": "title",
    "description": "description",
    "objectives": "objectives",
    "goals": "sustainableDevelopmentGoals",
    "agreement_url": "agreementUrl",
    "ends_on": "endsOn",
}
"""What may become another: by its name in the rules, where it stands in the input and in the journal."""


def revise_partnership(write: Write, partnership: int, changes: Mapping[str, Any]) -> int:
    """Correct what is said of a partnership; texts in its original language: those in others stay.

    changes: by name, as in PLACES; what is not among them stays. An end that is still ahead becomes another, or none.
    For its participants, the Committee and the secretariat. Raises NotAllowed, NotFound, WrongStatus, EndBeforeStart,
    ObjectiveRequired, UnsafeLink, Invalid.
    """
    life = lock_to_steer(write, partnership)
    row = write.session.execute(select(partnerships).where(partnerships.c.id == partnership)).one()
    was = _said(write, row)
    with Mistakes() as check:
        said = {name: check(_checked, name, given) for name, given in changes.items()}
        found = {name: one for name, one in said.items() if one != was[name]}
        if "ends_on" in found:
            check(_require_end_ahead, write, life, found["ends_on"])
    if not found:
        raise Invalid("This would change nothing: all of it is recorded so already.", "partnership")
    written = {name: one for name, one in found.items() if name != "objectives"}
    for name in written.keys() & {"title", "description"}:
        written[name] = {**getattr(row, name), row.original_language: written[name]}
    if written:
        write.session.execute(update(partnerships).where(partnerships.c.id == partnership).values(**written))
    if "objectives" in found:
        write.session.execute(delete(aims).where(aims.c.partnership_id == partnership))
        supported = [
            {"id": new_id(), "partnership_id": partnership, "objective_id": one} for one in found["objectives"]
        ]
        write.session.execute(insert(aims), supported)
    facts = {"from": _told({name: was[name] for name in found}), "to": _told(found)}
    write.record("partnership.revised", f"Partnership:{partnership}", facts)
    return partnership


def _said(write: Write, row: Any) -> dict[str, Any]:
    """What is said of a partnership now."""
    supported = select(aims.c.objective_id).where(aims.c.partnership_id == row.id).order_by(aims.c.objective_id)
    return {
        "title": row.title[row.original_language],
        "description": row.description[row.original_language],
        "objectives": list(write.session.execute(supported).scalars()),
        "goals": row.goals,
        "agreement_url": row.agreement_url,
        "ends_on": row.ends_on,
    }


def _checked(name: str, given: Any) -> Any:
    """What is given for a name, as it is kept."""
    match name:
        case "title":
            return one_line(given, LINE, "title", "title")
        case "description":
            return worded(given, TEXT, "description", "description")
        case "objectives":
            return objectives_of(given)
        case "goals":
            return numbers(given, GOALS, PLACES[name])
        case "agreement_url":
            return plausibility.safe_link_or_none(given, PLACES[name])
    return given


def _require_end_ahead(write: Write, life: Life, ends_on: date | None) -> None:
    """(S3) Raises WrongStatus for a partnership that is over, Invalid for an end that has come."""
    if life.status in (CONCLUDED, DECLINED):
        raise WrongPartnershipStatus(life.status, f"A partnership that is {life.status.name} keeps its end.")
    if ends_on is None:
        return
    if ends_on <= write.today:
        raise Invalid("Name a day that is still ahead: one that has come is for concludePartnership.", "endsOn")
    require_end(write.session, life, ends_on, "endsOn")


def _told(said: Mapping[str, Any]) -> dict[str, Any]:
    return {PLACES[name]: one.isoformat() if isinstance(one, date) else one for name, one in said.items()}
