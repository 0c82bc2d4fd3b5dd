"""Lists in filters: each bound as a single parameter, so that one statement serves lists of any length above one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, FromClause, Integer, String, false
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.visitors import InternalTraversal

from schema.weaving.elements.kinds import TEXT

COMPARABLE = (Integer, String)
"""Two values of one of these types can be compared without a conversion."""


class ListParameter(BindParameter[str]):
    """A list as JSON, in one parameter.

    only: its value, if it has exactly one: an index then gives rows in order; empty: whether it has none: then no row
    is read.
    """

    inherit_cache = True

    def __init__(self, name: str, only: ColumnElement[Any] | None, empty: bool) -> None:
        super().__init__(name, type_=TEXT)
        self.only, self.empty = only, empty


class Among(ColumnElement[bool]):
    """Whether an expression is one of the values of a list that is bound as one parameter."""

    inherit_cache = False
    __visit_name__ = "among"
    _traverse_internals = [
        ("value", InternalTraversal.dp_clauseelement),
        ("values", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, value: ColumnElement[Any], values: ColumnElement[Any]) -> None:
        self.type = Boolean()
        self.value, self.values = value, values

    def self_group(self, against: operators.OperatorType | None = None) -> Among:
        return self

    @property
    def _from_objects(self) -> list[FromClause]:
        return [*self.value._from_objects, *self.values._from_objects]


@compiles(Among)
def _among_sqlite(element: Among, compiler: Any, **options: Any) -> str:
    value = compiler.process(element.value, **options)
    return f"{value} IN (SELECT value FROM json_each({compiler.process(element.values, **options)}))"


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: Any, **options: Any) -> str:
    kind = "bigint[]" if isinstance(element.value.type, Integer) else "text[]"
    listed = compiler.process(element.values, **options)
    wanted = f"(SELECT array_agg(v) FROM jsonb_array_elements_text({listed}::jsonb) v)::{kind}"
    return f"{compiler.process(element.value, **options)} = ANY({wanted})"


def among(value: ColumnElement[Any], values: ColumnElement[Any]) -> ColumnElement[bool]:
    """`value IN values`, where values is the bound list of a filter."""
    if isinstance(values, ListParameter) and values.empty:
        return false()
    only = values.only if isinstance(values, ListParameter) else None
    if only is not None and any(isinstance(value.type, kind) and isinstance(only.type, kind) for kind in COMPARABLE):
        return value == only
    return Among(value, values)
