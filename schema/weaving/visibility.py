"""What a reader sees: only rows within the scope of their type, and of these only cells that are not withheld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

from schema.declaring.cells import Withheld, table_and_name
from schema.declaring.facts import with_facts
from schema.declaring.field_kinds import Field
from schema.declaring.scopes import Clause, Row, Scope
from schema.weaving.correlation import correlated_outward
from schema.weaving.elements.cells import NOT_REWRITTEN, Cell
from schema.weaving.elements.pruning import Pruned


class Visibility:
    """What readers of one role see. withheld: the columns whose cells they see only in some rows, with the scopes."""

    def __init__(self, role: str, withheld: Withheld) -> None:
        self.role = role
        self.withheld = {
            (table, name): scope for (table, name), scope in withheld.items() if scope(table.c, role) is not None
        }

    def rows(self, scope: Scope | None, row: Row, facts: Mapping[str, ColumnElement[Any]]) -> list[Clause]:
        """The clauses for rows within a scope; the scope itself may read every cell.

        facts: those that arguments have set there, instead of the reading's.
        """
        clause = scope(row, self.role) if scope else None
        if clause is None:
            return []
        clause = correlated_outward(clause)
        found = with_facts(clause, facts) if facts else clause
        return [found._annotate({NOT_REWRITTEN: True}) if self.mentioned_in(found) else found]

    def shown(self, declared: Field, row: Row) -> list[Clause]:
        """The clauses for rows on which a field is visible.

        They use the reading's own facts, even below an argument that sets another day: it must not reveal anything.
        """
        return self.rows(declared.visible_when, row, {})

    def cells(self, expression: Any) -> Any:
        """An expression in which a withheld cell is null, except in rows that show it to the reader."""
        if not self.mentioned_in(expression):
            return expression
        return visitors.replacement_traverse(expression, {}, self._cell)

    def withholds_cells_of(self, table: FromClause) -> bool:
        """Whether a table has cells that the reader may not see."""
        return any(of is table for of, _ in self.withheld)

    def mentioned_in(self, expression: Any) -> bool:
        """Whether an expression reads a column that is withheld."""
        if not self.withheld or NOT_REWRITTEN in expression._annotations:
            return False
        if self._scope_of(expression) is not None or self._takes_whole(expression):
            return True
        return any(map(self.mentioned_in, expression.get_children()))

    def _takes_whole(self, element: Any) -> bool:
        """Whether a select takes a whole table, one of whose columns is withheld."""
        taken = element._raw_columns if isinstance(element, Select) else ()
        return any(isinstance(rows, FromClause) and any(map(self._scope_of, rows.c)) for rows in taken)

    def _scope_of(self, element: Any) -> Scope | None:
        column = table_and_name(element) if isinstance(element, ColumnClause) else None
        return None if column is None else self.withheld.get(column)

    def _cell(self, element: Any, **_: Any) -> Any:
        """The replacement for an element that is a withheld column, or selects a table that has one; else None."""
        if self._takes_whole(element):
            return self.cells(element.with_only_columns(*element.selected_columns, maintain_column_froms=True))
        scope = self._scope_of(element)
        if scope is None:
            return None
        (shown,) = self.rows(scope, _row_of(element.table), {})
        return Cell(shown, element)


def _row_of(rows: FromClause) -> Row:
    return rows.columns_read if isinstance(rows, Pruned) else rows.c
