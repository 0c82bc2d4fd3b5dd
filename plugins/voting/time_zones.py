"""Time zones as iCalendar components (RFC 5545), with every change of the clocks in some years."""

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
    """What a zone's clocks show: how far they are from UTC, what that time is called, whether it is daylight saving."""

    offset: timedelta
    name: str
    is_daylight: bool


@lru_cache
def time_zone(name: str, first_year: int, last_year: int) -> Timezone:
    """A zone (a name of the IANA database), from the beginning of one year to the end of another.

    The changes are those of `zoneinfo`, by which meetings are written: rules that recur would miss those that a
    calendar of the moon sets, as in Morocco.
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
    """The moments from which the clocks show something else: no zone changes twice within a day."""
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
