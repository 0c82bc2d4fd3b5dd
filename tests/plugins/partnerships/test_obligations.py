"""The obligations on partnerships: an active one with OHCHR, and one for each objective."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import Write
from core.platform import Platform
from plugins.partnerships.rules import joining, life
from plugins.partnerships.rules.parties import Stay
from tests.conftest import Ask
from tests.factories import Made, make_member, writing
from tests.plugins.partnerships.steps import DAY, NOW

Step = Callable[[Write, int], object]


def _activate(platform: Platform, member: Made, objective: int, starts: int | None, ends: int | None) -> int:
    """A partnership for an objective, activated on the first day; it starts and ends this many days later."""
    starts_on, ends_on = (None if days is None else DAY + timedelta(days=days) for days in (starts, ends))
    with writing(platform, now=NOW) as write:
        partnership = life.propose_partnership(
            write,
            life.Proposal(
                "en", "Fictitious", "Not real", [member.key], [1], [objective], starts_on=starts_on, ends_on=ends_on
            ),
        )
        life.activate_partnership(write, partnership)
    return partnership


def _decline(write: Write, partnership: int) -> None:
    life.decline_partnership(write, partnership, "It came to nothing.")


def _suspend(write: Write, partnership: int) -> None:
    life.suspend_partnership(write, partnership, "A pause")


def _conclude(write: Write, partnership: int) -> None:
    life.conclude_partnership(write, partnership, write.today)


def test_the_partnership_with_ohchr_that_begins_next_is_named_with_its_day(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    paraguay = make_member(platform, "PRY")
    _activate(platform, paraguay, 1, 20, None)
    _activate(platform, paraguay, 1, 10, 12)
    with writing(platform, now=NOW) as write:
        without = life.propose_partnership(write, life.Proposal("en", "X", "Not real", [paraguay.key], [2], [1]))
        life.activate_partnership(write, without)
        joining.join_partnership(write, without, Stay(partner=1, since=DAY + timedelta(days=5)))
        joining.leave_partnership(write, without, Stay(partner=1, since=DAY), DAY + timedelta(days=6))
    for days, status, detail in (
        (0, "DUE", "No active partnership is with OHCHR; one will be from 2026-01-06 on."),
        (5, "MET", "One active partnership is with OHCHR."),
        (6, "DUE", "No active partnership is with OHCHR; one will be from 2026-01-11 on."),
        (13, "DUE", "No active partnership is with OHCHR; one will be from 2026-01-21 on."),
    ):
        monkeypatch.setattr(platform, "now", lambda days=days: NOW + timedelta(days=days))
        found = ask("{ network { obligations { rule status detail } } }")["data"]["network"]["obligations"]
        assert [one for one in found if "OHCHR" in one["rule"]] == [
            {"rule": "The Network has an active partnership with OHCHR.", "status": status, "detail": detail}
        ]


LIVES: list[tuple[int, int | None, int | None, dict[int, Step]]] = [
    (1, 10, 12, {}),
    (2, None, None, {1: _suspend, 2: _conclude}),
    (3, 10, None, {1: _decline}),
    (4, 10, None, {1: _suspend, 20: life.resume_partnership}),
    (5, None, None, {0: _suspend}),
    (5, None, None, {0: _conclude}),
    (6, 10, 10, {}),
]
"""The objective, the days after the first on which the partnership starts and ends, and the steps by day."""


def test_an_objective_is_supported_once_a_partnership_for_it_was_active(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = make_member(platform, "PRY")
    for objective, starts, ends, steps in LIVES:
        partnership = _activate(platform, member, objective, starts, ends)
        for days, step in steps.items():
            with writing(platform, now=NOW + timedelta(days=days)) as write:
                step(write, partnership)
    without = {}
    for days in (0, 1, 9, 10, 19, 20, 40):
        monkeypatch.setattr(platform, "now", lambda days=days: NOW + timedelta(days=days))
        found = ask("{ network { obligations { section detail } } }")["data"]["network"]["obligations"]
        (without[days],) = [one["detail"] for one in found if one["section"] == "Objectives"]
    assert without == {
        0: "No partnership supports 1, 3, 4, 5, 6.",
        1: "No partnership supports 1, 3, 4, 5, 6.",
        9: "No partnership supports 1, 3, 4, 5, 6.",
        10: "No partnership supports 3, 4, 5, 6.",
        19: "No partnership supports 3, 4, 5, 6.",
        20: "No partnership supports 3, 5, 6.",
        40: "No partnership supports 3, 5, 6.",
    }
