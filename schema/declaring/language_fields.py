"""What authors write to tell in which languages the texts of a row are there."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Column, ColumnElement, String, case, func, literal_column, type_coerce

from schema.declaring.columns import Names
from schema.declaring.fields import column
from schema.declaring.scalars import Language


def written_in(original: Column[Any], *, description: str = "The language in which it was written.") -> Any:
    """The `Language` whose code is in the column that a `text` has as its `original`."""
    return column(lambda row: func.upper(row[original.key]), description=description)


def there_in(texts: Column[Any], *, description: str = "The languages in which it exists.") -> Any:
    """The list of each `Language` that a text is there in, by their codes; texts: its `Texts` column."""
    return column(lambda row: _names_of_languages(row[texts.key]), description=description)


def _names_of_languages(texts: ColumnElement[Any]) -> ColumnElement[Any]:
    """The names of the languages of a text as a JSON list, an empty one where there is no text."""
    codes = sorted(language.value for language in Language)
    found = [
        case((texts.op("->>")(_constant(code)).is_not(None), _constant(f',"{code.upper()}"')), else_=_constant(""))
        for code in codes
    ]
    listed = func.ltrim(reduce(add, found), _constant(","))
    return type_coerce(_constant("[") + listed + _constant("]"), Names)


def _constant(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", String)
