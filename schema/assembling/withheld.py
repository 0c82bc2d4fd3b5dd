"""Collects the columns that `visible_when` and `restricted_to` withhold, and checks the declarations over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from schema.assembling.answered_columns import AnsweredColumn, answered_columns
from schema.checking.expressions import check_scope
from schema.checking.orders import columns_of, orders_of
from schema.declaring import cells
from schema.declaring.errors import DeclarationError
from schema.modelling.model import Model, ModelField, ModelType


def withhold(model: Model, roles: Collection[str]) -> None:
    """Withhold the columns of fields with `visible_when` or `restricted_to`, whatever reads them.

    roles: see `check_expressions`. Raises DeclarationError for a field with the first that has no row or cannot be
    null, for another field over the same column that is visible to others, and for an order by such a column.
    """
    for field in (*model.queries.values(), *_of_connections(model)):
        if field.declared.visible_when is not None:
            raise _has_no_row(field)
    for model_type in model.types.values():
        for field in model_type.fields.values():
            if field.declared.visible_when is not None:
                _check(model_type, field, roles)
    found = list(answered_columns(model))
    for each in found:
        if each.guard != cells.OPEN:
            model.withheld.setdefault(each.column, each.guard)
    for each in found:
        _check_shared(model, each)
    _check_orders(model)


def _of_connections(model: Model) -> Iterator[ModelField]:
    for model_type in model.types.values():
        yield from model_type.connection_fields.values()


def _has_no_row(field: ModelField) -> DeclarationError:
    return DeclarationError(
        f"{field.coordinate} has no row of a table for visible_when: leave it out, or declare the "
        "field of a type over a table."
    )


def _check(model_type: ModelType, field: ModelField, roles: Collection[str]) -> None:
    whose, shape, visible_when = field.coordinate, field.shape, field.declared.visible_when
    if model_type.declaration.table is None:
        raise _has_no_row(field)
    if not (shape.nullable or shape.is_list or shape.kind == "connection"):
        raise DeclarationError(f"{whose} is null where visible_when does not hold: write {shape.written} | None.")
    assert visible_when is not None
    check_scope(whose, "visible_when", visible_when, model_type.table.c, roles)


def _check_shared(model: Model, answered: AnsweredColumn) -> None:
    if model.withheld.get(answered.column, answered.guard) != answered.guard:
        raise DeclarationError(
            f"{answered.field.coordinate} answers the column {answered.column[1]}, which another field answers with "
            "another visible_when or restricted_to: give both the same; those of a part also hold for its fields."
        )


def _check_orders(model: Model) -> None:
    for whose, ordered, keys in orders_of(model):
        for key in keys:
            for column in columns_of(whose, key, ordered):
                if cells.table_and_name(column) in model.withheld:
                    raise DeclarationError(
                        f"The order of {whose} has the key {column.name}, which is null for readers that may not "
                        "see it: no cursor could mark where a page ends. Order by another column, or by a "
                        f"function that replaces null, as in lambda row: func.coalesce(row.{column.key}, …)."
                    )
