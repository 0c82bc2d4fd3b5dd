"""What errors tell of values that were sent: enough to find them, and never all of them."""

from __future__ import annotations

from tests.conftest import Ask

BY_FILTER = "query($f: StateFilter) { states(filter: $f) { totalCount } }"


def test_a_value_that_speaks_as_an_error_does_is_told_of_as_any_other(ask: Ask) -> None:
    for said in ("does not exist in 'Nothing' enum.", "does not exist in 'State' enum."):
        (error,) = ask(BY_FILTER, {"f": {"regionalGroup": said}})["errors"]
        assert "It has AFRICA, " in error["message"]
        (error,) = ask(BY_FILTER, {"f": {said: 1}})["errors"]
        assert error["extensions"]["code"] == "INVALID_VARIABLE"
