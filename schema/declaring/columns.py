"""Column types that read the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import BIT, JSONB
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine

CODE = re.compile(r"[A-Za-z0-9_.:-]*")

Identifier = BigInteger().with_variant(Integer(), "sqlite")
"""A primary key or a reference to one: 64 bits."""

SortKey = String().with_variant(String(collation="C"), "postgresql")
"""A text to order by: compared by code point on both engines, so that an index over it can be used."""


DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECONDS = len("2024-05-09T14:00:00")


@lru_cache(8)
def in_seconds(moment: datetime) -> str:
    """An aware moment as `2024-05-09T14:00:00Z`. Cached, since one write needs the same moment many times."""
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat()[:_SECONDS] + "Z"


def parsed_day(text: str) -> date:
    """The day that a text states in the form `2024-05-09`. Raises ValueError for any other form of ISO 8601 too."""
    if not DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parsed_moment(text: str) -> datetime:
    """The moment that a text states with its offset, in UTC to the second. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        raise ValueError(text) from None


def first_moment(day: date) -> datetime:
    """The first moment of a day in UTC."""
    return datetime.combine(day, time.min, UTC)


def last_moment(day: date) -> datetime:
    """The last moment of a day in UTC."""
    return datetime.combine(day, time.max, UTC)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the second: an aware datetime, stored as `2024-05-09T14:00:00Z` on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return in_seconds(value) if dialect.name == "sqlite" else value.astimezone(UTC).replace(microsecond=0)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Code(TypeDecorator[str]):
    """A short text of ASCII letters, digits and `-_.:`, which needs no escaping in JSON; ValueError for any other."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not CODE.fullmatch(value):
            raise ValueError(f"{value[:40]!r} is not a code of letters, digits and -_.: alone.")
        return value

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """Any text may be compared with a code."""
        return String()


class _BinaryJson(Text):
    """SQLite's own binary JSON. Its driver, which makes and reads it, is imported only for such columns."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        from apsw import jsonb_encode

        return lambda value: None if value is None else jsonb_encode(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        from apsw import jsonb_decode

        return lambda value: jsonb_decode(value) if isinstance(value, bytes) else value and orjson.loads(value)


class _TextJson(Text):
    """JSON as text."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        return lambda value: None if value is None else orjson.dumps(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        return lambda value: None if value is None else orjson.loads(value)


class _Json(TypeDecorator[Any]):
    """A JSON value: jsonb on PostgreSQL, on SQLite as the class says."""

    impl = Text
    cache_ok = True
    _on_sqlite: type[Text] = _TextJson

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        stored = self._on_sqlite() if dialect.name == "sqlite" else JSONB(none_as_null=True)
        return dialect.type_descriptor(stored)


class Texts(_Json):
    """One text in several languages: {"en": "...", "fr": "..."}; codes in lower case, none without a text.

    On SQLite it is stored as binary JSON, in which one language is found without parsing the others. Text that an
    earlier version or another tool wrote is read as well.
    """

    cache_ok = True
    _on_sqlite = _BinaryJson

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, dict):
            return {language: text for language, text in value.items() if text is not None}
        return value


class Names(_Json):
    """A short list of names or numbers of a taxonomy: ["COORDINATION", "ENGAGEMENT"] or [3, 16].

    On SQLite it is stored as text, which goes into answers as it is.
    """

    cache_ok = True


class Bits(TypeDecorator[bytes]):
    """A block of bits, the first one the lowest of the first byte: bit(8192) on PostgreSQL; on SQLite a blob that ends
    with the last byte in which a bit is set.

    LENGTH: how many bits. PostgreSQL stores 1 kB in the row itself, but not much more.
    """

    impl = LargeBinary
    cache_ok = True
    LENGTH = 8_192

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary() if dialect.name == "sqlite" else BIT(self.LENGTH))

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.rstrip(b"\0")
        return f"{int.from_bytes(value, 'little'):0{self.LENGTH}b}"[::-1]

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, bytes):
            return value
        return int(str(value)[::-1], 2).to_bytes(self.LENGTH // 8, "little")
