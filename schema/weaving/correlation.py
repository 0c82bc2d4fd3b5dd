"""Correlates the subqueries that declarations write with the rows around them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.sql import visitors


def correlated_outward(clause: Any) -> Any:
    """A clause whose subqueries are correlated with every table that only their conditions mention, however far out.

    SQLAlchemy by itself correlates one level up only: a table further out would be joined once more, without a
    condition, and every row would match. A subquery that says itself what it correlates stays as it is.
    """
    for part in visitors.iterate(clause):
        if part.__visit_name__ == "select":
            _correlate_outward(part)
    return clause


def _correlate_outward(subquery: Any) -> None:
    """Correlate one subquery, for good: what it mentions is outside wherever it stands."""
    if subquery._auto_correlate:
        own = _froms(*subquery._raw_columns, *subquery._from_obj)
        mentioned = _froms(*subquery._where_criteria)
        outside = [source for source in mentioned if not own.keys() & set(source._from_objects)]
        subquery._correlate, subquery._auto_correlate = (*subquery._correlate, *outside), not outside


def _froms(*clauses: Any) -> dict[FromClause, None]:
    """What these clauses read from, in order."""
    return dict.fromkeys(source for clause in clauses for source in clause._from_objects)
