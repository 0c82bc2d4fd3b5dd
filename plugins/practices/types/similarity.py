"""Which practices are similar to one: those that share the most of the values under which it is filed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Subquery, and_, func, select

from plugins.practices.enums import PracticeStatus
from plugins.practices.tables import counts, practices, terms
from schema import Source

SIMILAR, MOST_SIMILAR = 5, 20
"""The number of similar practices by default, and at most."""
COMPARED = 500
"""A practice is compared with those that have its rarest values, until they are so many; at most so many for one."""
COST = 250
"""What finding them costs, in rows."""


def narrow_to_similar(source: Source, first: Any) -> None:
    """Narrow to the published practices that share the most terms with the parent, of those that share its rarest."""
    best = _best(source.parent.id)
    source.join(best, best.c.practice_id == source.row.id)
    source.order(best.c.shared, descending=True)
    source.limit(func.coalesce(first, SIMILAR))


def _best(practice: Any) -> Subquery:
    """The practices that share the most terms with this one, each with the number of these."""
    ours, theirs = terms.alias("ours"), terms.alias("theirs")
    candidates = _candidates(practice)
    shared = (
        select(func.count())
        .join_from(ours, theirs, and_(theirs.c.kind == ours.c.kind, theirs.c.value == ours.c.value))
        .where(ours.c.practice_id == practice, ours.c.kind != "language")
        .where(theirs.c.practice_id == candidates.c.practice_id)
        .correlate(practice.table, candidates)
        .scalar_subquery()
        .label("shared")
    )
    return (
        select(candidates.c.practice_id, shared)
        .order_by(shared.desc(), candidates.c.practice_id.desc())
        .limit(MOST_SIMILAR)
        .correlate(practice.table)
        .subquery("best")
    )


def _candidates(practice: Any) -> Subquery:
    """Other published practices that share one of the rarest terms of this one."""
    rarest = _rarest(practice)
    theirs = terms.alias("theirs")
    same = and_(theirs.c.kind == rarest.c.kind, theirs.c.value == rarest.c.value)
    return (
        select(theirs.c.practice_id)
        .distinct()
        .join_from(rarest, theirs, and_(same, theirs.c.practice_id >= rarest.c.least))
        .where(theirs.c.practice_id != practice, _is_published(theirs.c.practice_id))
        .correlate(practice.table)
        .subquery("candidates")
    )


def _rarest(practice: Any) -> Subquery:
    """The terms of a practice, each with the number of published practices that have it.

    Without those of which all rarer ones have enough practices already. least: the least id of those that count.
    """
    ours, theirs = terms.alias("ours"), terms.alias("theirs")
    number = func.coalesce(counts.c.number, 0)
    rarer = func.sum(number).over(order_by=number, range_=(None, -1))
    each = (
        select(ours.c.kind, ours.c.value, func.coalesce(rarer, 0).label("rarer"))
        .outerjoin(counts, and_(counts.c.kind == ours.c.kind, counts.c.value == ours.c.value))
        .where(ours.c.practice_id == practice, ours.c.kind != "language")
        .correlate(practice.table)
        .subquery("each")
    )
    last = (
        select(theirs.c.practice_id)
        .where(theirs.c.kind == each.c.kind, theirs.c.value == each.c.value, _is_published(theirs.c.practice_id))
        .order_by(theirs.c.practice_id.desc())
        .offset(COMPARED - 1)
        .limit(1)
        .scalar_subquery()
    )
    found = select(each.c.kind, each.c.value, func.coalesce(last, 0).label("least")).where(each.c.rarer < COMPARED)
    return found.correlate(practice.table).subquery("rarest")


def _is_published(practice: Any) -> Any:
    """Whether a practice is published, asked for its id alone: no planner reads all practices for that."""
    status = select(practices.c.status).where(practices.c.id == practice).scalar_subquery()
    return status == PracticeStatus.PUBLISHED.name
