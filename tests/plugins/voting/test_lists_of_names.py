"""Lists of attendance and of results name every participant that has joined by any clock on earth."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from core.members.rules.accessions import correct_accession
from core.platform import Platform
from plugins.voting.enums import Choice
from plugins.voting.rules import ballots, votes
from tests.factories import Made, writing
from tests.plugins.voting.steps import START, make_members, make_open_vote, open_meeting

EVENING = START + timedelta(days=60, hours=9)
"""In the first time zone, the next day has begun."""


def _accede_tomorrow(platform: Platform, made: Made, now: datetime) -> None:
    with writing(platform, now=now) as write:
        correct_accession(write, made.key, "A slip.", communicated_on=now.date() + timedelta(days=1))


def _names(client: TestClient, path: str) -> list[str]:
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    return [line.split(",")[1] for line in answer.text.splitlines()[1:]]


@pytest.fixture(autouse=True)
def _evening(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "now", lambda: EVENING)


def test_attendance_names_participants_by_the_latest_day(platform: Platform, client: TestClient) -> None:
    members = make_members(platform, ("PRY", "MAR"))
    meeting = open_meeting(platform, members)
    _accede_tomorrow(platform, members[1], EVENING)
    assert _names(client, f"/voting/meetings/{meeting}/attendance.csv") == ["Maroc", "Paraguay"]


def test_results_name_participants_by_the_latest_day(platform: Platform, client: TestClient) -> None:
    members = make_members(platform, ("PRY", "MAR"))
    decision = make_open_vote(platform, members)
    for made in members:
        with writing(platform, made.viewer, EVENING) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(made.key, Choice.YES))
    with writing(platform, now=EVENING) as write:
        votes.close_vote(write, decision)
    _accede_tomorrow(platform, members[1], EVENING)
    assert _names(client, f"/voting/decisions/{decision}/result.csv") == ["Maroc", "Paraguay"]
