"""What the conditions of a list tell of all its rows, and none of them has to be asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BinaryExpression, BindParameter, ColumnElement
from sqlalchemy.sql import operators
from sqlalchemy.sql.functions import coalesce

from schema.frames import Source


def known(source: Source, value: ColumnElement[Any]) -> str | None:
    """The text that a value of the source's row is, where a condition says that it is this text and no other."""
    if isinstance(value, coalesce):
        value = next(iter(value.clauses))
    for clause in source.wheres:
        if isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
            text = clause.right.value if isinstance(clause.right, BindParameter) and clause.right.unique else None
            if isinstance(text, str) and clause.left.compare(value):
                return text
    return None
