"""Days and months of meetings and mandates, and how far ahead a decision may close: E1, D2, D4."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core import Invalid
from plugins.voting.enums import MeetingKind
from schema import in_seconds

OF_THE_NETWORK = (MeetingKind.ANNUAL, MeetingKind.EXTRAORDINARY)
"""(C1, E1) The meetings of the Network, which alone appoint its Committee; the others are free of E1."""
FARTHEST = timedelta(days=366)
"""How far ahead a consensus or a vote may close."""


def months_later(day: date, months: int) -> date:
    """The same day in the month so many months later, or its last day; 31 March, -1 -> 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_zone(zone: str, moment: datetime) -> date:
    """The calendar day of a moment in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def end_of_day(zone: str, day: date) -> datetime:
    """The last second of a calendar day in a time zone, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC) - timedelta(seconds=1)


def latest_send_date(first_day: date) -> date:
    """(E1) The last day on which an agenda can be sent: one calendar month before the meeting's first day."""
    return months_later(first_day, -1)


def require_meeting_not_over(now: datetime, last_day: date, zone: str, *path: str) -> None:
    """(E1) Raises Invalid if the meeting's last day is over, in its time zone."""
    if day_in_zone(zone, now) > last_day:
        raise Invalid(
            f"Such a meeting is over: its last day was {last_day}. Choose a later day: a meeting that has already "
            "taken place cannot be entered.",
            *path,
        )


def latest_end(meeting: Any) -> datetime:
    """(D2, D4) The last second of the day after a meeting's last day: a sitting may pass midnight."""
    return end_of_day(meeting.time_zone, meeting.last_day + timedelta(days=1))


def may_continue(moment: datetime, meeting: Any) -> bool:
    """(D2, D4) Whether a meeting that nobody has closed may still continue at a moment."""
    return moment <= latest_end(meeting)


def require_within_a_year(now: datetime, until: datetime | None) -> None:
    """Raises Invalid for a moment so far ahead that its year must be a mistake: nothing could be closed before it."""
    if until is not None and until - now > FARTHEST:
        raise Invalid(f"Give a moment within {FARTHEST.days} days: {in_seconds(until)} is too far ahead.", "until")
