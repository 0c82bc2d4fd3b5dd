"""What errors tell of values that were sent: enough to find them, and never all of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Ask

LONG = "x" * 900_000
LONG_LITERAL = "x" * 12_000
BY_FILTER = "query($f: StateFilter) { states(filter: $f) { totalCount } }"


@pytest.mark.parametrize(
    ("document", "variables", "shown"),
    [
        (BY_FILTER, {"f": {"regionalGroup": LONG}}, "does not exist in 'RegionalGroup' enum. It has AFRICA, "),
        (BY_FILTER, {"f": {"regionalGroup": [LONG]}}, "'RegionalGroup' cannot represent non-string value"),
        (BY_FILTER, {"f": {LONG: 1}}, "not to include unknown field"),
        ("query($n: Int) { states(first: $n) { totalCount } }", {"n": LONG}, "Int cannot represent"),
        ("{ states(filter: {regionalGroup: VALUE}) { totalCount } }", {}, "'RegionalGroup' enum. It has"),
        ('{ states(filter: {regionalGroup: "VALUE"}) { totalCount } }', {}, "Enum 'RegionalGroup' cannot"),
        ('{ states(first: "VALUE") { totalCount } }', {}, "Int cannot represent"),
        ("{ states(filter: {VALUE: 1}) { totalCount } }", {}, "not to include unknown field"),
        ("VALUE", {}, "Syntax Error: Unexpected Name"),
    ],
)
def test_an_error_shows_the_beginning_and_the_end_of_a_long_value(
    ask: Ask, document: str, variables: dict[str, Any], shown: str
) -> None:
    answer = ask(document.replace("VALUE", LONG_LITERAL), variables)
    (error,) = answer["errors"]
    assert shown in error["message"]
    assert len(json.dumps(answer)) < 1_000


def test_a_value_that_reads_like_an_error_is_treated_as_any_other(ask: Ask) -> None:
    for said in ("does not exist in 'Nothing' enum.", "does not exist in 'State' enum."):
        (error,) = ask(BY_FILTER, {"f": {"regionalGroup": said}})["errors"]
        assert "It has AFRICA, " in error["message"]
        (error,) = ask(BY_FILTER, {"f": {said: 1}})["errors"]
        assert error["extensions"]["code"] == "INVALID_VARIABLE"
