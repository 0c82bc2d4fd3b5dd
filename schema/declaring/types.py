"""What authors write: GraphQL types declared once, over tables.

A declaration defines the fields of a type (columns, texts, relations, connections), who may see it (scope, restricted
fields) and how it is ordered. The Strawberry type, its connection, its arguments and the SQL are made from it.

    @node(tables.states, order=(tables.states.c.sort_name,))
    class State:
        "A Member State of the United Nations."

        iso_alpha3: str = column(tables.states.c.iso_alpha3)
        name: str = text(tables.states.c.name)
        participant: Participant | None = one(lambda state, participant: participant.state_id == state.id)

Expressions are columns of the type's own table, or functions of its row: `lambda state: state.member_since + 1`. A row
gives the columns of the table by name, under the alias that it has in the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import FromClause, Table

from schema.declaring.bitmaps import Bitmaps
from schema.declaring.classes import check_nothing_inherited, check_nothing_of_strawberry
from schema.declaring.declarations import Condition, Declaration, Order
from schema.declaring.docstrings import docstring_of
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import Key, declared_fields
from schema.declaring.scopes import Scope


def _declared(
    table: FromClause | None,
    scope: Scope | None,
    order: tuple[Key, ...] | Order,
    connection_name: str = "",
    **more: Any,
) -> Callable[[type], type]:
    if isinstance(table, type):
        raise DeclarationError(
            f"{table.__module__}.{table.__qualname__} is declared without a table: write @node(table) or @record() "
            "above it."
        )

    def declare(python: type) -> type:
        check_nothing_inherited(python)
        check_nothing_of_strawberry(python)
        python.__declaration__ = Declaration(  # type: ignore[attr-defined]
            name=python.__name__,
            python=python,
            table=table,
            fields=declared_fields(python),
            description=docstring_of(python),
            scope=scope,
            order=order if isinstance(order, Order) else Order(keys=order),
            connection_name=connection_name or f"{python.__name__}Connection",
            **more,
        )
        return python

    return declare


def node(
    table: Table,
    *,
    scope: Scope | None = None,
    order: tuple[Key, ...] | Order = (),
    orders: Mapping[str, Order] | None = None,
    connection_name: str = "",
    connection_fields: type | None = None,
    bitmaps: Bitmaps | None = None,
) -> Callable[[type], type]:
    """Declare a class as a type of the schema with an id, reachable through `node`.

    scope: `scope(row, role)` is the clause that a row must meet to exist for the reader, or None if all do; it
    holds in lists, counts, facets, search, relations and lookups alike. order: the order of its lists; `orders`: those
    that `orderBy` names. connection_fields: a class of facets and further fields of its connections. bitmaps: by which
    whole results are counted.
    """
    return _declared(
        table,
        scope,
        order,
        connection_name,
        is_node=True,
        orders=dict(orders or {}),
        connection_fields=connection_fields,
        bitmaps=bitmaps,
    )


def record(
    table: FromClause | None = None,
    *,
    scope: Scope | None = None,
    order: tuple[Key, ...] | Order = (),
) -> Callable[[type], type]:
    """Declare a class as an object without an id: a row of a table, or a part of one (then without a table)."""
    return _declared(table, scope, order, is_node=False)


def filters(python: type) -> type:
    """Declare a class of `where` fields as a filter input; all of its fields are optional and combined with AND."""
    if python.__bases__ != (object,):
        raise DeclarationError(
            f"{python.__module__}.{python.__qualname__} is a filter, which takes no condition from another class: "
            f"write class {python.__name__} without one, and all of its conditions in it."
        )
    python.__conditions__ = {  # type: ignore[attr-defined]
        name: value for name, value in vars(python).items() if isinstance(value, Condition)
    }
    return python
