"""Time zones as iCalendar components (RFC 5545), with every change of the clocks in a span of years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Timezone

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


class Clock(NamedTuple):
    """What the clocks of a zone show: the offset from UTC, the name of that time, whether it is daylight saving."""

    offset: timedelta
    name: str
    is_daylight: bool


@lru_cache
def time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """A zone (a name of the IANA database), from the beginning of one year to the end of another.

    The changes are those of `zoneinfo`, which also writes the times of meetings: recurring rules would miss those set
    by a lunar calendar, as in Morocco.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = ZoneInfo(name)
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    first = _clock(start, zone)
    changes = defaultdict(list, {(first, first): [start]})
    for moment in _changes(zone, start, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        changes[_clock(moment - SECOND, zone), _clock(moment, zone)].append(moment)
    made = Timezone()
    made.add("tzid", name)
    for (before, after), moments in changes.items():
        part = TimezoneDaylight() if after.is_daylight else TimezoneStandard()
        onsets = [(moment + before.offset).replace(tzinfo=None) for moment in moments]
        part.add("dtstart", onsets[0])
        if len(onsets) > 1:
            part.add("rdate", onsets[1:])
        part.add("tzoffsetfrom", before.offset)
        part.add("tzoffsetto", after.offset)
        part.add("tzname", after.name)
        made.add_component(part)
    return made


def _clock(moment: datetime, zone: ZoneInfo) -> Clock:
    local = moment.astimezone(zone)
    offset = local.utcoffset()
    assert offset is not None
    return Clock(offset, local.tzname() or zone.key, bool(local.dst()))


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the clocks change: no zone changes twice within a day."""
    day = start
    while day < end:
        low, high = day, day + DAY
        if _clock(low, zone) != _clock(high, zone):
            while high - low > SECOND:
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if _clock(middle, zone) == _clock(day, zone) else (low, middle)
            yield high
        day += DAY
