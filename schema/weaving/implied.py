"""What constraints of the database and conditions of a list guarantee, so that statements need not check it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Column,
    ColumnElement,
    Constraint,
    Exists,
    Null,
    ScalarSelect,
    Select,
    String,
    Table,
    Text,
    and_,
    true,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.functions import coalesce

from schema.declaring.constraints import HasOriginal, PresentWhere
from schema.declaring.field_kinds import Expression
from schema.declaring.sources import Source
from schema.weaving.frames import Frame


def known_text(source: Source, value: ColumnElement[Any]) -> str | None:
    """The text that a value of every row of the source has, if one of its conditions requires exactly that text."""
    if isinstance(value, coalesce):
        value = next(iter(value.clauses))
    for clause in source.wheres:
        text = _text_of(clause, value) or _text_of_any(clause, value)
        if text is not None:
            return text
    return None


def is_never_null(frame: Frame, value: Expression) -> bool:
    """Whether a column is never null in a list's rows, by a constraint that applies because of its conditions."""
    source = frame.list_source
    if source is None or not isinstance(value, Column):
        return False
    return _is_present(source, value.key, _constraints_on(frame, value))


def without_implied(source: Source, clause: ColumnElement[bool]) -> ColumnElement[bool]:
    """A clause for a source, without each `IS NOT NULL` that a constraint guarantees."""
    table = getattr(source.target, "element", None)
    if (
        not isinstance(table, Table)
        or not isinstance(clause, BooleanClauseList)
        or clause.operator is not operators.and_
    ):
        return clause
    needed = [part for part in clause.clauses if not _is_redundant(source, part, table.constraints)]
    return and_(true(), *needed)


def _is_redundant(source: Source, part: ColumnElement[bool], constraints: Iterable[Constraint]) -> bool:
    """Whether a part of a clause is an `IS NOT NULL` that a constraint guarantees."""
    is_not_null = (
        isinstance(part, BinaryExpression) and part.operator is operators.is_not and isinstance(part.right, Null)
    )
    value = part.left if is_not_null else None
    return isinstance(value, Column) and value.table is source.target and _is_present(source, value.key, constraints)


def _is_present(source: Source, column: str, constraints: Iterable[Constraint]) -> bool:
    """Whether one of the constraints guarantees that a column of the source's rows is not null."""
    return any(
        isinstance(one, PresentWhere)
        and one.column == column
        and known_text(source, source.row[one.where]) == one.value
        for one in constraints
    )


def has_original(frame: Frame, texts: Expression, original: Column[str] | str) -> bool:
    """Whether a constraint guarantees that a column of the frame's row holds a text in its original language."""
    language = f'"{original.key}"' if isinstance(original, Column) else f"'{original}'"
    return any(
        isinstance(one, HasOriginal)
        and isinstance(texts, Column)
        and (one.texts, one.language) == (texts.key, language)
        for one in _constraints_on(frame, texts)
    )


def _constraints_on(frame: Frame, value: Expression) -> Iterable[Constraint]:
    """The constraints of the frame's table, if the value is one of its columns; else none."""
    table = value.table if isinstance(value, Column) else None
    return table.constraints if isinstance(table, Table) and frame.is_row_of(table) else ()


def _text_of(clause: ColumnElement[bool] | None, value: ColumnElement[Any]) -> str | None:
    """The text that a clause of the form `value = text` requires."""
    if not isinstance(clause, BinaryExpression) or clause.operator is not operators.eq:
        return None
    text = clause.right.value if isinstance(clause.right, BindParameter) and clause.right.unique else None
    as_it_is = type(text) is str and type(clause.right.type) in (String, Text)
    return text if as_it_is and clause.left.compare(value) else None


def _text_of_any(clause: ColumnElement[bool], value: ColumnElement[Any]) -> str | None:
    """The text that a value has, if it is selected from any of the rows whose existence a clause requires.

    The last condition within that clause has to require the text.
    """
    existing, any_row = _select(clause, Exists), _select(value, ScalarSelect)
    if existing is None or any_row is None:
        return None
    where = existing.whereclause
    last = list(where.clauses)[-1] if isinstance(where, BooleanClauseList) else where
    text = _text_of(last, any_row.selected_columns[0])
    if text is None or last is None:
        return None
    same = any_row.limit(None).with_only_columns(*existing.selected_columns).where(last)
    without_order = same.order_by(None).offset(None)
    return text if same.compare(existing) and without_order.compare(existing) else None


def _select(found: Any, kind: type) -> Select[Any] | None:
    """The select within an expression of this kind."""
    if not isinstance(found, kind):
        return None
    inner: Any = found
    while not isinstance(inner, Select):
        inner = inner.element
    return inner
