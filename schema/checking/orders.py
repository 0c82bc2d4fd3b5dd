"""Tries the keys of every order over the table of its rows, when the schema is assembled: none may be null."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ClauseElement, Column, Table
from sqlalchemy.sql.elements import ColumnClause

from schema.checking.expressions import check_own, try_expression
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Key, ManyField, OneField, Through
from schema.modelling.model import Model, ModelType


def check_orders(model: Model) -> None:
    """Raises DeclarationError for an order that is not a tuple of keys, or has a key that may be null."""
    for whose, ordered, keys in orders_of(model):
        if not isinstance(keys, tuple):
            raise DeclarationError(f"The order of {whose} is {keys}; write a tuple of keys, as in (key,).")
        for key in keys:
            if not isinstance(key, Through | ClauseElement) and not callable(key):
                raise DeclarationError(f"The order of {whose} has the key {key!r}; write a column or a function.")
            check_own(f"The order of {whose}", key, ordered)
            for column in columns_of(whose, key, ordered):
                if (
                    isinstance(column, Column)
                    and column.nullable
                    and (key is column or isinstance(column.table, Table))
                ):
                    raise may_be_null(whose, key, column)


def orders_of(model: Model) -> Iterator[tuple[str, ModelType, tuple[Key, ...]]]:
    """All orders: the name of each in messages, the type of the rows that it orders, and its keys."""
    for model_type in model.types.values():
        if model_type.declaration.table is not None:
            for order in (model_type.declaration.order, *model_type.declaration.orders.values()):
                yield model_type.name, model_type, order.keys
    for field in model.all_fields():
        if isinstance(field.declared, ManyField | OneField) and field.declared.order:
            yield field.coordinate, model.target(field.shape), field.declared.order


def columns_of(whose: str, key: Key, ordered: ModelType) -> tuple[ColumnClause[Any], ...]:
    """The columns that a key consists of, unchanged."""
    if isinstance(key, Through):
        return key.key, key.column
    found = try_expression(f"The order of {whose}", key, ordered.table.c) if callable(key) else key
    return (found,) if isinstance(found, ColumnClause) and found.table is not None else ()


def may_be_null(whose: str, key: Key, column: Column[Any]) -> DeclarationError:
    """The error of an order that has a key which may be null."""
    selected = "select(….c.…).where(…).scalar_subquery()" if isinstance(key, Through) else f"row.{column.key}"
    return DeclarationError(
        f"The order of {whose} has the key {column.name}, which may be null: no cursor could mark where a page ends, "
        "and databases sort null differently. Order by a column that is nullable=False, or by a function that "
        f"replaces null, as in lambda row: func.coalesce({selected}, …)."
    )
