"""A practice, with its author and a reviewer."""

from __future__ import annotations

import pytest

from core.platform import Platform
from tests.conftest import Ask
from tests.factories import Made, make_member
from tests.plugins.practices.steps import DRAFT, TEXT


@pytest.fixture
def author(platform: Platform) -> Made:
    return make_member(platform, "PRY")


@pytest.fixture
def reviewer(platform: Platform) -> Made:
    return make_member(platform, "MAR")


@pytest.fixture
def practice(ask: Ask, author: Made) -> str:
    payload = ask(DRAFT, {"participant": author.id, "text": TEXT}, author.viewer)["data"]["draftPractice"]
    assert payload["errors"] == []
    assert payload["practice"]["status"] == "DRAFT"
    assert payload["practice"]["tags"] == ["children", "education"]
    return str(payload["practice"]["id"])
