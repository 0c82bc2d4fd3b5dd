"""Meetings as iCalendar objects (RFC 5545), with times in the meeting's zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from plugins.voting.enums import MeetingStatus
from plugins.voting.time_zones import time_zone
from schema import text_in

if TYPE_CHECKING:
    from icalendar import Event, Timezone, vCalAddress

STATUS = {MeetingStatus.PLANNED.name: "TENTATIVE", MeetingStatus.CANCELLED.name: "CANCELLED"}
"""The STATUS (RFC 5545) of meetings that are not certain to be held; that of all others is CONFIRMED."""
ANYBODY = "anybody"
"""The attendee of a calendar that is made once for many; see `addressed`."""
PRODUCT = "-//International Network of NMIRFs//Network//EN"


def calendar_of(
    rows: Iterable[Any], languages: Sequence[str], method: str | None = None, name: str | None = None, **event: Any
) -> bytes:
    """A calendar of meetings (rows of their table).

    method: that of RFC 5546, if it is sent by mail; name: that of the calendar, if it is subscribed to.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method is not None:
        calendar.add("method", method)
    if name is not None:
        calendar.add("x-wr-calname", name)
    timed = []
    for row in rows:
        calendar.add_component(event_of(row, languages, **event))
        if row.source is None:
            timed.append(row)
    calendar.subcomponents[:0] = _zones(timed)
    content: bytes = calendar.to_ical()
    return content


def event_of(
    row: Any,
    languages: Sequence[str],
    organizer: str | None = None,
    attendee: str | None = None,
    online: bool = False,
    with_status: bool = True,
) -> Event:
    """A meeting as one event; its UID never changes, its SEQUENCE grows with each change that was sent.

    Whole days if the times are not known. online: with the address of the online room, which is for participants.
    with_status: false if only one attendee is removed (RFC 5546, section 3.2.5).
    """
    from icalendar import Event, vCalAddress

    event, zone = Event(), ZoneInfo(row.time_zone)
    event.add("uid", f"meeting-{row.id}@nmirf.network")
    event.add("dtstamp", row.changed_at)
    event.add("sequence", row.invitation)
    event.add("summary", title_of(row, *languages))
    if row.source is not None:
        event.add("dtstart", row.first_day)
        event.add("dtend", row.last_day + timedelta(days=1))
    else:
        event.add("dtstart", row.starts_at.astimezone(zone))
        event.add("dtend", row.ends_at.astimezone(zone))
    if with_status:
        event.add("status", STATUS.get(row.status, "CONFIRMED"))
    if row.place:
        event.add("location", row.place)
    if online and row.online_url:
        event.add("url", row.online_url)
    if organizer is not None:
        event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    if attendee is not None:
        event.add("attendee", _attendee(attendee))
    return event


def addressed(calendar: bytes, address: str) -> bytes:
    """A calendar whose attendee is `ANYBODY`, addressed to somebody."""
    return calendar.replace(_attendee_line(ANYBODY), _attendee_line(address))


def _attendee_line(address: str) -> bytes:
    from icalendar.parser import Contentline

    attendee = _attendee(address)
    line: bytes = Contentline.from_parts("ATTENDEE", attendee.params, attendee).to_ical()
    return b"\r\n" + line + b"\r\n"


def _attendee(address: str) -> vCalAddress:
    from icalendar import vCalAddress

    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["RSVP"] = "TRUE"
    return attendee


def _zones(rows: Sequence[Any]) -> Iterator[Timezone]:
    """The zones of meetings, for the years in which they are held, one year before and one after."""
    if rows:
        first = min(row.starts_at for row in rows).year - 1
        last = max(row.ends_at for row in rows).year + 1
        for name in sorted({row.time_zone for row in rows} - {"UTC"}):
            yield time_zone(name, first, last)


def title_of(row: Any, *languages: str) -> str:
    """(P6) A title in the first of these languages in which it exists, otherwise in its original language."""
    return text_in(row.title, *languages, row.original_language)
