"""Collects the columns that `visible_when` and `restricted_to` keep back, and checks what concerns them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Column

from schema.assembling.expressions import check_scope
from schema.assembling.model import Model, ModelField, ModelType
from schema.assembling.nulls import column_of
from schema.declaring import cells
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Key, ManyField, Through


def keep_back(model: Model, roles: Collection[str]) -> None:
    """Keep back the columns of fields with `visible_when` or `restricted_to`, whatever reads them.

    roles: see `check_expressions`. Raises DeclarationError for a field with the first that has no row or cannot be
    null, for another field over the same column that is visible to others, and for an order by such a column.
    """
    for found in (*model.queries.values(), *_of_connections(model)):
        if found.declared.visible_when is not None:
            raise _has_no_row(found)
    for kind in model.types.values():
        for found in kind.fields.values():
            if found.declared.visible_when is not None:
                _check(kind, found, roles)
            column, guard = _column(kind, found), cells.guard_of(found.declared)
            if column is not None and guard is not None:
                model.kept_back.setdefault(column, guard)
    for kind in model.types.values():
        for found in kind.fields.values():
            _check_shared(model, kind, found)
        _check_orders(model, kind)


def _of_connections(model: Model) -> Iterator[ModelField]:
    for kind in model.types.values():
        yield from kind.connection_fields.values()


def _has_no_row(found: ModelField) -> DeclarationError:
    return DeclarationError(
        f"{found.owner}.{found.name} has no row of a table that visible_when could ask: leave it out, or declare the "
        "field of a type over a table."
    )


def _check(kind: ModelType, found: ModelField, roles: Collection[str]) -> None:
    whose, shape, visible_when = f"{kind.name}.{found.name}", found.shape, found.declared.visible_when
    if kind.declaration.table is None:
        raise _has_no_row(found)
    if not (shape.nullable or shape.is_list or shape.kind == "connection"):
        raise DeclarationError(f"{whose} is null where visible_when does not hold: write {shape.written} | None.")
    assert visible_when is not None
    check_scope(whose, "visible_when", visible_when, kind.table.c, roles)


def _check_shared(model: Model, kind: ModelType, found: ModelField) -> None:
    column = _column(kind, found)
    if column in model.kept_back and cells.guard_of(found.declared) != model.kept_back[column]:
        raise DeclarationError(
            f"{kind.name}.{found.name} answers the column {column[1]}, which another field answers by a visible_when "
            "or a restricted_to that is not the same: give both the same."
        )


def _column(kind: ModelType, found: ModelField) -> cells.Column | None:
    column = column_of(kind, found)
    return None if column is None else cells.known_as(column)


def _check_orders(model: Model, kind: ModelType) -> None:
    for whose, keys in _orders(kind):
        for key in keys:
            for column in (key.key, key.column) if isinstance(key, Through) else (key,):
                if isinstance(column, Column) and cells.known_as(column) in model.kept_back:
                    raise DeclarationError(
                        f"The order of {whose} has the key {column.name}, which is null for whoever does not see it: "
                        "no cursor could say where a page ends. Order by another, or by a function that says what "
                        f"stands for null, as in lambda row: func.coalesce(row.{column.key}, …)."
                    )


def _orders(kind: ModelType) -> Iterator[tuple[str, tuple[Key, ...]]]:
    for order in (kind.declaration.order, *kind.declaration.orders.values()):
        yield kind.name, order.keys
    for found in kind.fields.values():
        if isinstance(found.declared, ManyField) and found.declared.order is not None:
            yield f"{kind.name}.{found.name}", found.declared.order
