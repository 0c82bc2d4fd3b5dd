"""What authors declare in a type: its fields, scopes and orders that follow a reference, filters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Column, Select

from schema.declaring.bitmaps import Under
from schema.declaring.declarations import Condition
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import (
    SHORT_LIST,
    Argument,
    ByIdField,
    ColumnField,
    ConnectionField,
    Expression,
    FacetField,
    Key,
    ManyField,
    OneField,
    PartField,
    ReferenceField,
    ResolvedField,
    TextField,
    Through,
    leads_somewhere,
)
from schema.declaring.scopes import Clause, Row, Scope, Within

Roles = Iterable[str | Enum] | None
"""Roles by name, or members of an enumeration of them."""


def _roles(roles: Roles) -> frozenset[str] | None:
    return None if roles is None else frozenset(role.name if isinstance(role, Enum) else role for role in roles)


def _arguments(types: Mapping[str, Any], taker: Callable[..., Any] | None, call: str) -> dict[str, Argument]:
    """The arguments of a field. Raises DeclarationError for one that its function does not accept."""
    taken = inspect.signature(taker).parameters if taker is not None else {}
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
        for name in types:
            if name not in taken:
                raise DeclarationError(
                    f"{call} got {name}=, which is not an option of it; as an argument of the field nothing would take "
                    f"it: give a function with a parameter {name}."
                )
    return {name: kind if isinstance(kind, Argument) else Argument(type=kind) for name, kind in types.items()}


def column(
    expression: Expression,
    *,
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    description: str = "",
    deprecated: str | None = None,
) -> Any:
    """A value of the row, of the annotated scalar, enum or list of these.

    restricted_to: the roles that read it; it is null for all others. visible_when: `visible_when(row, role)` is the
    clause that a row must meet for the reader to see the field on it, or None if all do; on other rows it is null,
    or an empty list. A column that such a field answers is null there for whatever else reads it: filters, facets,
    search and other fields. A copy in another column, such as a search index, is not.
    """
    return ColumnField(
        expression=expression,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        description=description,
        deprecated=deprecated,
    )


def text(
    expression: Expression,
    *,
    original: Column[Any] | str = "en",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    description: str = "",
) -> Any:
    """A text in up to six languages, stored in a `Texts` column; the field takes a `language`.

    A reader gets the requested language, else the first of its Accept-Language that exists, else the original, whose
    code is in the column `original`, or `original` itself.
    """
    return TextField(
        expression=expression,
        original=original,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        description=description,
    )


def reference(
    key: Expression, *, restricted_to: Roles = None, visible_when: Scope | None = None, description: str = ""
) -> Any:
    """The one row whose primary key this row holds."""
    return ReferenceField(
        key=key, restricted_to=_roles(restricted_to), visible_when=visible_when, description=description
    )


def through(key: Column[Any], column: Column[Any]) -> Through:
    """A key of an order: a column of the row that a reference of this row always leads to.

    Rows are then read in that order from its index, if it has one. Raises DeclarationError for a key that may lead
    nowhere.
    """
    if not leads_somewhere(key):
        raise DeclarationError(
            f"An order through {key} needs a foreign key that is never null; add one, or use a lambda."
        )
    return Through(key, column)


def within(key: Column[Any], scope: Scope) -> Scope:
    """The scope of rows that belong to another row: a reader that sees the one sees the others.

    key: their reference to it; scope: its own, applied to that very row if they are listed below it. Raises
    DeclarationError for a key that may lead nowhere.
    """
    if not leads_somewhere(key):
        raise DeclarationError(
            f"A scope within {key} needs a foreign key that is never null; add one, or write a function: "
            "lambda row, role: exists().where(…)."
        )
    return Within(key, scope)


def part(
    *,
    when: Callable[[Row], Clause] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
) -> Any:
    """A separate object made from the same row; null unless `when` holds."""
    return PartField(when=when, description=description, restricted_to=_roles(restricted_to), visible_when=visible_when)


def one(
    on: Callable[..., Clause],
    /,
    *,
    order: tuple[Expression, ...] = (),
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    **arguments: Any,
) -> Any:
    """The first row of another type for which `on(row, other, **arguments)` holds, or null."""
    return OneField(
        on=on,
        order=order,
        description=description,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        arguments=_arguments(arguments, on, "one(…)"),
    )


def by_id(*, description: str = "") -> Any:
    """The row that the argument `id` names, or null: `practice(id: ID!): Practice`."""
    return ByIdField(description=description)


def many(
    on: Callable[..., Clause] | None = None,
    /,
    *,
    order: tuple[Key, ...] | None = None,
    narrow: Callable[..., None] | None = None,
    at_most: int = SHORT_LIST,
    cost: int = 0,
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    **arguments: Any,
) -> Any:
    """All rows of another type for which `on(row, other, **arguments)` holds: a list that stays short.

    At a root, where there is no row, it is `on(other)`. If `narrow` is given, it gets the arguments instead; see
    `connection`. at_most: how many rows there are, if they may be more than a few: the cost of a query depends on it,
    and an argument `first` that is greater is refused. cost: how many more rows could be read in the time in which they
    are found.
    """
    return ManyField(
        at_most=at_most,
        cost=cost,
        on=on,
        order=order,
        narrow=narrow,
        description=description,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        arguments=_arguments(arguments, narrow or on, "many(…)"),
    )


def connection(
    on: Callable[..., Clause] | None = None,
    /,
    *,
    filter: type | None = None,
    order_by: type | None = None,
    both_ways: bool = False,
    narrow: Callable[..., None] | None = None,
    cost: Callable[..., int] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    **arguments: Any,
) -> Any:
    """Pages over the rows of another type for which `on(row, other)` holds, as in Relay's connections.

    `filter` is a class made by `filters`, `order_by` an enum whose names are orders of the target. `direction`
    comes with that, or alone if the list runs `both_ways`. Further arguments go to `narrow(source, **values)`, which
    may restrict, join and order the source, or to `on` if there is no `narrow`; an argument of a type `… | None` that
    is left out is None. cost: `cost(**values)`, with the arguments as they were sent: how many more rows could be read
    in the time in which the rows are found.
    """
    return ConnectionField(
        on=on,
        filter=filter,
        order_by=order_by,
        both_ways=both_ways,
        narrow=narrow,
        cost=cost,
        description=description,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        arguments=_arguments(arguments, narrow or on, "connection(…)"),
    )


def resolved(
    resolver: Callable[..., Any],
    *,
    needs: Mapping[str, Expression] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    cost: int = 1,
    **arguments: Any,
) -> Any:
    """A value that Python computes from the columns that it needs: `resolver(reading, **needs, **arguments)`.

    What it needs comes as JSON has it: a day as `2026-05-09`, a moment as `2026-05-09T14:00:00Z`, a list as a list, all
    languages of a text as a dict. `reading.facts` has Python's dates and datetimes. A resolver is called in a thread,
    so that other requests are answered meanwhile. One that is `async` runs in the event loop: if it waits without
    `await`, for the database for instance, no other request is answered meanwhile. cost: how many rows could be read
    while one value is computed, some fifty in a millisecond.
    """
    return ResolvedField(
        resolver=resolver,
        needs=dict(needs or {}),
        description=description,
        restricted_to=_roles(restricted_to),
        visible_when=visible_when,
        arguments=_arguments(arguments, resolver, "resolved(…)"),
        cost=cost,
    )


def facet(values: Callable[..., Any], *, without: str, under: Under | None = None, description: str = "") -> Any:
    """How many rows of a connection's whole result have each value, without the condition of the filter field
    `without`.

    `values(rows)` gets the subquery of the result (its column `id`) and returns a select of (value, count). under: the
    bitmaps of these values, used if the result can be counted by bitmaps.
    """
    return FacetField(values=values, without=without, under=under, description=description)


def where(
    clause: Callable[[Row, Any], Clause] | None = None,
    *,
    keys: Callable[[Any], Select[Any]] | None = None,
    under: Under | None = None,
    id_of: str | None = None,
    convert: Callable[[Any], Any] | None = None,
    description: str = "",
) -> Any:
    """A field of a filter: a clause over the row and the value, or `keys`.

    keys: `keys(value)` selects the ids of the rows that meet the condition, from a table with an index for it; a page
    then costs the same whether many rows meet it or few. A clause that bounds a column, such as `row.day >= value`,
    only needs an index that begins with this column. under: the bitmaps of the rows that meet it, those of the value or
    of any value in a list; if all conditions have bitmaps, whole results are counted by them. id_of: the type whose ids
    it takes, one or a list of them; the clause then gets their primary keys. convert: converts the value in Python for
    the database; for a list use `each`.
    """
    if (clause is None) == (keys is None):
        raise DeclarationError("where(…) takes a clause over the row, or keys=.")
    return Condition(clause=clause, keys=keys, under=under, id_of=id_of, convert=convert, description=description)
