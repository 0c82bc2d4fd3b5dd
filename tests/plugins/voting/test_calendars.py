"""With the description of its time zone in the calendar, each meeting begins at the right moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from plugins.voting.calendars import ANYBODY, addressed, calendar_of

ZONES = (
    "Africa/Casablanca", "America/Asuncion", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Europe/Dublin", "Europe/Lisbon", "Pacific/Apia", "Pacific/Kiritimati",
)  # fmt: skip


def _meeting(starts_at: datetime, zone: str) -> Any:
    return SimpleNamespace(
        id=1, changed_at=starts_at, invitation=0, title={"en": "A meeting"}, original_language="en", source=None,
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=8), time_zone=zone, status="CONVENED", place="",
    )  # fmt: skip


def _read(starts_at: datetime, zone: str) -> datetime:
    """The beginning of a meeting, for a reader that knows only the zones described in the calendar."""
    written = calendar_of([_meeting(starts_at, zone)], ["en"])
    described = tzical(StringIO(written.decode().replace("\r\n", "\n"))).get(zone)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    local = event["DTSTART"].dt.replace(tzinfo=None)
    return local.replace(tzinfo=described, fold=starts_at.astimezone(event["DTSTART"].dt.tzinfo).fold).astimezone(UTC)


@given(
    day=st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_the_zone_gives_the_moment_of_the_meeting(day: datetime, zone: str) -> None:
    moment = day.replace(hour=12, minute=0, second=0, microsecond=0)
    assert _read(moment, zone) == moment


@pytest.mark.parametrize("day", [(2027, 2, 20), (2027, 2, 6), (2027, 3, 15), (2030, 1, 20)])
def test_morocco_changes_its_clocks_by_the_lunar_calendar(day: tuple[int, int, int]) -> None:
    moment = datetime(*day, 9, tzinfo=UTC)
    assert _read(moment, "Africa/Casablanca") == moment


@pytest.mark.parametrize("address", ["ana@test.example", "n" * 64 + "@" + "d" * 60 + ".example", "josé@test.example"])
def test_an_invitation_is_addressed_to_its_attendee(address: str) -> None:
    meeting = _meeting(datetime(2027, 3, 15, 9, tzinfo=UTC), "Africa/Casablanca")
    invitation = calendar_of([meeting], ["en"], "REQUEST", attendee=ANYBODY)
    assert addressed(invitation, address) == calendar_of([meeting], ["en"], "REQUEST", attendee=address)
