"""Tables of a plugin's own, with types over them that no type of ours has."""

from __future__ import annotations

import enum
import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry
from sqlalchemy import (
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    cast,
    extract,
    func,
    select,
)

from schema import (
    Connection,
    Identifier,
    Names,
    Order,
    among,
    column,
    connection,
    filters,
    given,
    many,
    node,
    one,
    part,
    record,
    reference,
    resolved,
    where,
)

METADATA = MetaData()
courses = Table(
    "shapes_courses", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("kinds", Names, nullable=False),
    Column("hidden", Integer, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("held_on", Date, nullable=False),
    Column("k0", Integer, nullable=False),
    Column("word", String, nullable=False),
    Column("weight", Float, nullable=False),
    Column("price", Numeric(8, 2), nullable=False),
    Column("share", Float),
    Column("growth", Float, nullable=False),
    Column("due_on", Date),
)  # fmt: skip
visits = Table(
    "shapes_visits", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("course_id", Identifier, ForeignKey(courses.c.id), nullable=False),
)  # fmt: skip


@strawberry.enum
class Kind(enum.Enum):
    """A kind of course."""

    LONG = "long"
    SHORT = "short"


def _once_each(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word.lower() for word in words))


def _years(row: Any) -> Any:
    return select(func.min(extract("year", courses.c.held_on))).where(courses.c.id == row.id).scalar_subquery()


def _as_early(row: Any) -> Any:
    same = row.held_on.is_not_distinct_from(courses.c.held_on)
    return select(func.count()).where(same, courses.c.id > 0).scalar_subquery()


@filters
class CourseFilter:
    """Which courses."""

    words: list[str] | None = where(lambda row, words: among(row.word, words), convert=_once_each)
    hours: list[int] | None = where(lambda row, hours: among(row.hours, hours))
    weight_from: float | None = where(lambda row, weight: row.weight >= weight)
    price_from: Decimal | None = where(lambda row, price: row.price >= price, convert=float)
    hours_said: list[str] | None = where(lambda row, hours: among(row.hours, hours))


@record()
class Word:
    """Fictitious."""

    word: str = column(courses.c.word)


@strawberry.enum
class CourseOrder(enum.Enum):
    """What courses can be ordered by."""

    LONG = "long"
    THIRDS = "thirds"
    SIGN = "sign"
    DUE = "due"


SHARES = [0.5, math.inf, -math.inf, math.nan]
ORDERS = {
    "LONG": Order(keys=(lambda row: row.hours > 1,)),
    "THIRDS": Order(keys=(lambda row: cast(row.hours, Float) / 3,)),
    "SIGN": Order(keys=(lambda row: func.concat(row.word, "\x1f", row.word, type_=String()), lambda row: row.hours)),
    "DUE": Order(keys=(lambda row: func.coalesce(row.due_on, date(9999, 12, 31)),)),
}


@node(courses, scope=lambda row, role: row.hidden == 0, order=(courses.c.held_on,), orders=ORDERS)
class Course:
    """Fictitious."""

    kinds: list[Kind] = column(courses.c.kinds)
    year: int = column(_years)
    as_early: int = column(_as_early)
    k0: int = column(courses.c.k0)
    hours: int = column(courses.c.hours)
    weight: float = column(courses.c.weight)
    doubled: float = resolved(lambda reading, weight: weight * 2, needs={"weight": courses.c.weight})
    with_tax: float = resolved(lambda reading, price: price * 2, needs={"price": courses.c.price})
    share: float | None = column(courses.c.share)
    growth: float = column(courses.c.growth)
    as_of: date = column(lambda row: given("today"))
    at: datetime = column(lambda row: given("now"))
    said: Word = part()
    said_if_long: Word | None = part(when=lambda row: row.hours > 0)


@node(visits, order=(visits.c.id,), scope=lambda row, role: row.id > 0)
class Visit:
    """Fictitious."""

    course: Course = reference(visits.c.course_id)


@record()
class Box:
    """Fictitious, and no row of any table."""

    few: list[Course] = many(lambda course: course.hours < 3)
    pages: Connection[Course] = connection(lambda course: course.hours < 3)
    longest: Course | None = one(lambda course: course.hours == 3)
    first: Course | None = one(lambda course: course.hours > 0, order=(courses.c.word,))
    oldest: Course | None = one(lambda course: course.hours > 0, order=(lambda course: course.hidden,))


class Queries:
    """Root fields."""

    box: Box = part(description="Fictitious.")
    long: list[Course] = many(lambda course, hours: course.hours >= hours, hours=int, description="Fictitious.")

    courses: Connection[Course] = connection(filter=CourseFilter, order_by=CourseOrder, description="Fictitious.")
    visits: Connection[Visit] = connection(description="Fictitious.")


Answered = Callable[..., dict[str, Any]]
