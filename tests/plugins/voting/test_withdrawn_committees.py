"""A committee that was appointed by the wrong decision is withdrawn before its mandate begins: C3."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import committees
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import (
    chair_of,
    change,
    codes,
    last_journal_entry,
    make_adopted_decision,
    make_committee,
    make_members,
    open_meeting,
)

IN_OFFICE = "query($on: Date!) { executiveCommittee(on: $on) { id until } }"
REASON = ', reason: "Another decision was named."'


@pytest.fixture
def members(platform: Platform) -> list[Made]:
    return make_members(platform)


@pytest.fixture
def previous(platform: Platform, members: list[Made]) -> int:
    """A committee whose mandate began 40 days ago."""
    return make_committee(platform, members, now=platform.now() - timedelta(days=100))


def _appoint(platform: Platform, members: list[Made], days: int) -> tuple[str, int]:
    """Appoint a committee that begins in so many days; returns the decision, as inputs take it, and the committee."""
    now = platform.now()
    meeting = open_meeting(platform, members, now=now - timedelta(days=60))
    by = make_adopted_decision(platform, now, DecisionBody.NETWORK, meeting)
    since = (now + timedelta(days=days)).date()
    with writing(platform, now=now + timedelta(minutes=2)) as write:
        made = committees.appoint_executive_committee(write, by, [member.key for member in members[:3]], since)
    return f'decision: "Decision:{by}"', made


def _withdraw(ask: Ask, by: str, **viewer: Any) -> Any:
    return change(ask, "withdrawExecutiveCommittee", f"{by}{REASON}", **viewer)


def test_the_committee_before_is_in_office_for_its_three_years_again(
    platform: Platform, ask: Ask, members: list[Made], previous: int
) -> None:
    """(C1, C3) The journal names the committee that was withdrawn, the reason, and the one that continues."""
    day = (platform.now() + timedelta(days=20)).date()
    before = ask(IN_OFFICE, {"on": f"{day}"})["data"]["executiveCommittee"]
    by, made = _appoint(platform, members, 10)
    assert ask(IN_OFFICE, {"on": f"{day}"})["data"]["executiveCommittee"]["id"] == f"ExecutiveCommittee:{made}"
    assert _withdraw(ask, by) == {"decision": {"id": by[11:-1], "stage": "ADOPTED"}, "errors": []}
    assert ask(IN_OFFICE, {"on": f"{day}"})["data"]["executiveCommittee"] == before
    assert last_journal_entry(ask) == {
        "action": "committee.withdrawn",
        "subject": f"ExecutiveCommittee:{made}",
        "payload": {
            "decision": by[11:-1],
            "reason": "Another decision was named.",
            "continued": [f"ExecutiveCommittee:{previous}"],
        },
    }
    assert codes(_withdraw(ask, by)) == ["NO_MANDATE"]


def test_only_the_secretariat_withdraws_a_committee_and_not_one_that_has_begun(
    platform: Platform, ask: Ask, members: list[Made], previous: int
) -> None:
    """(C3) Its mandate has been served."""
    by, _ = _appoint(platform, members, 0)
    assert codes(_withdraw(ask, by, viewer=chair_of(members[0]))) == ["NOT_ALLOWED"]
    (refused,) = _withdraw(ask, by)["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["decision"])
    assert f"began on {platform.now().date()}" in refused["message"]
