"""Activities of a partnership, before or after they are held: recorded, revised, translated, and withdrawn. P6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from core import (
    Invalid,
    Mistakes,
    Write,
    new_id,
    one_line,
    one_line_or_none,
    require_change,
    translated,
    worded,
    worded_or_none,
)
from plugins.partnerships import plausibility
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.parties import first_day
from plugins.partnerships.rules.partnership_rows import LockedPartnership, lock_begun, lock_recorded
from plugins.partnerships.tables import activities

FAR_AHEAD = timedelta(days=366)
"""How long before it is held an activity may be recorded."""
COLUMNS = {"on": "held_on", "until": "held_until"}
"""The columns of what may be revised, where their names differ."""


@dataclass(frozen=True, slots=True)
class ActivityDescription:
    """The description of an activity. language: a code in lower case; until: its last day."""

    language: str
    title: str
    on: date
    until: date | None = None
    place: str | None = None
    report: str | None = None


def record_activity(write: Write, partnership: int, described: ActivityDescription) -> int:
    """Record an activity, at most 366 days ahead. For the parties and the secretariat. Returns the activity.

    From the day on which the partnership was proposed, or its first day if that is earlier, until its end; so
    preparations before its first day count, and what is done while it is suspended. Raises NotAllowed, NotFound,
    WrongStatus, EndBeforeStart, Invalid.
    """
    locked = lock_begun(write, partnership, "Activities")
    with Mistakes() as check:
        title = check(one_line, described.title, LINE, "title", "title")
        check(_require_days_within, write, locked, described.on, described.until)
        place = check(one_line_or_none, described.place, LINE, "place", "place")
        report = check(worded_or_none, described.report, TEXT, "report", "report")
    activity = new_id()
    write.session.execute(
        insert(activities).values(
            id=activity,
            partnership_id=partnership,
            title={described.language: title},
            original_language=described.language,
            held_on=described.on,
            held_until=described.until,
            place=place,
            report=report,
        )
    )
    facts = {"partnership": f"Partnership:{partnership}", "on": described.on.isoformat()}
    write.record("activity.recorded", f"Activity:{activity}", facts)
    return activity


def revise_activity(write: Write, activity: int, changes: Mapping[str, Any]) -> int:
    """Correct the description of an activity, or give what is known of it later; returns it.

    changes: any of title (in the original language: those in others stay), on, until, place, report; what is not among
    them stays. The journal keeps the days, and which of the others changed, but none of their texts.

    For the parties and the secretariat. Raises NotAllowed, NotFound, EndBeforeStart, Invalid.
    """
    row, locked = lock_recorded(write, activities, activity, "activity")
    previous = _description_of(row)
    with Mistakes() as check:
        values = {name: check(_checked, name, given) for name, given in changes.items()}
        changed = {name: value for name, value in values.items() if value != previous[name]}
        moved = changed.keys() & COLUMNS.keys()
        if moved:
            check(_require_days_within, write, locked, *({**previous, **changed}[name] for name in COLUMNS))
    plausibility.require_correction(changed, "activity")
    columns = {COLUMNS.get(name, name): value for name, value in changed.items()}
    if "title" in columns:
        columns["title"] = {**row.title, row.original_language: columns["title"]}
    write.session.execute(update(activities).where(activities.c.id == activity).values(**columns))
    days = {"from": _as_text(previous, moved), "to": _as_text(changed, moved)} if moved else {}
    facts = {"partnership": f"Partnership:{locked.id}", "changed": sorted(changed), **days}
    write.record("activity.revised", f"Activity:{activity}", facts)
    return activity


def _description_of(row: Any) -> dict[str, Any]:
    """The present description of an activity, its title in the original language."""
    title = row.title[row.original_language]
    return {"title": title, "on": row.held_on, "until": row.held_until, "place": row.place, "report": row.report}


def _checked(name: str, given: Any) -> Any:
    """The value to store for what is given. Raises Invalid."""
    match name:
        case "title":
            return one_line(given, LINE, "title", "title")
        case "place":
            return one_line_or_none(given, LINE, "place", "place")
        case "report":
            return worded_or_none(given, TEXT, "report", "report")
    return given


def _as_text(days: Mapping[str, date | None], names: Iterable[str]) -> dict[str, str | None]:
    """Some days as the journal keeps them."""
    return {name: None if (day := days[name]) is None else day.isoformat() for name in names}


def _require_days_within(write: Write, locked: LockedPartnership, on: date, until: date | None) -> None:
    """Raises EndBeforeStart or Invalid unless the days of an activity lie within its partnership."""
    plausibility.require_plausible_day(on, "on")
    plausibility.require_period(on, until, "until")
    if on < (first := first_day(write.session, locked.id)):
        raise Invalid(f"The partnership has had parties since {first}: give that day or a later one.", "on")
    last, path = (on, "on") if until is None else (until, "until")
    if locked.ends_on is not None and last > locked.ends_on:
        raise Invalid(f"The partnership ends on {locked.ends_on}: give that day or an earlier one.", path)
    if last > write.today + FAR_AHEAD:
        raise Invalid(
            f"Activities are recorded at most a year ahead: give a day until {write.today + FAR_AHEAD}.", path
        )


def translate_activity(write: Write, activity: int, language: str, title: str) -> int:
    """(P6) Translate the title of an activity, or correct its translation. For the parties and the secretariat.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row, _ = lock_recorded(write, activities, activity, "activity")
    title = one_line(title, LINE, "title", "title")
    changes = translated(row, language, "language", title=title)
    require_change(changes, "title")
    write.session.execute(update(activities).where(activities.c.id == activity).values(**changes))
    write.record("activity.translated", f"Activity:{activity}", {"language": language, "title": title})
    return activity


def withdraw_activity(write: Write, activity: int, reason: str) -> int:
    """Remove an activity that was recorded by mistake. For the parties and the secretariat.

    Returns the partnership. Raises NotAllowed, NotFound, Invalid.
    """
    row, _ = lock_recorded(write, activities, activity, "activity")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(activities).where(activities.c.id == activity))
    days = {"on": row.held_on.isoformat(), **({"until": row.held_until.isoformat()} if row.held_until else {})}
    facts = {"partnership": f"Partnership:{row.partnership_id}", **days, "reason": reason}
    write.record("activity.withdrawn", f"Activity:{activity}", facts)
    partnership: int = row.partnership_id
    return partnership
