"""A subquery that selects only the columns that are read."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy import Alias, ColumnElement, CompoundSelect, FromClause, Select, literal_column
from sqlalchemy.ext.compiler import compiles


class Pruned(Alias):
    """Some of a table's rows under a name. Their select, `rows`, is set last, once it is known which columns are read.

    `columns_read` gives the columns and records in `names` which were read; made: expressions that the select computes,
    by the names of their columns.
    """

    inherit_cache = False
    rows: Select[Any] | CompoundSelect[Any] | None = None
    names: dict[str, None]
    made: dict[str, ColumnElement[Any]]

    @classmethod
    def of(cls, table: FromClause, name: str) -> Pruned:
        found: Pruned = cls._construct(table, name=name)
        found.names, found.made = {}, {}
        return found

    def _clone(self, **_: Any) -> Pruned:
        """Itself: a copy that is made while a clause is rewritten would never get the select."""
        return self

    def make(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        """The column for an expression that the select computes."""
        names = (f"_v{number}" for number in count(len(self.made)))
        name = next(name for name in names if name not in self.c and name not in self.made)
        self.made[name] = value
        return literal_column(f"{self.name}.{name}", value.type)

    @property
    def columns_read(self) -> ColumnsRead:
        return ColumnsRead(self)


class ColumnsRead:
    """The columns of pruned rows, by name; records which were read."""

    def __init__(self, rows: Pruned) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._rows.c, name)
        self._rows.names[name] = None
        return found

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __contains__(self, name: str) -> bool:
        return name in self._rows.c


@compiles(Pruned)
def _compile(element: Pruned, compiler: Any, **options: Any) -> str:
    if options.get("asfrom") and element.rows is not None:
        return str(compiler.process(element.rows.subquery(element.name), **options))
    return str(compiler.visit_alias(element, **options))
