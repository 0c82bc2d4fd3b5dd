"""Fields for the languages in which the texts of a row exist."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, String, func, literal, null
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import InternalTraversal

from schema.declaring.columns import Names
from schema.declaring.fields import column
from schema.declaring.scalars import Language


def written_in(original: Column[Any], *, description: str = "The language in which it was written.") -> Any:
    """The `Language` whose code is in the column that a `text` has as its `original`."""
    return column(lambda row: func.upper(row[original.key]), description=description)


def there_in(texts: Column[Any], *, description: str = "The languages in which it exists.") -> Any:
    """The list of each `Language` in which a text exists, ordered by code. texts: its `Texts` column."""
    return column(lambda row: LanguagesThere(row[texts.key]), description=description)


def words_in(texts: ColumnElement[Any], *languages: str) -> ColumnElement[str]:
    """For statements of your own: the text in the first of these languages in which it exists, or null."""
    word = texts.op("->>", return_type=String())
    return func.coalesce(*(word(literal(language, String)) for language in languages), null())


class LanguagesThere(ColumnElement[list[str]]):
    """The names of the languages of a text as a JSON list, an empty one if there is no text."""

    inherit_cache = True
    __visit_name__ = "languages_there"
    _traverse_internals = [("texts", InternalTraversal.dp_clauseelement)]

    def __init__(self, texts: ColumnElement[Any]) -> None:
        self.type = Names()
        self.texts = texts

    def self_group(self, against: operators.OperatorType | None = None) -> LanguagesThere:
        return self

    @property
    def _from_objects(self) -> list[FromClause]:
        return list(self.texts._from_objects)


@compiles(LanguagesThere)
def _compile_languages_there(element: LanguagesThere, compiler: Any, **options: Any) -> str:
    parts = []
    for code in sorted(language.value for language in Language):
        text = f"{compiler.process(element.texts, **options)} ->> '{code}'"
        parts.append(f"CASE WHEN ({text} IS NOT NULL) THEN ',\"{code.upper()}\"' ELSE '' END")
    return f"('[' || ltrim({' || '.join(parts)}, ',') || ']')"
