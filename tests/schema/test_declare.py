"""Declarations that make no sense are refused where they are written."""

from __future__ import annotations

from typing import Any

import pytest

from schema import connection, given, many, node, record, resolved
from schema.declaring.errors import DeclarationError


def _narrow(source: Any, words: Any) -> None: ...


def test_a_misspelt_option_is_no_silent_argument() -> None:
    with pytest.raises(DeclarationError, match=r"connection\(…\) got order=, which is no option of it"):
        connection(lambda one, other: one.id == other.id, order=str)
    with pytest.raises(DeclarationError, match=r"many\(…\) got filter="):
        many(narrow=_narrow, words=str, filter=str)
    with pytest.raises(DeclarationError, match=r"resolved\(…\) got size="):
        resolved(lambda reading, key: key, size=int)


def test_what_a_function_takes_is_an_argument() -> None:
    assert set(connection(narrow=_narrow, words=str).arguments) == {"words"}


def test_a_fact_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(DeclarationError, match="There is no fact 'rolle'; there are role, participant"):
        given("rolle")


@pytest.mark.parametrize("declare", [node, record])
def test_a_decorator_without_its_table_is_told(declare: Any) -> None:
    with pytest.raises(DeclarationError, match=r"Visit is declared without a table: write @node\(table\) or @record"):

        @declare
        class Visit: ...
