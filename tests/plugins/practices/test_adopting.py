"""(P5) A mistaken adoption is withdrawn, and no longer counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made
from tests.plugins.practices.steps import change, publish

STANDS = "practice { id adoptions { totalCount nodes { note } } }"
LISTED = "{ practices(orderBy: ADOPTIONS, direction: DESC) { nodes { title adoptions { totalCount } } } }"


@pytest.fixture
def published(platform: Platform, author: Made) -> str:
    publish(platform, "Another")
    return publish(platform, "Wrongly adopted", 2)


def adopt(ask: Ask, practice: str, by: Made, note: str = "Ours by now.") -> str:
    """The id of the adoption, as in an input."""
    fields = f'practice: "{practice}", participant: "{by.id}", note: "{note}"'
    adopted = change(ask, "adoptPractice", fields, by.viewer, "adoption { id }")
    assert adopted["errors"] == []
    return f'adoption: "{adopted["adoption"]["id"]}", reason: "Another one was meant."'


@pytest.mark.parametrize("by_the_secretariat", [False, True])
def test_a_withdrawn_adoption_is_no_longer_counted_and_another_may_follow(
    ask: Ask, reviewer: Made, published: str, by_the_secretariat: bool
) -> None:
    mistaken = adopt(ask, published, reviewer)
    assert ask(LISTED)["data"]["practices"]["nodes"][0] == {"title": "Wrongly adopted", "adoptions": {"totalCount": 1}}
    viewer = SECRETARIAT if by_the_secretariat else reviewer.viewer
    found = change(ask, "withdrawAdoption", mistaken, viewer, STANDS)
    assert found == {"practice": {"id": published, "adoptions": {"totalCount": 0, "nodes": []}}, "errors": []}
    assert [one["adoptions"]["totalCount"] for one in ask(LISTED)["data"]["practices"]["nodes"]] == [0, 0]
    (entry,) = ask("{ journal(last: 1) { nodes { action subject payload } } }")["data"]["journal"]["nodes"]
    assert (entry["action"], entry["subject"]) == ("practice.adoption_withdrawn", mistaken.split('"')[1])
    facts = {"practice": published, "participant": reviewer.id, "reason": "Another one was meant."}
    assert json.loads(entry["payload"]) == facts, "the journal does not have the note"
    adopt(ask, published, reviewer, "With the right note.")
    assert ask(LISTED)["data"]["practices"]["nodes"][0]["adoptions"] == {"totalCount": 1}


def test_only_its_participant_and_the_secretariat_withdraw_an_adoption(
    ask: Ask, author: Made, reviewer: Made, published: str
) -> None:
    there = adopt(ask, published, reviewer)
    unknown = 'adoption: "PracticeAdoption:1", reason: "Fictitious"'
    refusals: tuple[tuple[str, Viewer, str, Any], ...] = (
        (there, author.viewer, "NOT_ALLOWED", ["adoption"]),
        (there, Viewer(Role.COMMITTEE, author.key), "NOT_ALLOWED", ["adoption"]),
        (there, PUBLIC, "NOT_ALLOWED", ["adoption"]),
        (there.replace("Another one was meant.", " "), reviewer.viewer, "INVALID", ["reason"]),
        (unknown, reviewer.viewer, "NOT_FOUND", ["adoption"]),
    )
    for fields, viewer, code, path in refusals:
        refused = change(ask, "withdrawAdoption", fields, viewer, STANDS)
        assert refused == {"practice": None, "errors": [{"code": code, "path": path}]}


def test_the_withdrawal_of_an_adoption_of_a_withdrawn_practice_is_not_public(
    ask: Ask, author: Made, reviewer: Made, practice: str, administrator: Viewer
) -> None:
    by = f'practice: "{practice}"'
    change(ask, "submitPractice", by, author.viewer)
    change(ask, "reviewPractice", f'{by}, verdict: APPROVE, comment: "Good"', reviewer.viewer)
    change(ask, "publishPractice", by, administrator)
    mistaken = adopt(ask, practice, reviewer)
    change(ask, "withdrawPractice", f'{by}, reason: "Over"', author.viewer)
    assert change(ask, "withdrawAdoption", mistaken, PUBLIC, STANDS)["errors"][0]["code"] == "NOT_FOUND"
    assert change(ask, "withdrawAdoption", mistaken, reviewer.viewer, STANDS)["errors"] == []
    last = "{ journal(last: 1) { nodes { action } } }"
    assert ask(last)["data"]["journal"]["nodes"] == [{"action": "practice.withdrawn"}]
