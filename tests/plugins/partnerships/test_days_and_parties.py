"""The status of partnerships by day, and how they are found by their parties and objectives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.platform import Platform
from plugins.partnerships.rules import activities, joining, life
from plugins.partnerships.rules.parties import Stay
from tests.conftest import Ask
from tests.factories import make_member, writing
from tests.plugins.partnerships.steps import DAY, NOW


def test_a_partnership_is_active_from_its_start_to_its_end_whenever_they_were_entered(
    platform: Platform, ask: Ask
) -> None:
    paraguay = make_member(platform, "PRY")
    starts, ends = DAY + timedelta(days=2), DAY + timedelta(days=5)
    proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], starts_on=starts, ends_on=ends)
    with writing(platform, now=NOW) as write:
        life.activate_partnership(write, life.propose_partnership(write, proposal))
    active = "query($on: Date) { partnerships(filter: {activeOn: $on}) { totalCount } }"
    found = [ask(active, {"on": (DAY + timedelta(days=days)).isoformat()}) for days in (0, 1, 2, 4, 5)]
    assert [answer["data"]["partnerships"]["totalCount"] for answer in found] == [0, 0, 1, 1, 0]


def test_on_the_day_of_its_end_a_partnership_is_concluded(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    paraguay = make_member(platform, "PRY")
    with writing(platform, now=NOW) as write:
        for days in (3, 4):
            proposal = life.Proposal(
                "en", f"For {days} days", "Not real", [paraguay.key], [1], [1], ends_on=DAY + timedelta(days=days)
            )
            life.activate_partnership(write, life.propose_partnership(write, proposal))
    monkeypatch.setattr(platform, "now", lambda: NOW + timedelta(days=3))
    found = ask("{ partnerships { nodes { title status } } }")["data"]["partnerships"]["nodes"]
    assert {one["title"]: one["status"] for one in found} == {"For 3 days": "CONCLUDED", "For 4 days": "ACTIVE"}


def test_a_party_took_part_in_the_activities_on_its_days(platform: Platform, ask: Ask) -> None:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write, life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        )
        life.activate_partnership(write, partnership)
        life.propose_partnership(write, life.Proposal("en", "Another", "Not real", [morocco.key], [1], [1]))
        joining.join_partnership(write, partnership, Stay(participant=morocco.key, since=DAY + timedelta(days=2)))
        leaves = Stay(participant=morocco.key, since=DAY)
        joining.leave_partnership(write, partnership, leaves, DAY + timedelta(days=4))
        for days in range(1, 5):
            on = DAY + timedelta(days=days)
            activities.record_activity(write, partnership, activities.ActivityDescription("en", "Fictitious", on))
    query = "query($who: String!) { participant(isoAlpha3: $who) { activities { nodes { on } } } }"
    found = {
        who: sorted(one["on"] for one in ask(query, {"who": who})["data"]["participant"]["activities"]["nodes"])
        for who in ("PRY", "MAR")
    }
    assert found == {
        "PRY": ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"],
        "MAR": ["2026-01-03", "2026-01-04"],
    }


def test_a_party_took_part_in_an_activity_if_one_of_its_days_is_its_own(platform: Platform, ask: Ask) -> None:
    paraguay, morocco, kenya = (make_member(platform, code) for code in ("PRY", "MAR", "KEN"))

    def day(number: int) -> date:
        return DAY + timedelta(days=number)

    with writing(platform, now=NOW) as write:
        proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
        for party, joins, leaves in ((morocco, 4, 7), (kenya, 5, 5)):
            joining.join_partnership(write, partnership, Stay(participant=party.key, since=day(joins)))
            joining.leave_partnership(write, partnership, Stay(participant=party.key, since=DAY), day(leaves))
        for first, last in ((1, 3), (1, 4), (3, 9), (6, 9), (7, 9)):
            described = activities.ActivityDescription("en", f"{first} to {last}", day(first), day(last))
            activities.record_activity(write, partnership, described)
    query = "query($who: String!) { participant(isoAlpha3: $who) { activities { nodes { title } } } }"
    found = {
        who: sorted(one["title"] for one in ask(query, {"who": who})["data"]["participant"]["activities"]["nodes"])
        for who in ("MAR", "KEN")
    }
    assert found == {"MAR": ["1 to 4", "3 to 9", "6 to 9"], "KEN": []}


def test_a_partnership_is_found_by_the_objectives_that_it_supports(platform: Platform, ask: Ask) -> None:
    paraguay = make_member(platform, "PRY")
    with writing(platform, now=NOW) as write:
        for objectives in ([1, 2], [2, 3]):
            life.propose_partnership(
                write, life.Proposal("en", f"For {objectives}", "Not real", [paraguay.key], [1], objectives)
            )
    asked = "query($objective: Int) { partnerships(filter: {objective: $objective}) { nodes { title } } }"
    found = [ask(asked, {"objective": number})["data"]["partnerships"]["nodes"] for number in (1, 3, 4)]
    assert found == [[{"title": "For [1, 2]"}], [{"title": "For [2, 3]"}], []]
