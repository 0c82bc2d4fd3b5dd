"""Where the subqueries of a declaration find the rows around them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select
from sqlalchemy.sql import visitors


def looking_outward(clause: Any) -> Any:
    """A clause whose subqueries take what they only mention in their conditions from around them, however far out.

    SQLAlchemy by itself looks one level up: a row further out would be joined anew, unconnected, and every row would
    match. A subquery that says itself what it correlates stays as it is.
    """

    def look(subquery: Select[Any]) -> None:
        if subquery._auto_correlate:
            own = {source for column in subquery._raw_columns for source in column._from_objects}
            own |= {source for given in subquery._from_obj for source in given._from_objects}
            outside = [source for source in subquery.get_final_froms() if not own & set(source._from_objects)]
            subquery._correlate, subquery._auto_correlate = (*subquery._correlate, *outside), not outside

    return visitors.cloned_traverse(clause, {}, {"select": look})
