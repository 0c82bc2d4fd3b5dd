"""Values of arguments, as they are read from each reading."""

from __future__ import annotations

import pytest

from schema.reading import Reading, Value


def _only(values: list[str]) -> object:
    return Value(["planned"], lambda _: values).only().read(Reading("PUBLIC", {}))


def test_the_only_value_of_a_list_is_that_of_the_reading() -> None:
    assert _only(["read"]) == "read"
    assert _only([]) is None
    with pytest.raises(ValueError, match="several values of one"):
        _only(["one", "two"])
