"""Practices that share the most with one."""

from __future__ import annotations

import pytest

from core.identity import PUBLIC, Viewer
from core.platform import Platform
from plugins.practices.types import similarity
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member
from tests.plugins.practices.steps import publish


@pytest.fixture(autouse=True)
def member(platform: Platform) -> None:
    make_member(platform, "PRY")


def similar(ask: Ask, practice: str, viewer: Viewer = PUBLIC) -> list[str]:
    compared = f"query With{similarity.COMPARED}"  # plans are kept for each document
    document = f"{compared}($id: ID!) {{ practice(id: $id) {{ similar {{ id }} }} }}"
    return [each["id"] for each in ask(document, {"id": practice}, viewer)["data"]["practice"]["similar"]]


def key(practice: str) -> int:
    return int(practice.partition(":")[2])


def test_those_that_share_more_come_first(ask: Ask, platform: Platform) -> None:
    ours = publish(platform, "Ours", tags=["children", "data"], objectives=[3], systems=["TREATY_BODIES"])
    one = publish(platform, "One", tags=["data"], objectives=[1])
    publish(platform, "None", tags=["water"], objectives=[2])
    three = publish(platform, "Three", tags=["data"], objectives=[3], systems=["TREATY_BODIES"])
    assert similar(ask, ours) == [three, one]


def test_whoever_asks_only_published_practices_are_similar(ask: Ask, platform: Platform) -> None:
    ours = publish(platform, "Ours", tags=["data"])
    published = publish(platform, "Published", tags=["data"])
    publish(platform, "Withdrawn", tags=["data"], status="WITHDRAWN", withdrawal_reason="Fictitious")
    assert similar(ask, ours) == similar(ask, ours, SECRETARIAT) == [published]


def test_common_values_are_left_aside_once_rarer_ones_have_led_to_enough(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "COMPARED", 2)
    ours = publish(platform, "Ours", tags=["rare", "common"])
    rare = publish(platform, "Rare", tags=["rare"])
    for number in range(3):
        publish(platform, f"Common {number}", tags=["common"])
    assert similar(ask, ours) == [rare]


def test_of_a_value_that_many_have_a_fixed_number_is_compared(
    ask: Ask, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similarity, "COMPARED", 3)
    ours = publish(platform, "Ours", tags=["common"])
    others = [publish(platform, f"Common {number}", tags=["common"]) for number in range(5)]
    publish(platform, "Withdrawn", tags=["common"], status="WITHDRAWN", withdrawal_reason="Fictitious")
    compared = sorted([ours, *others], key=key, reverse=True)[:3]
    assert similar(ask, ours) == [practice for practice in compared if practice != ours]
