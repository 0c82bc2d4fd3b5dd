"""(Network Meetings) Days and months: E1, and mandates."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core import Invalid
from plugins.voting.enums import MeetingKind
from plugins.voting.errors import AgendaTooLate

OF_THE_NETWORK = (MeetingKind.ANNUAL, MeetingKind.EXTRAORDINARY)
"""(C1, E1) The meetings of the Network, which alone appoint its Committee; the others are free of E1."""


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last; 31 March, -1 -> 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_zone(zone: str, moment: datetime) -> date:
    """The calendar day of a moment in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def latest_send_date(first_day: date) -> date:
    """(E1) The last day on which an agenda can be sent: one calendar month before the meeting's first day."""
    return months_later(first_day, -1)


def require_in_time(kind: MeetingKind, sent_at: datetime, first_day: date, zone: str) -> None:
    """(E1) Raises AgendaTooLate where the agenda is sent after the last possible day, in the meeting's time zone."""
    latest = latest_send_date(first_day)
    if kind in OF_THE_NETWORK and day_in_zone(zone, sent_at) > latest:
        raise AgendaTooLate(latest)


def may_go_on(moment: datetime, last_day: date, zone: str) -> bool:
    """(D2, D4) Whether a meeting that nobody has closed may go on."""
    return moment <= goes_on_until(last_day, zone)


def goes_on_until(last_day: date, zone: str) -> datetime:
    """(D2, D4) The last second of a meeting that nobody has closed: that of the day after its last one.

    A sitting may pass midnight.
    """
    over = datetime.combine(last_day + timedelta(days=2), time(), ZoneInfo(zone))
    return over.astimezone(UTC) - timedelta(seconds=1)


def require_to_come(now: datetime, last_day: date, zone: str, *path: str) -> None:
    """(E1) Raises Invalid where the meeting's last day is over, in its time zone."""
    if day_in_zone(zone, now) > last_day:
        raise Invalid(
            f"Such a meeting is over: its last day was {last_day}. Choose a later one: what took place before it is "
            "planned here cannot be entered.",
            *path,
        )
