"""Scalars and enums that every schema has."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import strawberry
from graphql import GraphQLError, ValueNode, value_from_ast_untyped

from schema.declaring.columns import in_seconds, parsed_day, parsed_moment
from schema.declaring.enums import value

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
"""Specifies both scalars, as `full-date` and as `date-time`."""


@strawberry.enum
class Language(enum.Enum):
    """The official languages of the United Nations, by ISO 639-1 code."""

    AR = value("ar", description="Arabic.")
    EN = value("en", description="English.")
    ES = value("es", description="Spanish.")
    FR = value("fr", description="French.")
    RU = value("ru", description="Russian.")
    ZH = value("zh", description="Chinese.")


@strawberry.enum
class OrderDirection(enum.Enum):
    """The way an order runs."""

    ASC = value("asc", description="From the smallest, the earliest, the first in the alphabet.")
    DESC = value("desc", description="From the largest, the latest, the last in the alphabet.")


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return in_seconds(value)
    return value.isoformat() if isinstance(value, date) else value


def _day(value: Any) -> date:
    try:
        if isinstance(value, str):
            return parsed_day(value)
    except ValueError:
        pass
    raise GraphQLError(f"{str(value)[:40]!r} is not a date. Write it as in 2024-05-09.")


def _moment(value: Any) -> datetime:
    try:
        if isinstance(value, str) and len(value) <= 40:
            return parsed_moment(value)
    except ValueError:
        pass
    raise GraphQLError(f"{str(value)[:40]!r} is not an instant. Write it with its offset, as in 2024-05-09T14:00:00Z.")


def _in_document(parse: Callable[[Any], Any]) -> Callable[..., Any]:
    """A parser of literals in a document, as that of values; its errors have the literal's place."""

    def read(node: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        try:
            return parse(value_from_ast_untyped(node, variables))
        except GraphQLError as error:
            raise GraphQLError(error.message, node) from None

    return read


SCALARS: dict[object, Any] = {
    date: strawberry.scalar(
        name="Date",
        description="A calendar date, ISO 8601: 2024-05-09.",
        specified_by_url=RFC_3339,
        serialize=_as_json,
        parse_value=_day,
        parse_literal=_in_document(_day),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, ISO 8601: 2024-05-09T14:00:00Z.",
        specified_by_url=RFC_3339,
        serialize=_as_json,
        parse_value=_moment,
        parse_literal=_in_document(_moment),
    ),
}
