"""What a list's conditions say of its rows is said of these alone, and only where it is certain."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, and_, bindparam, exists, func, or_, select

from schema.declaring.constraints import PresentWhere
from schema.declaring.sources import Source
from schema.weaving.implied import known_text, without_implied


class Odd(StrEnum):
    A = "a"


TABLE = Table(
    "things", MetaData(),
    Column("id", Integer), Column("kind", String), Column("other", String),
    Column("enumerated", Enum(Odd, native_enum=False)), PresentWhere("other", "kind", "A"),
)  # fmt: skip
ROW, ANOTHER = TABLE.alias("t1"), TABLE.alias("t2")


def _latest(row: Any) -> Any:
    return select(ANOTHER.c.kind).where(ANOTHER.c.id == row.id).limit(1).scalar_subquery()


def _held(row: Any) -> Any:
    return and_(ANOTHER.c.id == row.id, ANOTHER.c.other != "no")


def _any(row: Any) -> Any:
    return select(ANOTHER.c.kind).where(_held(row)).limit(1)


def _exists(*conditions: Any) -> Any:
    return exists(select(ANOTHER.c.id).where(*conditions))


A = ANOTHER.c.kind == "A"
CERTAIN = {
    "a column": (ROW.c.kind == "A", ROW.c.kind),
    "a subquery": (_latest(ROW.c) == "A", _latest(ROW.c)),
    "that of any row": (_exists(_held(ROW.c), A), _any(ROW.c).scalar_subquery()),
    "that of any row at all": (_exists(A), select(ANOTHER.c.kind).limit(1).scalar_subquery()),
    "what comes before all else": (_latest(ROW.c) == "A", func.coalesce(_latest(ROW.c), ROW.c.other)),
}
UNCERTAIN = {
    "another column": (ROW.c.kind == "A", ROW.c.other),
    "another row": (ANOTHER.c.kind == "A", ROW.c.kind),
    "a subquery of another row": (_latest(ANOTHER.c) == "A", _latest(ROW.c)),
    "what comes after something": (ROW.c.other == "A", func.coalesce(_latest(ROW.c), ROW.c.other)),
    "that of the first row": (_exists(_held(ROW.c), A), _any(ROW.c).order_by(ANOTHER.c.id).scalar_subquery()),
    "that of the first of both": (
        exists(select(ANOTHER.c.id).where(_held(ROW.c), A).order_by(ANOTHER.c.id)),
        _any(ROW.c).order_by(ANOTHER.c.id).scalar_subquery(),
    ),
    "a later one of both": (
        exists(select(ANOTHER.c.id).where(_held(ROW.c), A).offset(1)),
        _any(ROW.c).offset(1).scalar_subquery(),
    ),
    "what its type makes another": (ROW.c.enumerated == Odd.A, ROW.c.enumerated),
    "what only looks like a text": (ROW.c.kind == Odd.A, ROW.c.kind),
    "that of a later row": (_exists(_held(ROW.c), A), _any(ROW.c).offset(1).scalar_subquery()),
    "that of fewer rows": (_exists(_held(ROW.c), A), _any(ROW.c).where(ANOTHER.c.id > 3).scalar_subquery()),
    "that of any row of another": (_exists(_held(ROW.c), A), _any(ANOTHER.c).scalar_subquery()),
    "that of rows that are there for another reason": (_exists(or_(_held(ROW.c), A)), _any(ROW.c).scalar_subquery()),
    "that of rows of which nothing is said": (exists(select(ANOTHER.c.id)), _any(ROW.c).scalar_subquery()),
    "what it is not": (ROW.c.kind != "A", ROW.c.kind),
    "one of two": (or_(ROW.c.kind == "A", ROW.c.kind == "B"), ROW.c.kind),
    "what a request says": (ROW.c.kind == bindparam("kind", "A"), ROW.c.kind),
    "another column's value": (ROW.c.kind == ROW.c.other, ROW.c.kind),
}


def _known(clause: Any, value: Any) -> str | None:
    source = Source(ROW.c, None, "sqlite", ROW)
    source.where(ROW.c.id > 3)
    source.where(clause)
    return known_text(source, value)


@pytest.mark.parametrize(("clause", "value"), list(CERTAIN.values()), ids=list(CERTAIN))
def test_a_condition_says_what_a_value_is(clause: Any, value: Any) -> None:
    assert _known(clause, value) == "A"


@pytest.mark.parametrize(("clause", "value"), list(UNCERTAIN.values()), ids=list(UNCERTAIN))
def test_what_a_condition_leaves_open_is_asked(clause: Any, value: Any) -> None:
    assert _known(clause, value) is None


THERE, WANTED = ROW.c.other.is_not(None), ROW.c.id < 9
ASKED_IN_VAIN = and_(THERE, WANTED)
ASKED = {
    "another column": and_(ROW.c.enumerated.is_not(None), WANTED),
    "that of another row": and_(ANOTHER.c.other.is_not(None), WANTED),
    "that there is none": and_(ROW.c.other.is_(None), WANTED),
    "one of two": or_(THERE, WANTED),
}


def _narrowed(by: Any, clause: Any) -> str:
    source = Source(ROW.c, None, "sqlite", ROW)
    source.where(by)
    return str(without_implied(source, clause))


def test_what_the_database_sees_to_is_not_asked_of_each_row() -> None:
    assert _narrowed(ROW.c.kind == "A", ASKED_IN_VAIN) == str(WANTED)


def test_nothing_is_left_to_ask_where_the_database_sees_to_all_of_it() -> None:
    assert _narrowed(ROW.c.kind == "A", and_(THERE, THERE)) == "true"


@pytest.mark.parametrize("clause", list(ASKED.values()), ids=list(ASKED))
def test_what_the_database_does_not_see_to_is_asked(clause: Any) -> None:
    assert _narrowed(ROW.c.kind == "A", clause) == str(clause)


def test_what_the_database_sees_to_in_other_rows_is_asked() -> None:
    assert _narrowed(ROW.c.kind == "B", ASKED_IN_VAIN) == str(ASKED_IN_VAIN)
