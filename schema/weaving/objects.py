"""Objects in SQL: those nested in others, and those that are looked up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, cast, func, select

from schema.declaring.field_kinds import (
    ByIdField,
    FacetField,
    ManyField,
    OneField,
    PartField,
    ReferenceField,
    leads_somewhere,
)
from schema.markers import MISSING
from schema.plan import Lookup, Nested, Selection
from schema.request.identifiers import primary_key
from schema.request.reading import Reading
from schema.request.values import Value
from schema.weaving import lists
from schema.weaving.elements.kinds import TEXT, WHOLE_NUMBER
from schema.weaving.elements.pieces import Piece, Pieces, text_literal
from schema.weaving.frames import Frame, Join
from schema.weaving.orders import total
from schema.weaving.weaver import Weaver


def nested(weaver: Weaver, planned: Nested, frame: Frame) -> list[Piece]:
    """An object, or a list of them, that is nested in the object of the frame."""
    declared, shape = planned.field.declared, planned.field.shape
    null = "null" if shape.nullable else MISSING
    match declared:
        case PartField():
            return part(weaver, declared, planned, frame, null)
        case ReferenceField():
            return joined_object(weaver, declared, planned, frame, null)
        case OneField():
            return [one(weaver, declared, planned, frame, null)]
        case ByIdField():
            return [by_id(weaver, planned, frame, null)]
        case ManyField():
            return lists.many(weaver, declared, planned, frame)
        case FacetField():
            return lists.facet_counts(weaver, declared, planned, frame)
    raise TypeError(f"{planned.field.name} cannot hold an object")


def part(weaver: Weaver, declared: PartField, planned: Nested, frame: Frame, null: str) -> list[Piece]:
    """An object made from the frame's row, or from the one row of its own table."""
    target = planned.selection.type
    if target.declaration.table is not None and not frame.is_row_of(target.table):
        return [_object(weaver, planned.selection, frame.below(weaver.alias(target)), null, first=True)]
    if frame.row is None:
        inner = frame.without_joins()
        pieces = weaver.selection(planned.selection, inner)
        if not inner.joins:
            return pieces
        return [select(Pieces(pieces)).select_from(inner.source()).correlate(*inner.outer).scalar_subquery()]
    pieces = weaver.selection(planned.selection, frame.for_part())
    if declared.when is None:
        return pieces
    condition = weaver.for_reader(declared.when(frame.columns), frame.facts)
    return [case((condition, Pieces(pieces)), else_=text_literal(null))]


def joined_object(weaver: Weaver, declared: ReferenceField, planned: Nested, frame: Frame, null: str) -> list[Piece]:
    """The object that the frame's row refers to, joined once for all selections of the field."""
    target = planned.selection.type
    marks_absence = null == MISSING
    always = leads_somewhere(declared.key) and target.declaration.scope is None
    certain = always and frame.certain
    key = (id(planned.field), None if frame.row is None else id(frame.row))
    if key not in frame.joins:
        alias = weaver.alias(target)
        value = weaver.field_value(declared.key, frame.columns, frame.facts)
        on = and_(alias.c.id == value, *weaver.scope(target, alias, frame.facts))
        frame.joins[key] = Join(alias, on, certain)
    alias = frame.joins[key].alias
    absence_shown = always or not marks_absence
    inner = Frame(alias, frame.outer, frame.facts, frame.joins, certain=certain, absence_shown=absence_shown)
    written = weaver.selection(planned.selection, inner)
    if always or (marks_absence and inner.absence_shown):
        return written
    nothing = alias.c.id.is_(None)
    if marks_absence:
        return _marked_if_missing(nothing, written)
    return [case((nothing, text_literal(null)), else_=Pieces(written))]


