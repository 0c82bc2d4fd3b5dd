"""The description of an activity is corrected, and a planned one gets its report; the journal keeps its days only."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from core import Role, Viewer
from core.platform import Platform
from plugins.partnerships.rules import activities, life
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, writing
from tests.plugins.partnerships.steps import DAY, NOW

OHCHR = Viewer(Role.PARTNER, partner=1, name="Fictitious")
REVISE = """mutation($input: ReviseActivityInput!) { reviseActivity(input: $input) {
    activity { title french: title(language: FR) on until place report } errors { code message path } } }"""
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"
PLANNED, LATER = DAY + timedelta(days=20), DAY + timedelta(days=30)


@pytest.fixture
def activity(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> str:
    """A seminar that is planned in twenty days, of a partnership of Paraguay with OHCHR."""
    monkeypatch.setattr(platform, "now", lambda: NOW)
    paraguay = make_member(platform, "PRY")
    with writing(platform, now=NOW) as write:
        proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1], ends_on=LATER)
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
        planned = activities.ActivityDescription("en", "Semminar", PLANNED, PLANNED + timedelta(days=1), "Asunción")
        made = activities.record_activity(write, partnership, planned)
        activities.translate_activity(write, made, "fr", "Un séminaire")
    return f"Activity:{made}"


def revise(ask: Ask, activity: str, viewer: Viewer = SECRETARIAT, /, **changes: Any) -> Any:
    return ask(REVISE, {"input": {"activity": activity, **changes}}, viewer)["data"]["reviseActivity"]


def journaled(entry: Any) -> Any:
    """The facts of an entry, without the partnership, which it names."""
    facts = json.loads(entry["payload"])
    assert facts.pop("partnership").startswith("Partnership:")
    return facts


def test_a_planned_activity_gets_its_report_and_the_rest_stays(ask: Ask, activity: str) -> None:
    payload = revise(ask, activity, OHCHR, title=" Seminar ", report="It was held.")
    assert payload == {
        "errors": [],
        "activity": {
            "title": "Seminar", "french": "Un séminaire", "on": "2026-01-21", "until": "2026-01-22",
            "place": "Asunción", "report": "It was held.",
        },
    }  # fmt: skip
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("activity.revised", activity)
    assert journaled(entry) == {"changed": ["report", "title"]}
    assert revise(ask, activity, report="It was held.")["errors"][0]["code"] == "INVALID"


def test_a_postponed_activity_gets_other_days_and_the_journal_keeps_both(ask: Ask, activity: str) -> None:
    payload = revise(ask, activity, on="2026-01-30", until=None, place=None)
    assert payload["errors"] == []
    assert (payload["activity"]["on"], payload["activity"]["until"], payload["activity"]["place"]) == (
        "2026-01-30", None, None,
    )  # fmt: skip
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert journaled(entry) == {
        "changed": ["on", "place", "until"],
        "from": {"on": "2026-01-21", "until": "2026-01-22"},
        "to": {"on": "2026-01-30", "until": None},
    }


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({}, "INVALID", ["activity"]),
        ({"title": " "}, "INVALID", ["title"]),
        ({"on": "2026-01-25"}, "END_BEFORE_START", ["until"]),
        ({"on": "2025-12-31"}, "INVALID", ["on"]),
        ({"until": "2026-02-01"}, "INVALID", ["until"]),
        ({"place": "A" * 301}, "INVALID", ["place"]),
        ({"activity": "Activity:12345", "title": "X"}, "NOT_FOUND", ["activity"]),
    ],
)
def test_a_revision_that_could_not_be_recorded_is_refused(
    ask: Ask, activity: str, changes: dict[str, Any], code: str, path: list[str]
) -> None:
    payload = revise(ask, activity, **changes)
    assert payload["activity"] is None
    assert [(error["code"], error["path"]) for error in payload["errors"]] == [(code, path)]


def test_revising_takes_the_right_to_record(platform: Platform, ask: Ask, activity: str) -> None:
    morocco = make_member(platform, "MAR")
    for viewer in (Viewer(), morocco.viewer, Viewer(Role.PARTNER, partner=2, name="Fictitious")):
        assert revise(ask, activity, viewer, report="X")["errors"][0]["code"] == "NOT_ALLOWED"


def test_an_activity_is_revised_once_its_partnership_is_over(platform: Platform, ask: Ask, activity: str) -> None:
    over = NOW + timedelta(days=40)
    platform.now = lambda: over  # type: ignore[method-assign]
    assert revise(ask, activity, OHCHR, report="It was held.")["errors"] == []
