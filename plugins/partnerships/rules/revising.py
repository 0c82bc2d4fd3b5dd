"""Corrects the description of a partnership, or an end that is still ahead, and translates its texts: S1, S3, P6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from core import GOALS, Invalid, Mistakes, Write, new_id, numbers, one_line, require_change, translated, worded
from plugins.partnerships import plausibility
from plugins.partnerships.enums import CONCLUDED, DECLINED
from plugins.partnerships.errors import WrongPartnershipStatus
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.life import objectives_of, require_end
from plugins.partnerships.rules.partnership_rows import LockedPartnership, lock_as_party, lock_to_steer
from plugins.partnerships.tables import aims, partnerships

INPUT_NAMES = {
    "title": "title",
    "description": "description",
    "objectives": "objectives",
    "goals": "sustainableDevelopmentGoals",
    "agreement_url": "agreementUrl",
    "ends_on": "endsOn",
}
"""What can be revised, by its name in the rules; with its name in the input and in the journal."""


def revise_partnership(write: Write, partnership: int, changes: Mapping[str, Any]) -> int:
    """Correct the description of a partnership, or an end that is still ahead; returns the partnership.

    changes: by the names of INPUT_NAMES; what is not among them stays. Texts are those in the original language; their
    translations stay. For its participants, the Committee and the secretariat. Raises NotAllowed, NotFound,
    WrongStatus, EndBeforeStart, ObjectiveRequired, UnsafeLink, Invalid.
    """
    locked = lock_to_steer(write, partnership)
    row = write.session.execute(select(partnerships).where(partnerships.c.id == partnership)).one()
    previous = _description_of(write, row)
    with Mistakes() as check:
        values = {name: check(_checked, name, given) for name, given in changes.items()}
        changed = {name: value for name, value in values.items() if value != previous[name]}
        if "ends_on" in changed:
            check(_require_end_ahead, write, locked, changed["ends_on"])
    plausibility.require_correction(changed, "partnership")
    _store(write, row, changed)
    facts = {"from": _facts_of({name: previous[name] for name in changed}), "to": _facts_of(changed)}
    write.record("partnership.revised", f"Partnership:{partnership}", facts)
    return partnership


def _description_of(write: Write, row: Any) -> dict[str, Any]:
    """The present description of a partnership, by the names of INPUT_NAMES."""
    supported = select(aims.c.objective_id).where(aims.c.partnership_id == row.id).order_by(aims.c.objective_id)
    return {
        "title": row.title[row.original_language],
        "description": row.description[row.original_language],
        "objectives": list(write.session.execute(supported).scalars()),
        "goals": row.goals,
        "agreement_url": row.agreement_url,
        "ends_on": row.ends_on,
    }


def _store(write: Write, row: Any, changed: Mapping[str, Any]) -> None:
    """Store what was changed: columns of the partnership, texts in its original language, and its objectives."""
    columns = {name: value for name, value in changed.items() if name != "objectives"}
    for name in columns.keys() & {"title", "description"}:
        columns[name] = {**getattr(row, name), row.original_language: columns[name]}
    if columns:
        write.session.execute(update(partnerships).where(partnerships.c.id == row.id).values(**columns))
    if "objectives" in changed:
        write.session.execute(delete(aims).where(aims.c.partnership_id == row.id))
        supported = [
            {"id": new_id(), "partnership_id": row.id, "objective_id": number} for number in changed["objectives"]
        ]
        write.session.execute(insert(aims), supported)


def _checked(name: str, given: Any) -> Any:
    """The value to store for what is given. Raises ObjectiveRequired, UnsafeLink, Invalid."""
    match name:
        case "title":
            return one_line(given, LINE, "title", "title")
        case "description":
            return worded(given, TEXT, "description", "description")
        case "objectives":
            return objectives_of(given)
        case "goals":
            return numbers(given, GOALS, INPUT_NAMES[name])
        case "agreement_url":
            return plausibility.safe_link_or_none(given, INPUT_NAMES[name])
    return given


def _require_end_ahead(write: Write, locked: LockedPartnership, ends_on: date | None) -> None:
    """(S3) Raises WrongStatus for a partnership that is over, Invalid for an end that has come."""
    if locked.status in (CONCLUDED, DECLINED):
        raise WrongPartnershipStatus(locked.status, f"A partnership that is {locked.status.name} keeps its end.")
    if ends_on is None:
        return
    if ends_on <= write.today:
        raise Invalid(
            "Give a day that is still ahead; to conclude it today or earlier, use concludePartnership.", "endsOn"
        )
    require_end(write.session, locked, ends_on, "endsOn")


def _facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the journal keeps them."""
    return {
        INPUT_NAMES[name]: value.isoformat() if isinstance(value, date) else value for name, value in values.items()
    }


def translate_partnership(write: Write, partnership: int, language: str, title: str, description: str) -> int:
    """(P6) Translate a partnership, or correct its translation. For the parties and the secretariat.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    lock_as_party(write, partnership, "partnership")
    with Mistakes() as check:
        title = check(one_line, title, LINE, "title", "title")
        description = check(worded, description, TEXT, "description", "description")
    own = partnerships.c.id == partnership
    row = write.session.execute(select(partnerships).where(own)).one()
    changes = translated(row, language, "language", title=title, description=description)
    require_change(changes, "description")
    write.session.execute(update(partnerships).where(own).values(**changes))
    facts = {"language": language, **{name: texts[language] for name, texts in changes.items()}}
    write.record("partnership.translated", f"Partnership:{partnership}", facts)
    return partnership
