"""Checks the common table expressions in what authors write, when the schema is assembled."""

from __future__ import annotations

from sqlalchemy import CTE, ClauseElement, FromClause
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate

from schema.declaring.errors import DeclarationError


def check_nested(whose: str, clause: ClauseElement, *rows: FromClause) -> None:
    """Raises DeclarationError for a common table expression that reads one of these rows and is not nested.

    A statement begins with those that are not nested: there, the row of a list or of an object is unknown.
    """
    for element in iterate(clause):
        if isinstance(element, CTE) and not element.nesting and any(_reads(element, row) for row in rows):
            raise DeclarationError(
                f"{whose} reads the row in cte(…), which a statement lifts out of the place where the row is known: "
                'write cte("…", nesting=True).'
            )


def _reads(found: CTE, row: FromClause) -> bool:
    return any(isinstance(element, ColumnClause) and element.table is row for element in iterate(found))
