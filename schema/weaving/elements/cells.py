"""Cells that are withheld in some rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnClause, WrapsColumnExpression
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.util import immutabledict

from schema.declaring.scopes import Clause

NOT_REWRITTEN = "no_replacement_traverse"
"""An annotation that keeps SQLAlchemy from replacing an element or anything within it."""


class Cell(WrapsColumnExpression[Any], ColumnElement[Any]):
    """A column that is null in rows that withhold it; in a select it has the column's name."""

    inherit_cache = False
    __visit_name__ = "cell"
    _traverse_internals = [
        ("shown", InternalTraversal.dp_clauseelement),
        ("column", InternalTraversal.dp_clauseelement),
    ]
    _annotations = immutabledict({NOT_REWRITTEN: True})

    def __init__(self, shown: Clause, column: ColumnClause[Any]) -> None:
        self.type = column.type
        self.shown, self.column = shown, column
        self._proxies = [column]

    @property
    def wrapped_column_expression(self) -> ColumnElement[Any]:
        return self.column

    @property
    def _from_objects(self) -> list[FromClause]:
        return [*self.column._from_objects, *self.shown._from_objects]


@compiles(Cell)
def _compile(element: Cell, compiler: Any, **options: Any) -> str:
    shown, column = (compiler.process(part, **options) for part in (element.shown, element.column))
    return f"CASE WHEN {shown} THEN {column} END"
