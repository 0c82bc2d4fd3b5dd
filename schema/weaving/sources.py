"""The rows of a list: those that its declaration selects and its reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

from schema.declaring.field_kinds import ConnectionField, ManyField
from schema.declaring.sources import Rank, Source
from schema.modelling.model import ModelType
from schema.request.values import Value
from schema.weaving.frames import Frame
from schema.weaving.visibility import Visibility
from schema.weaving.weaver import Weaver


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a list, before `narrow`.

    scope: the clauses for rows that the reader may see; facts: for what is below the list; values: the arguments.
    """

    declared: ManyField | ConnectionField
    visibility: Visibility
    source: Source
    row: FromClause
    scope: list[ColumnElement[bool]]
    facts: dict[str, ColumnElement[Any]]
    values: dict[str, Any]

    def show_only(self, clause: ColumnElement[bool]) -> None:
        """Keep only those of the rows that the reader may see which meet a clause; it has to imply the scope."""
        others = [one for one in self.source.wheres if not any(one is ours for ours in self.scope)]
        self.source.wheres, self.scope[:] = [clause, *others], [clause]

    def narrow(self) -> None:
        """Restrict, join and order the source as declared, with withheld cells as the reader sees them."""
        if self.declared.narrow is not None:
            self.declared.narrow(self.source, **self.values)
            self._withhold_cells()

    def _withhold_cells(self) -> None:
        source = self.source
        joined = [(other, self.visibility.cells(other)) for other, _ in source.joins]

        def seen(expression: Any) -> Any:
            return _moved(self.visibility.cells(expression), joined)

        wheres = {id(clause): seen(clause) for clause in source.wheres}
        source.wheres = [wheres[id(clause)] for clause in source.wheres]
        source.joins = [(other, seen(on)) for (_, other), (_, on) in zip(joined, source.joins, strict=True)]
        source.ranks = [
            Rank(
                [(seen(clause), [seen(key) for key in keys]) for clause, keys in rank.accesses],
                wheres.get(id(rank.instead_of), rank.instead_of),
            )
            for rank in source.ranks
        ]
        if source.order_keys is not None:
            source.order_keys = tuple(map(seen, source.order_keys))
        if source.at_most is not None:
            source.at_most = seen(source.at_most)


def _moved(expression: Any, rows: Sequence[tuple[FromClause, FromClause]]) -> Any:
    """An expression in which columns of replaced tables are those of their replacements."""
    others = {id(old): new for old, new in rows if old is not new}

    def moved(element: Any, **_: Any) -> Any:
        found = others.get(id(element.table)) if isinstance(element, ColumnClause) else None
        return None if found is None else found.c[element.key]

    return visitors.replacement_traverse(expression, {}, moved) if others else expression


def listing(
    weaver: Weaver,
    declared: ManyField | ConnectionField,
    target: ModelType,
    arguments: Mapping[str, Value],
    frame: Frame,
) -> Listing:
    """The rows of the target type in a list below the frame's row."""
    facts, values = weaver.bind_arguments(declared.arguments, arguments, frame.facts)
    row = weaver.alias(target)
    source = Source(row.c, frame.columns, weaver.json.name, row)
    on = None
    if declared.on is not None:
        on = declared.on(*frame.parent_columns, row.c, **({} if declared.narrow is not None else values))
        source.where(weaver.for_reader(on, facts))
    scope = weaver.scope_below(target, row, facts, frame, on)
    for clause in scope:
        source.where(clause)
    return Listing(declared, weaver.visibility, source, row, scope, facts, values)
