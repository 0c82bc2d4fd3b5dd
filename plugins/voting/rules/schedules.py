"""(Network Meetings) When and where a meeting is held: E1."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from core import Invalid, InvalidText, Mistakes, TextProblem, one_line_or_none, web_address_or_none
from plugins.voting.lengths import LINE
from plugins.voting.rules.days import day_in_zone, latest_send_date, require_meeting_not_over
from schema import in_seconds

YEARS = range(1945, 2201)
"""Years in which a meeting may be held."""
LONGEST = timedelta(days=92)
"""No meeting lasts longer than three months: a longer one is a mistyped date."""
NOWHERE = {"localtime", "Factory", "posixrules"}
"""Names in the list of time zones whose meaning depends on the machine."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and where a meeting is held. time_zone: an IANA name, such as America/Asuncion."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str | None = None
    online_url: str | None = None

    @classmethod
    def of(cls, row: Any) -> Schedule:
        """The schedule of a meeting."""
        return cls(row.starts_at, row.ends_at, row.time_zone, row.place, row.online_url)

    def checked(self) -> Schedule:
        """The schedule as it is stored, its texts trimmed. Raises Invalid if it makes no sense."""
        with Mistakes() as check:
            if self.time_zone not in available_timezones() - NOWHERE:
                unknown = f"{self.time_zone[:60]!r} is not a time zone: give an IANA name, such as America/Asuncion."
                check.note(Invalid(unknown, "timeZone"))
            for moment, path in ((self.starts_at, "startsAt"), (self.ends_at, "endsAt")):
                if moment.year not in YEARS:
                    check.note(Invalid(f"No meeting is held in the year {moment.year}: check it.", path))
            if self.ends_at <= self.starts_at and {self.starts_at.year, self.ends_at.year} <= set(YEARS):
                check.note(Invalid("A meeting ends after it starts.", "endsAt"))
            if self.ends_at - self.starts_at > LONGEST:
                check.note(Invalid("A meeting lasts at most three months: check its dates.", "endsAt"))
            place = check(one_line_or_none, self.place, LINE, "place", "place")
            online_url = check(web_address_or_none, self.online_url, "onlineUrl")
            if online_url is not None and not online_url.startswith("https://"):
                told = "The address of the online room begins with https://."
                check.note(InvalidText(told, TextProblem.NO_WEB_ADDRESS, "onlineUrl"))
        return replace(self, place=place, online_url=online_url)

    def checked_to_come(self, now: datetime) -> Schedule:
        """The schedule as it is stored, of a meeting that is not over. Raises Invalid."""
        checked = self.checked()
        require_meeting_not_over(now, checked.last_day, checked.time_zone, "endsAt")
        return checked

    @property
    def last_day(self) -> date:
        """The day of its last second, in its time zone: one that ends at midnight is not held on the day after."""
        return day_in_zone(self.time_zone, self.ends_at - timedelta(seconds=1))

    def columns(self) -> dict[str, Any]:
        """The columns of a meeting that hold it."""
        first_day = day_in_zone(self.time_zone, self.starts_at)
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "first_day": first_day,
            "last_day": self.last_day,
            "time_zone": self.time_zone,
            "place": self.place,
            "online_url": self.online_url,
            "latest_send_date": latest_send_date(first_day),
        }

    def facts(self) -> dict[str, Any]:
        """The schedule, for the journal: without the address of the online room."""
        return {
            "startsAt": in_seconds(self.starts_at),
            "endsAt": in_seconds(self.ends_at),
            "timeZone": self.time_zone,
            "place": self.place,
        }
