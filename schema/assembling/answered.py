"""Which columns fields answer as they are, in parts of a row as well, and what keeps them back there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import FromClause

from schema.checking.expressions import tried
from schema.declaring import cells
from schema.declaring.field_kinds import PartField
from schema.modelling.model import Model, ModelField, ModelType, column_of


@dataclass(frozen=True, slots=True)
class Answered:
    """A column that a field answers. guard: that of the field, and of the parts that it is in."""

    field: ModelField
    column: cells.Column
    guard: cells.Guard


def answered(model: Model) -> Iterator[Answered]:
    """Every column that is answered as it is, once for each way that leads to it through parts of its row."""
    parts = _parts_alone(model)
    for model_type in model.types.values():
        if model_type.name not in parts:
            yield from _in(model, model_type, model_type.declaration.table, cells.OPEN, (model_type.name,))


def _parts_alone(model: Model) -> set[str]:
    """The types that nothing leads to but a part of another row: what keeps that back holds for all of them."""
    parts: set[str] = set()
    others = {name for name, model_type in model.types.items() if model_type.declaration.is_node}
    for fields in model.field_maps():
        for field in fields.values():
            if field.shape.target is not None:
                of_a_row = isinstance(field.declared, PartField) and field.owner in model.types
                (parts if of_a_row else others).add(field.shape.target)
    return parts - others


def _in(
    model: Model, model_type: ModelType, table: FromClause | None, above: cells.Guard, path: tuple[str, ...]
) -> Iterator[Answered]:
    """table: of which there is a row; path: the types on the way, of which none is looked into once more."""
    for field in model_type.fields.values():
        guard = above & cells.guard_of(field.declared)
        if isinstance(field.declared, PartField):
            part = model.target(field.shape)
            if part.name in path:
                continue
            own = part.declaration.table
            if own is None or own is table:
                yield from _in(model, part, table, guard, (*path, part.name))
            else:  # the one row of another table, over which no visible_when of this one can be asked
                yield from _in(model, part, own, cells.Guard(readers=guard.readers), (*path, part.name))
            continue
        column = tried(field.coordinate, column_of, field, table)
        known = None if column is None else cells.known_as(column)
        if known is not None:
            yield Answered(field, known, guard)
