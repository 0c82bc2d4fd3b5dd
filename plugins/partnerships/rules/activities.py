"""Activities of a partnership: what is recorded of them, and how it is corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import insert

from core import Invalid, Mistakes, Write, new_id, one_line, one_line_or_none, worded_or_none
from plugins.partnerships import content
from plugins.partnerships.lengths import LINE, TEXT
from plugins.partnerships.rules.parties import first_day
from plugins.partnerships.rules.partnership_rows import Life, lock_begun
from plugins.partnerships.tables import activities

FAR_AHEAD = timedelta(days=366)
"""How long before it is held an activity may be recorded."""


@dataclass(frozen=True, slots=True)
class ActivityDescription:
    """What is said of an activity. language: a code in lower case; until: its last day."""

    language: str
    title: str
    on: date
    until: date | None = None
    place: str | None = None
    report: str | None = None


def record_activity(write: Write, partnership: int, described: ActivityDescription) -> int:
    """Record an activity, at most 366 days ahead. For the parties and the secretariat. Returns the activity.

    From the first day of the partnership's parties on, and until that of its end at the latest. Raises NotAllowed,
    NotFound, WrongStatus, EndBeforeStart, Invalid.
    """
    life = lock_begun(write, partnership, "Activities")
    with Mistakes() as check:
        title = check(one_line, described.title, LINE, "title", "title")
        check(_require_days_within, write, life, described)
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


def _require_days_within(write: Write, life: Life, described: ActivityDescription) -> None:
    """Raises EndBeforeStart or Invalid unless the days of an activity are some of its partnership."""
    content.require_plausible_day(described.on, "on")
    content.require_period(described.on, described.until, "until")
    if described.on < (first := first_day(write.session, life.id)):
        raise Invalid(f"The partnership has parties since {first}: its activities are on that day or later.", "on")
    last, path = (described.on, "on") if described.until is None else (described.until, "until")
    if life.ends_on is not None and last > life.ends_on:
        raise Invalid(f"The partnership ends on {life.ends_on}: its activities are on that day or before.", path)
    if last > write.today + FAR_AHEAD:
        raise Invalid(f"An activity is recorded within a year before it, until {write.today + FAR_AHEAD}.", path)