def _marked_if_missing(nothing: ColumnElement[bool], written: list[Piece]) -> list[Piece]:
    """An object; without a row, a mark in it shows that it is missing.

    Its pieces are written one by one, since as one text they would be copied. Without a row they are useless, but still
    JSON.
    """
    opening, *rest = Pieces(written).pieces
    begun = str(opening).removeprefix("{")
    missing = f"{{{MISSING}:true{'' if begun.startswith('}') else ','}{begun}"
    return [case((nothing, text_literal(missing)), else_=text_literal(str(opening))), *rest]


def one(weaver: Weaver, declared: OneField, planned: Nested, frame: Frame, null: str) -> ColumnElement[Any]:
    """The first object that a condition finds."""
    target = planned.selection.type
    row = weaver.alias(target)
    facts, values = weaver.bind_arguments(declared.arguments, planned.arguments, frame.facts)
    clause = declared.on(*frame.parent_columns, row.c, **values)
    wheres = weaver.for_reader(clause, facts), *weaver.scope(target, row, facts)
    keys = [weaver.expression_for_reader(key, row.c, facts) for key in declared.order]
    order = total(weaver, row, keys) if keys else ()
    return _object(weaver, planned.selection, frame.below(row, facts), null, wheres, order, first=True)


def by_id(weaver: Weaver, planned: Nested, frame: Frame, null: str) -> ColumnElement[Any]:
    """The object that the argument `id` names."""
    key = weaver.parameters.bind_id(planned.arguments["id"], planned.selection.type.name, planned)
    return by_key(weaver, planned.selection, key, frame, null)


def by_key(
    weaver: Weaver, selection: Selection, key: ColumnElement[Any], frame: Frame, null: str
) -> ColumnElement[Any]:
    """The object of a type with this primary key."""
    row = weaver.alias(selection.type)
    wheres = row.c.id == key, *weaver.scope(selection.type, row, frame.facts)
    return _object(weaver, selection, frame.below(row), null, wheres)


def _object(
    weaver: Weaver,
    selection: Selection,
    inner: Frame,
    null: str,
    wheres: Sequence[ColumnElement[bool]] = (),
    order: Sequence[ColumnElement[Any]] = (),
    first: bool = False,
) -> ColumnElement[Any]:
    """The object of the row of a frame that meets these clauses. first: of several rows, the first in this order."""
    pieces = weaver.selection(selection, inner)
    found = select(Pieces(pieces)).select_from(inner.source()).where(*wheres).order_by(*order)
    if first:
        found = found.limit(1)
    return func.coalesce(found.correlate(*inner.outer).scalar_subquery(), text_literal(null))


def lookup(weaver: Weaver, planned: Lookup, frame: Frame) -> ColumnElement[Any]:
    """The objects of `node` and `nodes`, each by the type that its id names."""
    if not planned.many:
        ((name, selection),) = planned.selections.items()
        return by_key(weaver, selection, weaver.parameters.bind_id(planned.ids, name, planned), frame, "null")
    rows, value, position = weaver.json.elements(weaver.parameters.bind(_checked_ids(planned), TEXT))
    inner = frame.below(rows)
    found: list[tuple[Any, Any]] = []
    for name, selection in planned.selections.items():
        key = cast(func.substr(value, len(name) + 2), WHOLE_NUMBER)
        found.append((value.like(f"{name}:%"), by_key(weaver, selection, key, inner, "null")))
    each = case(*found, else_=text_literal("null")) if found else text_literal("null")
    ordered = select(each.label("item")).select_from(rows).order_by(position).correlate(*inner.outer).subquery()
    listed = weaver.json.joined(ordered.c.item)
    return select(Pieces(["[", listed, "]"])).select_from(ordered).scalar_subquery()


def _checked_ids(planned: Lookup) -> Value:
    def read(reading: Reading) -> str:
        identifiers: list[str] = planned.ids.read(reading)
        for identifier in identifiers:
            primary_key(identifier, identifier.partition(":")[0], planned.node, planned.path)
        return json.dumps(identifiers)

    return Value(None, read)
