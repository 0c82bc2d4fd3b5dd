"""All mistakes in an input are reported at once, each in its place, and nothing is written then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core import Conflict, Invalid, Mistakes, Refusal, one_line
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member


def _told(refused: pytest.ExceptionInfo[Refusal]) -> list[tuple[str, list[str] | None]]:
    return [(one.code, one.path) for one in (refused.value, *refused.value.others)]


def test_refusals_are_reported_in_their_order() -> None:
    def inner() -> None:
        with Mistakes() as check:
            check(one_line, "", 10, "name", "name")
            check(one_line, "Good", 10, "place", "place")
            check(one_line, "a\nb", 10, "title", "title")

    with pytest.raises(Refusal) as refused, Mistakes() as check:
        assert check(one_line, " Good ", 10, "name", "name") == "Good"
        check.note(Conflict("It is so already.", "kind"))
        check(inner)
        raise Invalid("No more than this.")
    assert _told(refused) == [("CONFLICT", ["kind"]), ("INVALID", ["name"]), ("INVALID", ["title"]), ("INVALID", None)]


def test_one_refusal_is_raised_as_it_is_and_what_fails_inside_is_no_refusal() -> None:
    with pytest.raises(Conflict) as refused, Mistakes():
        raise Conflict("It is so already.")
    assert list(refused.value.others) == []
    with pytest.raises(ZeroDivisionError), Mistakes() as check:
        check.note(Invalid("No."))
        1 // 0  # noqa: B018


CLERKS = ("planMeeting", "proposeDecision", "communicateAccession")
LAST = "{ journal(last: 1) { nodes { sequence } } }"


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "PRY")


MANY: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        "planMeeting",
        {
            "kind": "SEMINAR", "language": "EN", "title": " ", "startsAt": "2026-03-02T09:00:00Z", "place": "a\nb",
            "endsAt": "2026-03-02T08:00:00Z", "timeZone": "Nowhere", "onlineUrl": "http://room.example",
        },
        ["title", "timeZone", "endsAt", "place", "onlineUrl"],
    ),
    (
        "registerMechanism",
        {
            "participant": "", "language": "EN", "name": "", "type": "AD_HOC", "website": "javascript:alert(1)",
            "trackingTool": "x" * 301, "establishedOn": "2999-01-01",
        },
        ["name", "website", "trackingTool", "establishedOn"],
    ),
    (
        "designateFocalPoint",
        {"participant": "", "name": "", "title": "a\nb", "email": "nobody", "since": "2999-01-01"},
        ["name", "title", "email", "since"],
    ),
    (
        "communicateAccession",
        {"isoAlpha3": "FRA", "standing": "MEMBER", "adoptsDeclaration": False, "communicatedOn": "2999-01-01"},
        ["adoptsDeclaration", "communicatedOn"],
    ),
    (
        "proposeDecision",
        {"body": "NETWORK", "language": "EN", "title": "", "text": " "},
        ["title", "text"],
    ),
    (
        "proposePartnership",
        {
            "participants": [""], "partners": ["Partner:1"], "objectives": [], "language": "EN", "title": "",
            "description": "", "sustainableDevelopmentGoals": [18], "startsOn": "2026-05-01", "endsOn": "2026-04-01",
            "agreementUrl": "ftp://a.example",
        },
        ["title", "description", "objectives", "sustainableDevelopmentGoals.0", "endsOn", "agreementUrl"],
    ),
    (
        "registerPartner",
        {"kind": "OTHER", "language": "EN", "name": "", "acronym": "x" * 41, "website": "a page"},
        ["name", "acronym", "website"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("write", "given", "paths"), MANY, ids=[write for write, _, _ in MANY])
def test_all_mistakes_in_a_form_are_reported(
    ask: Ask, member: Made, write: str, given: dict[str, Any], paths: list[str]
) -> None:
    own = {name: [member.id] if name == "participants" else member.id for name in given if name.startswith("particip")}
    kind = f"{write[0].upper()}{write[1:]}Input"
    journaled = ask(LAST)
    refused = ask(
        f"mutation($input: {kind}!) {{ {write}(input: $input) {{ errors {{ code message path }} }} }}",
        {"input": {**given, **own}},
        SECRETARIAT if write in CLERKS else member.viewer,
    )
    errors = refused["data"][write]["errors"]
    assert [".".join(error["path"]) for error in errors] == paths
    assert ask(LAST) == journaled


def test_all_mistakes_in_the_texts_and_categories_of_a_practice_are_reported(ask: Ask, member: Made) -> None:
    text = {"language": "EN", "title": "a\nb", "summary": " ", "body": "", "results": "x" * 50_001}
    filed = {
        "objectives": [7, 1, 0],
        "tags": ["a;b", "good", "c" * 61],
        "links": [{"url": "https://a.example"}, {"url": "x"}],
    }
    draft = """mutation($input: DraftPracticeInput!) { draftPractice(input: $input) { errors { path } } }"""
    given = {"participant": member.id, "text": text, **filed, "startedOn": "2999-01-01"}
    errors = ask(draft, {"input": given}, member.viewer)["data"]["draftPractice"]["errors"]
    assert [".".join(error["path"]) for error in errors] == [
        "text.title", "text.summary", "text.body", "text.results", "objectives.0", "objectives.2",
        "tags.0", "tags.2", "startedOn", "links.1.url",
    ]  # fmt: skip


def test_all_mistakes_in_a_row_of_a_file_are_reported_each_with_its_column(platform: Platform, tmp_path: Path) -> None:
    from core.list_imports import import_rows

    def load(_: Any, row: Any) -> None:
        with Mistakes() as check:
            check(one_line, row["name"], 10, "name", "name")
            check(one_line, row["short_title"], 10, "title", "shortTitle")
            check(one_line, row["name"], 10, "name", "other")

    rows = [(2, {"name": "", "short_title": "x" * 11}), (3, {"name": "Good", "short_title": "Good"})]
    found = import_rows(platform, tmp_path / "rows.csv", rows, load, apply=True)
    assert found.problems == [
        "rows.csv, line 2: name: The name is empty.",
        "rows.csv, line 2: short_title: The title has 11 characters; 10 at most.",
        "rows.csv, line 2: The name is empty.",
    ]
