"""Days and moments at the ends of the calendar are answered or refused like any other."""

from __future__ import annotations

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody
from tests.conftest import Ask
from tests.plugins.voting.steps import START, make_adopted_decision, make_members

FIRST, LAST = "0001-01-01", "9999-12-31"
OUTSIDE = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-06-01T09:00:00", "2026-06-01"]
"""Moments before the first and after the last in UTC, without an offset, and none at all."""


@pytest.mark.parametrize(
    ("condition", "found"),
    [("decidedFrom", {FIRST: 1, LAST: 0}), ("decidedUntil", {FIRST: 0, LAST: 1})],
    ids=["from", "until"],
)
def test_decisions_are_asked_for_from_and_until_any_day(
    platform: Platform, ask: Ask, condition: str, found: dict[str, int]
) -> None:
    make_members(platform)
    make_adopted_decision(platform, START, DecisionBody.NETWORK)
    decided = f"{START:%Y-%m}-05"
    for day, count in {**found, decided: 1}.items():
        answer = ask(f'{{ decisions(filter: {{{condition}: "{day}"}}) {{ totalCount }} }}')
        assert answer == {"data": {"decisions": {"totalCount": count}}}


@pytest.mark.parametrize("moment", OUTSIDE)
def test_a_cursor_with_an_impossible_moment_is_refused(ask: Ask, moment: str) -> None:
    cursor = bytes.fromhex(ask("{ meetings { edges { cursor } } }")["data"]["meetings"]["edges"][0]["cursor"]).decode()
    keys = [moment if key.endswith("Z") else key for key in cursor.split("\x1f")]
    assert moment in keys
    document = "query($c: String) { meetings(after: $c) { nodes { id } } }"
    forged = ask(document, {"c": "\x1f".join(keys).encode().hex()})
    assert [error["extensions"]["code"] for error in forged["errors"]] == ["INVALID_CURSOR"]
