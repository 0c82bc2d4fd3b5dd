"""Checks of orders: without an index, each page of a list sorts all of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, PrimaryKeyConstraint, Table, UniqueConstraint

from core.assembly import assemble_schema
from core.conformance.examination import Examination
from schema.declaring.declarations import Order
from schema.declaring.field_kinds import ConnectionField
from schema.modelling.model import ModelType


def indexed(examination: Examination) -> Iterator[str]:
    """Every order of a list at the root has an index that begins with its columns.

    Authors must look after computed keys, keys in other rows, what a `narrow` orders, and lists below a row themselves.
    """
    model = assemble_schema(examination.plugins).model
    ours = {declaration.name for declaration in examination.declarations} - examination.subject.short
    for field in model.queries.values():
        listed = field.declared
        if isinstance(listed, ConnectionField) and listed.on is None and field.shape.target in ours:
            model_type = model.target(field.shape)
            for option, order in _orders(model_type, listed):
                columns = _columns(model_type, order)
                if columns and not _are_indexed(columns):
                    names = ", ".join(repr(column.name) for column in columns)
                    yield (
                        f"The {option} of {model_type.name}, by which {field.coordinate} lists, has no index: each "
                        f"page would sort all rows. Add Index(…, {names}, 'id') to {columns[0].table.name}."
                    )


def _orders(model_type: ModelType, listed: ConnectionField) -> Iterator[tuple[str, Order]]:
    """The orders of a list, by how they are declared."""
    named = {name: model_type.declaration.orders[name] for name in getattr(listed.order_by, "__members__", ())}
    if listed.narrow is None and model_type.declaration.order not in named.values():
        yield "order", model_type.declaration.order
    yield from ((f"order {name}", order) for name, order in named.items())


def _columns(model_type: ModelType, order: Order) -> list[Column[Any]]:
    """The columns of an order; empty if one of its keys is anything else."""
    keys: list[Any] = [key(model_type.table.c) if callable(key) else key for key in order.keys]
    plain = all(
        isinstance(key, Column) and isinstance(key.table, Table) and key.table is model_type.table for key in keys
    )
    return keys if plain else []


def _are_indexed(columns: list[Column[Any]]) -> bool:
    table: Any = columns[0].table
    unique = [each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint)]
    ways: list[Iterable[Any]] = [*(index.expressions for index in table.indexes), *(each.columns for each in unique)]
    return any([id(part) for part in way][: len(columns)] == [id(column) for column in columns] for way in ways)
