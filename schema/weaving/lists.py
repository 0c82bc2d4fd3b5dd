"""Lists without pages in SQL: of objects, and of a facet's counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from schema.declaring.declarations import Order
from schema.declaring.field_kinds import FacetField, ManyField
from schema.plan import Nested
from schema.weaving.connections.results import ResultFrame
from schema.weaving.elements.pieces import Piece, Pieces
from schema.weaving.frames import Frame
from schema.weaving.orders import order_of, with_direction, with_joins
from schema.weaving.sources import listing
from schema.weaving.weaver import Weaver


def many(weaver: Weaver, declared: ManyField, nested: Nested, frame: Frame) -> list[Piece]:
    """A short list as JSON text."""
    target = nested.selection.type
    listed = listing(weaver, declared, target, nested.arguments, frame)
    listed.narrow()
    source, row, facts = listed.source, listed.row, listed.facts
    chosen = target.declaration.order
    if declared.order is not None:
        chosen = Order(keys=declared.order, descending=chosen.descending)
    inner = Frame(row, frame.visible_froms(), facts, list_source=source)
    item = Pieces(weaver.selection(nested.selection, inner)).label("item")
    order, descending = order_of(weaver, source, row, chosen, facts, inner.joins.values())
    base = with_joins(inner.source(), source)
    items = select(item).select_from(base).where(*source.wheres).order_by(*with_direction(order, descending))
    if source.at_most is not None:
        items = items.limit(source.at_most)
    found = items.correlate(*inner.outer).subquery("m")
    joined = weaver.json.joined(found.c.item)
    return ["[", select(joined).select_from(found).correlate(*frame.visible_froms()).scalar_subquery(), "]"]


def facet_counts(weaver: Weaver, declared: FacetField, nested: Nested, frame: Frame) -> list[Piece]:
    """The counts of one facet as JSON text, most frequent first."""
    assert isinstance(frame, ResultFrame)
    counted = frame.result.facet_values(declared).subquery("f")
    value, count = counted.c
    counts: Any = select(value.label("value"), count.label("count")).where(count > 0).subquery("fc")
    inner = frame.below(counts)
    item = Pieces(weaver.selection(nested.selection, inner)).label("item")
    by_name = weaver.json.by_code_point(counts.c.value)
    listed = select(item).select_from(counts).order_by(counts.c.count.desc(), by_name).subquery("m")
    joined = weaver.json.joined(listed.c.item)
    return ["[", select(joined).select_from(listed).scalar_subquery(), "]"]
