"""(Membership) A regional group is dated data that an administrator corrects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.identity import PUBLIC, Viewer
from core.members.reference import write_reference_data
from core.platform import Platform
from tests.conftest import Ask
from tests.core.members.test_figures import check
from tests.factories import SECRETARIAT, make_member

CORRECT = """mutation($group: RegionalGroup = ASIA_PACIFIC, $since: Date, $code: String = "PRY") {
  correctRegionalGroup(input: {isoAlpha3: $code, regionalGroup: $group, since: $since}) {
    state { isoAlpha3 regionalGroup } errors { code path } } }"""
MEMBERS = """query($on: Date) { members(on: $on, filter: {regionalGroup: ASIA_PACIFIC}) { totalCount } }"""


def _correct(ask: Ask, viewer: Viewer = SECRETARIAT, **given: Any) -> Any:
    return ask(CORRECT, given, viewer)["data"]["correctRegionalGroup"]


def _members(ask: Ask, on: str) -> int:
    found: int = ask(MEMBERS, {"on": on})["data"]["members"]["totalCount"]
    return found


def test_a_group_that_has_changed_holds_from_a_day_on(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    assert _correct(ask, since="2025-07-01") == {
        "state": {"isoAlpha3": "PRY", "regionalGroup": "ASIA_PACIFIC"}, "errors": [],
    }  # fmt: skip
    assert (_members(ask, "2025-06-30"), _members(ask, "2025-07-01")) == (0, 1)
    check(platform)
    entry = ask("{ journal(last: 1) { nodes { action subject payload } } }")["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("state.regional_group_corrected", "State:600")
    assert json.loads(entry["payload"]) == {
        "from": "LATIN_AMERICA_AND_CARIBBEAN", "to": "ASIA_PACIFIC", "since": "2025-07-01",
    }  # fmt: skip


def test_a_mistake_is_replaced_from_the_beginning(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    assert _correct(ask)["errors"] == []
    assert _members(ask, "2024-06-03") == 1
    check(platform)


def test_reference_data_leaves_what_was_corrected(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    _correct(ask)
    with platform.database.transaction() as session:
        write_reference_data(session)
    assert ask('{ state(isoAlpha3: "PRY") { regionalGroup } }')["data"]["state"] == {"regionalGroup": "ASIA_PACIFIC"}


@pytest.mark.parametrize(
    ("given", "viewer", "code", "path"),
    [
        ({"group": "LATIN_AMERICA_AND_CARIBBEAN"}, SECRETARIAT, "CONFLICT", ["regionalGroup"]),
        ({"code": "XXX"}, SECRETARIAT, "NOT_FOUND", ["isoAlpha3"]),
        ({"since": "2999-01-01"}, SECRETARIAT, "INVALID", ["since"]),
        ({}, PUBLIC, "NOT_ALLOWED", None),
    ],
)
def test_what_cannot_be_is_refused(
    platform: Platform, ask: Ask, given: dict[str, Any], viewer: Viewer, code: str, path: Any
) -> None:
    refused = _correct(ask, viewer, **given)
    assert refused["state"] is None
    assert refused["errors"][0]["code"] == code
    assert path is None or refused["errors"][0]["path"] == path


def test_the_day_of_a_change_is_moved(platform: Platform, ask: Ask) -> None:
    """Back or on; not to that on which the group of before began, nor into the future."""
    make_member(platform, "PRY")
    _correct(ask, group="AFRICA", since="2025-01-01")
    _correct(ask, since="2025-07-01")
    for since, day_before in (("2025-03-01", "2025-02-28"), ("2025-09-01", "2025-08-31")):
        assert _correct(ask, since=since)["errors"] == []
        assert (_members(ask, day_before), _members(ask, since)) == (0, 1)
        check(platform)
    entry = ask("{ journal(last: 1) { nodes { payload } } }")["data"]["journal"]["nodes"][0]
    assert json.loads(entry["payload"]) == {"from": "ASIA_PACIFIC", "to": "ASIA_PACIFIC", "since": "2025-09-01"}
    for since, code in (("2025-01-01", "INVALID"), ("2999-01-01", "INVALID"), ("2025-09-01", "CONFLICT")):
        assert [error["code"] for error in _correct(ask, since=since)["errors"]] == [code]


def test_a_change_does_not_begin_before_the_one_that_is_recorded(platform: Platform, ask: Ask) -> None:
    _correct(ask, since="2025-07-01")
    assert _correct(ask, group="AFRICA", since="2025-06-30")["errors"][0]["path"] == ["since"]
    assert _correct(ask, group="AFRICA", since="2025-07-01")["errors"] == []
    check(platform)
