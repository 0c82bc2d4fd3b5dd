"""How SQLite and PostgreSQL write JSON text."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Dialect,
    FromClause,
    case,
    cast,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.types import Date, Integer, TypeEngine

from schema.declaring.columns import Bits, Code, Instant, Names, Texts
from schema.markers import ABSENT, MISSING
from schema.weaving.elements.kinds import BINARY_JSON, STRING, TEXT, WHOLE_NUMBER
from schema.weaving.elements.pieces import Piece, text_literal


class SQLiteJson:
    """JSON text from SQLite."""

    name = "sqlite"
    keeps_order = True
    """Rows of a subquery reach an aggregate in the subquery's order."""
    chooses_early = True
    """The language of a text is chosen in the subquery of a page's rows, whose columns are copied."""
    writes_sizes = True
    """The size of a page is written into the statement, instead of being bound, if the document itself has it."""
    uses_stored_counts = True
    """A stored count says whether few rows meet a condition of a filter."""
    looks_up_each_row = False
    """Each row of a filtered page is looked up in an index, instead of reading all keys from it."""
    sorts_bits = False
    """Bits are sorted before they are counted, unless the subquery that finds them has an OFFSET."""

    def by_code_point(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        """A text in a form that is compared by code point."""
        return text

    def string(self, value: ColumnElement[Any], null: str | None) -> ColumnElement[Any]:
        return func.json_quote(func.coalesce(value, _inner(null)) if null in (MISSING, ABSENT) else value)

    def number(self, value: ColumnElement[Any], null: str | None) -> ColumnElement[Any]:
        return _or(value, null)

    def finite(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The number, null if it is infinite."""
        return func.nullif(func.nullif(value, literal_column("9e999")), literal_column("-9e999"))

    def day(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        # A bound fact of the reading is a date; its own type makes a text of it.
        return value if isinstance(value, BindParameter) else type_coerce(value, TEXT)

    instant = day

    def document(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.json(value) if isinstance(value.type, Texts) else type_coerce(value, TEXT)

    def text(
        self, texts: ColumnElement[Any], languages: Sequence[ColumnElement[Any]], null: str | None
    ) -> ColumnElement[Any]:
        """The text in the first of these languages that exists, quoted as in the JSON of all languages."""
        found: list[ColumnElement[Any]] = [type_coerce(texts, TEXT).op("->")(language) for language in languages]
        if null is not None:
            found.append(text_literal(null))
        return func.coalesce(*found) if len(found) > 1 else found[0]

    def joined(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The texts of all rows with commas between them; null without rows, which `Pieces` take as an empty text."""
        return func.group_concat(value, ",").label("a")

    def cursor(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.lower(func.hex(value))

    def elements(self, values: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[Any], ColumnElement[Any]]:
        rows = func.json_each(values).table_valued("key", "value", name="given_ids")
        return rows, rows.c.value, rows.c.key

    def bits_in_both(self, left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[int]:
        return func.bit_count(left, right, type_=WHOLE_NUMBER)

    def bits_at(self, places: ColumnElement[int]) -> ColumnElement[Any]:
        return func.bits_at(func.group_concat(places), type_=Bits)

    def bytes(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(value, _Blob())


class PostgreSQLJson:
    """JSON text from PostgreSQL."""

    name = "postgresql"
    keeps_order = False
    chooses_early = False
    writes_sizes = False
    """If PostgreSQL knew the size, it would sort a page rather than read it in order from an index, which is faster."""
    uses_stored_counts = False
    """PostgreSQL plans better for a query that has a LIMIT, and counts at most so many rows."""
    looks_up_each_row = True
    sorts_bits = True

    def by_code_point(self, text: ColumnElement[Any]) -> ColumnElement[Any]:
        return text.collate("C")

    def string(self, value: ColumnElement[Any], null: str | None) -> ColumnElement[Any]:
        written = cast(value, TEXT)
        if null in (MISSING, ABSENT):
            return func.to_json(func.coalesce(written, _inner(null)))
        quoted = func.to_json(written)
        return quoted if null is None else func.coalesce(cast(quoted, TEXT), text_literal(null))

    def number(self, value: ColumnElement[Any], null: str | None) -> ColumnElement[Any]:
        return value if null is None else _or(cast(value, TEXT), null)

    def finite(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The number, null if it is infinite or NaN."""
        for none in ("NaN", "Infinity", "-Infinity"):
            value = func.nullif(value, literal_column(f"'{none}'"))
        return value

    def day(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.to_char(value, text_literal("YYYY-MM-DD"))

    def instant(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.to_char(func.timezone(text_literal("UTC"), value), text_literal('YYYY-MM-DD"T"HH24:MI:SS"Z"'))

    def document(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(type_coerce(value, BINARY_JSON), TEXT)

    def text(
        self, texts: ColumnElement[Any], languages: Sequence[ColumnElement[Any]], null: str | None
    ) -> ColumnElement[Any]:
        """The text in the first of these languages that exists."""
        item = type_coerce(texts, BINARY_JSON).op("->>", return_type=TEXT)
        found = [item(cast(language, TEXT)) for language in languages]
        return self.string(func.coalesce(*found) if len(found) > 1 else found[0], null)

    def joined(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.string_agg(value, text_literal(",")).label("a")

    def cursor(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.encode(func.convert_to(value, text_literal("UTF8")), text_literal("hex"))

    def elements(self, values: ColumnElement[Any]) -> tuple[FromClause, ColumnElement[Any], ColumnElement[Any]]:
        rows = (
            func.jsonb_array_elements_text(cast(values, BINARY_JSON))
            .table_valued("value", with_ordinality="key", name="given_ids")
            .render_derived()
        )
        return rows, rows.c.value, rows.c.key

    def bits_in_both(self, left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[int]:
        return func.bit_count(func.bitand(left, right), type_=WHOLE_NUMBER)

    def bits_at(self, places: ColumnElement[int]) -> ColumnElement[Any]:
        none = cast(literal_column("B'0'"), Bits)
        return func.bit_or(func.set_bit(none, cast(places, Integer), literal_column("1")), type_=Bits)

    def bytes(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        return value


JsonDialect = SQLiteJson | PostgreSQLJson


class _Blob(TypeEngine[bytes]):
    __visit_name__ = "BLOB"
    cache_ok = True


def json_dialect(dialect: Dialect) -> JsonDialect:
    """How a database writes JSON text."""
    return SQLiteJson() if dialect.name == "sqlite" else PostgreSQLJson()


def value_json(
    json: JsonDialect, value: ColumnElement[Any], inner: Any, is_list: bool, null: str | None
) -> list[Piece]:
    """The JSON text of a value of a Python type. null: what to write for NULL; None if the value is never null.

    A value occurs in the statement only once, since it may be a subquery; `coalesce` handles NULL at the end.
    """
    if is_list or isinstance(value.type, Names):
        return [_or(json.document(value), null)]
    if inner is bool:
        yes, no = text_literal("true"), text_literal("false")
        return [
            case((value, yes), else_=no) if null is None else case((value, yes), (~value, no), else_=text_literal(null))
        ]
    if inner is datetime:
        return _quoted(json.instant(value), null)
    if inner is date:
        return _quoted(json.day(value), null)
    if inner is float and not isinstance(value.type, Integer):
        return [json.number(json.finite(value), null or MISSING)]
    if inner in (int, float):
        return [json.number(value, null)]
    if is_code(value, inner):
        return _quoted(type_coerce(value, TEXT), null)
    return [json.string(value, null)]


def is_code(value: ColumnElement[Any], inner: Any) -> bool:
    """Whether a value needs no escaping in JSON, just quotation marks. An empty text for null is then JSON too."""
    if isinstance(value.type, Names) or inner in (bool, int, float):
        return False
    return isinstance(value.type, Code) or (isinstance(inner, type) and issubclass(inner, enum.Enum))


def _or(value: ColumnElement[Any], null: str | None) -> ColumnElement[Any]:
    return value if null is None else func.coalesce(value, text_literal(null))


def _quoted(written: ColumnElement[Any], null: str | None) -> list[Piece]:
    if null in (None, MISSING, ABSENT):
        return ['"', written if null is None else func.coalesce(written, _inner(null)), '"']
    quote = text_literal('"')
    return [_or(quote.op("||", return_type=TEXT)(written).op("||", return_type=TEXT)(quote), null)]


def _inner(null: str | None) -> ColumnElement[str]:
    """What is written for null, without its quotation marks."""
    return text_literal((null or "").strip('"'))


def key_text(json: JsonDialect, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """An ordering key as text in a cursor, read back by `schema.request.pages`."""
    if isinstance(key.type, Instant):
        return json.instant(key)
    if isinstance(key.type, Date):
        return json.day(key)
    return cast(key, TEXT) if isinstance(key.type, Integer) else type_coerce(key, STRING)
