"""What was read for one engine is read for every engine over the same schema; limits hold for each by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.conformance.databases import ENGINES
from core.platform import Platform
from schema.documents import Documents
from tests.conftest import UNLIMITED, Ask, NewPlatform

ASKED = "query ReadOnce { states(first: 2) { totalCount nodes { name } } }"
DEEP = "{ members { nodes { state { participant { state { participant { state { name } } } } } } } }"


def test_a_document_is_read_once_for_all_engines(
    new_database: Callable[[str], str],
    new_platform: NewPlatform,
    asking: Callable[[Platform], Ask],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (asking(new_platform(new_database(engine))) for engine in ENGINES)
    answer = first(ASKED)
    assert answer["data"]["states"]["totalCount"] == 193
    monkeypatch.delattr(Documents, "check")
    assert second(ASKED) == answer


def test_a_document_read_without_limits_is_refused_where_they_are(
    database_url: str, new_platform: NewPlatform, asking: Callable[[Platform], Ask]
) -> None:
    assert "errors" not in asking(new_platform(database_url, **UNLIMITED))(DEEP)
    strict = asking(new_platform(database_url))(DEEP)
    assert strict["errors"][0]["extensions"]["code"] == "DEPTH"


def test_a_document_read_within_a_wide_budget_is_refused_within_a_narrow_one(
    database_url: str, new_platform: NewPlatform, asking: Callable[[Platform], Ask]
) -> None:
    wide, narrow = ({"max_cost": {"PUBLIC": cost}} for cost in (1_000, 1))
    assert "errors" not in asking(new_platform(database_url, **wide))(ASKED)
    assert asking(new_platform(database_url, **narrow))(ASKED)["errors"][0]["extensions"]["code"] == "COST"
