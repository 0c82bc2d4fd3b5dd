"""What is spelled of numbers and signs is written as it is, and all else is quoted and looked at."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, cast, func

from schema.weaving.unquoted import text_parts

TABLE = Table(
    "things", MetaData(),
    Column("year", Integer, nullable=False), Column("number", Integer, nullable=False),
    Column("perhaps", Integer), Column("word", String, nullable=False),
)  # fmt: skip
ROW = TABLE.alias("t1").c
YEAR, NUMBER = cast(ROW.year, String), cast(ROW.number, String)
SPELLED = {
    "a number": (YEAR, [ROW.year]),
    "two": (YEAR + NUMBER, [ROW.year, ROW.number]),
    "two with a sign between": (YEAR + "/" + NUMBER, [ROW.year, "/", ROW.number]),
    "signs of other scripts": (YEAR + "年", [ROW.year, "年"]),
}
LEFT = {
    "what may be null": YEAR + cast(ROW.perhaps, String),
    "a word": YEAR + ROW.word,
    "a number cut short": cast(ROW.year, String(2)),
    "a sum": YEAR + cast(ROW.year + ROW.number, String),
    "what a request says": YEAR + bindparam("given", "x", type_=String),
    "a quotation mark": YEAR + '"' + NUMBER,
    "a backslash": YEAR + "\\" + NUMBER,
    "a line": YEAR + "\n" + NUMBER,
    "nothing": YEAR + None,
    "a function": func.lower(YEAR),
    "a number that is none of text": ROW.year,
}


@pytest.mark.parametrize(("value", "parts"), list(SPELLED.values()), ids=list(SPELLED))
def test_numbers_and_harmless_signs_go_unquoted(value: Any, parts: list[Any]) -> None:
    assert text_parts(value) == parts


@pytest.mark.parametrize("value", list(LEFT.values()), ids=list(LEFT))
def test_nothing_but_numbers_and_harmless_signs_goes_unquoted(value: Any) -> None:
    assert text_parts(value) is None
