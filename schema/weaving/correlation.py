"""Correlates the subqueries in declarations with the rows around them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.sql import visitors


def correlated_outward(clause: Any) -> Any:
    """A clause whose subqueries are correlated with all tables that only their conditions mention, at any distance.

    SQLAlchemy by itself correlates with the next level only: a table further out would be joined again, without a
    condition, and every row would match. A subquery with a correlation of its own stays as it is.
    """
    for part in visitors.iterate(clause):
        if part.__visit_name__ == "select":
            _correlate_outward(part)
    return clause


def _correlate_outward(subquery: Any) -> None:
    """Correlate one subquery in place: what only its conditions mention is outside of it anywhere."""
    if subquery._auto_correlate:
        joined = [target for target, *_ in subquery._setup_joins]
        own = _froms(*subquery._raw_columns, *subquery._from_obj, *joined)
        mentioned = _froms(*subquery._where_criteria)
        outside = [source for source in mentioned if not own.keys() & set(source._from_objects)]
        subquery._correlate, subquery._auto_correlate = (*subquery._correlate, *outside), not outside


def _froms(*clauses: Any) -> dict[FromClause, None]:
    """What these clauses read from, in order."""
    return dict.fromkeys(source for clause in clauses for source in clause._from_objects)
