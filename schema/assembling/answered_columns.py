"""The columns that fields answer unchanged, also in parts of a row, and what withholds them there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import FromClause

from schema.checking.expressions import try_expression
from schema.declaring import cells
from schema.declaring.field_kinds import PartField
from schema.modelling.model import Model, ModelField, ModelType, column_of


@dataclass(frozen=True, slots=True)
class AnsweredColumn:
    """A column that a field answers. guard: of the field and of the parts that it is in."""

    field: ModelField
    column: cells.Column
    guard: cells.Guard


def answered_columns(model: Model) -> Iterator[AnsweredColumn]:
    """Every column that is answered unchanged, once for each way that leads to it through parts of its row."""
    parts = _only_parts(model)
    for model_type in model.types.values():
        if model_type.name not in parts:
            yield from _columns_in(model, model_type, model_type.declaration.table, cells.OPEN, (model_type.name,))


def _only_parts(model: Model) -> set[str]:
    """The types that are reached only as a part of another row: what withholds that part holds for all of them."""
    parts: set[str] = set()
    others = {name for name, model_type in model.types.items() if model_type.declaration.is_node}
    for fields in model.field_maps():
        for field in fields.values():
            if field.shape.target is not None:
                of_a_row = isinstance(field.declared, PartField) and field.owner in model.types
                (parts if of_a_row else others).add(field.shape.target)
    return parts - others


def _columns_in(
    model: Model, model_type: ModelType, table: FromClause | None, above: cells.Guard, path: tuple[str, ...]
) -> Iterator[AnsweredColumn]:
    """The columns of one type. table: of its row; path: the types on the way, none of which is entered again."""
    for field in model_type.fields.values():
        guard = above & cells.guard_of(field.declared)
        if isinstance(field.declared, PartField):
            part = model.target(field.shape)
            if part.name in path:
                continue
            own = part.declaration.table
            if own is None or own is table:
                yield from _columns_in(model, part, table, guard, (*path, part.name))
            else:  # the one row of another table: no visible_when of this one can be applied to it
                yield from _columns_in(model, part, own, cells.Guard(readers=guard.readers), (*path, part.name))
            continue
        column = try_expression(field.coordinate, column_of, field, table)
        known = None if column is None else cells.table_and_name(column)
        if known is not None:
            yield AnsweredColumn(field, known, guard)
