"""The description of a partnership is corrected at any time, its end while it is still ahead."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from core import Role, Viewer
from core.platform import Platform
from plugins.partnerships.rules import activities, joining, life, revising
from plugins.partnerships.rules.parties import Stay
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, writing

DAY = timedelta(days=1)
SAID = """title description languages objectives { number } sustainableDevelopmentGoals agreementUrl status endsOn
    french: title(language: FR)"""
REVISE = f"""mutation($input: RevisePartnershipInput!) {{ revisePartnership(input: $input) {{
    partnership {{ {SAID} }} errors {{ code message path }} }} }}"""
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"


def propose(platform: Platform, **more: Any) -> int:
    """The key of an active partnership of Paraguay."""
    paraguay = make_member(platform, "PRY")
    with writing(platform, now=platform.now()) as write:
        proposal = life.Proposal("en", "Coperation", "Not real", [paraguay.key], [1], [1], [16], **more)
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
    return partnership


def revise(ask: Ask, partnership: int, viewer: Viewer = SECRETARIAT, /, **changes: Any) -> Any:
    given = {"partnership": f"Partnership:{partnership}", **changes}
    return ask(REVISE, {"input": given}, viewer)["data"]["revisePartnership"]


def conclude(platform: Platform, partnership: int, days: int) -> None:
    with writing(platform, now=platform.now()) as write:
        life.conclude_partnership(write, partnership, write.today + days * DAY)


def test_a_description_is_corrected_and_the_rest_stays(platform: Platform, ask: Ask) -> None:
    partnership = propose(platform, agreement_url="https://wrong.example/")
    with writing(platform) as write:
        revising.translate_partnership(write, partnership, "fr", "Coopération", "Pas réelle")
    payload = revise(ask, partnership, title=" Cooperation ", objectives=[4, 2], agreementUrl=None)
    assert payload == {
        "errors": [],
        "partnership": {
            "title": "Cooperation", "description": "Not real", "languages": ["EN", "FR"], "french": "Coopération",
            "objectives": [{"number": 2}, {"number": 4}], "sustainableDevelopmentGoals": [16], "agreementUrl": None,
            "status": "ACTIVE", "endsOn": None,
        },
    }  # fmt: skip
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("partnership.revised", f"Partnership:{partnership}")
    assert json.loads(entry["payload"]) == {
        "from": {"title": "Coperation", "objectives": [1], "agreementUrl": "https://wrong.example/"},
        "to": {"title": "Cooperation", "objectives": [2, 4], "agreementUrl": None},
    }
    supporting = "{ a: partnerships(filter: {objective: 1}) { totalCount } b: partnerships(filter: {objective: 4}) { totalCount } }"
    assert ask(supporting)["data"] == {"a": {"totalCount": 0}, "b": {"totalCount": 1}}
    conclude(platform, partnership, 0)
    payload = revise(ask, partnership, description="It was not real.", sustainableDevelopmentGoals=[])
    said = payload["partnership"]
    assert (said["status"], said["description"], said["sustainableDevelopmentGoals"]) == (
        "CONCLUDED", "It was not real.", [],
    )  # fmt: skip


def test_a_future_end_is_moved_or_removed(platform: Platform, ask: Ask) -> None:
    partnership, today = propose(platform), platform.now().date()
    conclude(platform, partnership, 20)
    for end in (today + 200 * DAY, today + DAY, None):
        given = end and end.isoformat()
        payload = revise(ask, partnership, endsOn=given)
        assert payload["errors"] == []
        assert (payload["partnership"]["status"], payload["partnership"]["endsOn"]) == ("ACTIVE", given)


def test_an_end_is_not_before_parties_and_activities_and_is_final_once_it_has_come(
    platform: Platform, ask: Ask
) -> None:
    partnership, today = propose(platform), platform.now().date()
    with writing(platform, now=platform.now()) as write:
        joining.join_partnership(write, partnership, Stay(partner=2, since=today + 5 * DAY))
        described = activities.ActivityDescription("en", "Seminar", today + 9 * DAY)
        activities.record_activity(write, partnership, described)
    for days, says in ((0, "still ahead"), (4, "Partner:2 joins on"), (8, "“Seminar” is on"), (-1, "still ahead")):
        (error,) = revise(ask, partnership, endsOn=(today + days * DAY).isoformat())["errors"]
        assert (error["code"], error["path"]) == ("INVALID", ["endsOn"])
        assert says in error["message"]
    assert revise(ask, partnership, endsOn=(today + 9 * DAY).isoformat())["errors"] == []
    over = propose(platform)
    conclude(platform, over, 0)
    for end in (None, (today + DAY).isoformat()):
        (error,) = revise(ask, over, endsOn=end)["errors"]
        assert (error["code"], error["path"]) == ("WRONG_STATUS", ["partnership"])


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({}, "INVALID", ["partnership"]),
        ({"title": "Coperation"}, "INVALID", ["partnership"]),
        ({"title": " "}, "INVALID", ["title"]),
        ({"description": " "}, "INVALID", ["description"]),
        ({"objectives": []}, "OBJECTIVE_REQUIRED", ["objectives"]),
        ({"sustainableDevelopmentGoals": [18]}, "INVALID", ["sustainableDevelopmentGoals"]),
        ({"agreementUrl": "javascript:0"}, "UNSAFE_LINK", ["agreementUrl"]),
    ],
)
def test_a_revision_that_could_not_be_proposed_is_refused(
    platform: Platform, ask: Ask, changes: dict[str, Any], code: str, path: list[str]
) -> None:
    payload = revise(ask, propose(platform), **changes)
    assert payload["partnership"] is None
    assert [(error["code"], error["path"][:1]) for error in payload["errors"]] == [(code, path)]


def test_partners_and_strangers_revise_nothing(platform: Platform, ask: Ask) -> None:
    partnership, morocco = propose(platform), make_member(platform, "MAR")
    for viewer in (Viewer(), morocco.viewer, Viewer(Role.PARTNER, partner=1, name="Fictitious")):
        (error,) = revise(ask, partnership, viewer, title="Cooperation")["errors"]
        assert error["code"] == "NOT_ALLOWED"
    paraguay = make_member(platform, "PRY")
    assert revise(ask, partnership, paraguay.viewer, title="Cooperation")["errors"] == []
