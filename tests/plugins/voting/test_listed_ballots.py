"""(D7) The ballots of closed votes as one list, narrowed, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from core.platform import Platform
from plugins.voting.enums import Choice
from plugins.voting.rules import ballots, votes
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import START, make_members, make_open_vote

LISTED = (
    """query($filter: BallotFilter) { ballots(filter: $filter) { totalCount nodes { choice state { isoAlpha3 } } } }"""
)


@pytest.fixture
def votes_taken(platform: Platform) -> dict[str, int]:
    """One vote that is closed, in which two members cast, and one that is open, in which one of them did."""
    members = make_members(platform)[:2]
    taken = {"closed": make_open_vote(platform, members), "open": make_open_vote(platform, members)}
    _cast(platform, taken["closed"], members[0], Choice.YES, 80)
    _cast(platform, taken["open"], members[0], Choice.YES, 81)
    _cast(platform, taken["closed"], members[1], Choice.NO, 82)
    with writing(platform, now=START + timedelta(hours=90)) as write:
        votes.close_vote(write, taken["closed"])
    return taken


def _cast(platform: Platform, decision: int, member: Made, choice: Choice, hours: int) -> None:
    with writing(platform, member.viewer, START + timedelta(hours=hours)) as write:
        ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice))


def test_the_ballots_of_closed_votes_are_listed_and_narrowed(ask: Ask, votes_taken: dict[str, int]) -> None:
    def listed(**condition: str) -> list[str]:
        found = ask(LISTED, {"filter": condition})["data"]["ballots"]
        assert found["totalCount"] == len(found["nodes"])
        return [f"{node['state']['isoAlpha3']} {node['choice']}" for node in found["nodes"]]

    morocco = ask('{ state(isoAlpha3: "MAR") { id } }')["data"]["state"]["id"]
    assert listed() == ["PRY YES", "MAR NO"]
    assert listed(decision=f"Decision:{votes_taken['closed']}") == ["PRY YES", "MAR NO"]
    assert listed(decision=f"Decision:{votes_taken['open']}") == []
    assert listed(state=morocco) == ["MAR NO"]
    assert listed(choice="YES") == ["PRY YES"]
    assert listed(choice="ABSTAIN") == []


def test_the_ballots_of_closed_votes_are_a_file(
    platform: Platform, client: TestClient, votes_taken: dict[str, int]
) -> None:
    def rows() -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(client.get("/data/ballots.csv").content.decode("utf-8-sig"))))

    shown = [(row["decision.id"], row["choice"]) for row in rows()]
    assert shown == [(f"Decision:{votes_taken['closed']}", choice) for choice in ("YES", "NO")]
    [ballots_] = [one for one in client.get("/data/datapackage.json").json()["resources"] if one["name"] == "ballots"]
    references = {key["fields"][0]: key["reference"]["resource"] for key in ballots_["schema"]["foreignKeys"]}
    assert references == {"decision.id": "decisions", "state.id": "states"}
    with writing(platform, now=START + timedelta(days=9)) as write:
        votes.close_vote(write, votes_taken["open"])
    assert len(rows()) == 3
