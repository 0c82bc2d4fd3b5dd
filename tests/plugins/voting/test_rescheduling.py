"""A meeting that is moved: what is left out stays, what is null goes, what is the same is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT
from tests.plugins.voting.steps import make_members

PLANNED = {
    "kind": "SEMINAR", "language": "ES", "title": "Seminario ficticio", "startsAt": "2026-12-01T09:00:00Z",
    "endsAt": "2026-12-01T12:00:00Z", "timeZone": "America/Asuncion", "place": "Sala ficticia",
    "onlineUrl": "https://meeting.example/room",
}  # fmt: skip
MOVED = ("startsAt", "endsAt", "timeZone")


@pytest.fixture
def meeting(ask: Ask) -> str:
    planned = ask(
        "mutation($input: PlanMeetingInput!) { planMeeting(input: $input) { meeting { id } } }",
        {"input": PLANNED},
        SECRETARIAT,
    )
    return str(planned["data"]["planMeeting"]["meeting"]["id"])


def _moved(ask: Ask, meeting: str, given: Mapping[str, str | None]) -> Any:
    return ask(
        "mutation($input: RescheduleMeetingInput!) { rescheduleMeeting(input: $input) { errors { code path } } }",
        {"input": {"meeting": meeting, **given}},
        SECRETARIAT,
    )["data"]["rescheduleMeeting"]["errors"]


@pytest.mark.parametrize(
    ("given", "place", "room"),
    [
        ({}, "Sala ficticia", "https://meeting.example/room"),
        ({"place": "Hall"}, "Hall", "https://meeting.example/room"),
        ({"place": None, "onlineUrl": None}, None, None),
    ],
)
def test_what_is_left_out_stays_and_what_is_null_is_taken_away(
    platform: Platform, ask: Ask, meeting: str, given: dict[str, str | None], place: str | None, room: str | None
) -> None:
    (member, *_) = make_members(platform)
    moments = {"startsAt": "2026-03-02T09:00:00Z", "endsAt": "2026-03-02T12:00:00Z", "timeZone": "Africa/Casablanca"}
    assert _moved(ask, meeting, {**moments, **given}) == []
    now = ask(f'{{ meeting(id: "{meeting}") {{ startsAt timeZone place onlineUrl }} }}', viewer=member.viewer)
    assert now["data"]["meeting"] == {
        "startsAt": moments["startsAt"], "timeZone": moments["timeZone"], "place": place, "onlineUrl": room,
    }  # fmt: skip


def test_what_is_the_same_is_refused_so_that_nobody_is_mailed(ask: Ask, meeting: str) -> None:
    refused = _moved(ask, meeting, {name: PLANNED[name] for name in MOVED})
    assert refused == [{"code": "INVALID", "path": ["meeting"]}]
