"""What authors write of a type: the kinds of its fields, scopes and orders that lead through a reference, filters."""

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
    """The arguments of a field. Raises DeclarationError for one that the function which is to get it does not take."""
    taken = inspect.signature(taker).parameters if taker is not None else {}
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
        for name in types:
            if name not in taken:
                raise DeclarationError(
                    f"{call} got {name}=, which is no option of it; as an argument of the field nothing would take it: "
                    f"give a function with a parameter {name}."
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
    or an empty list. A column that such a field answers is null there for whatever else asks for it: filters, facets,
    search and other fields. A copy of it in another column is not, as one in which words are sought.
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
    """A text in up to six languages, kept in a `Texts` column; the field takes a `language`.

    A reader gets the language asked for, else the first of its Accept-Language that exists, else the original, whose
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
    """A key of an order: the column of the row that a reference of this row leads to, always.

    Rows are then read in that order from its index, where it has one. Raises DeclarationError for a key that may lead
    nowhere.
    """
    if not leads_somewhere(key):
        raise DeclarationError(
            f"An order through {key} needs a foreign key that is never null; add one, or use a lambda."
        )
    return Through(key, column)


def within(key: Column[Any], scope: Scope) -> Scope:
    """The scope of rows that belong to another one: they are there for whom that one is.

    key: their reference to it; scope: its own, asked of the row that is at hand where they are listed below it. Raises
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
    """An object of its own made from the same row; null unless `when` holds."""
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
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    **arguments: Any,
) -> Any:
    """All rows of another type for which `on(row, other, **arguments)` holds: a list that stays short.

    Where there is no row, as at a root, it is `on(other)`. Arguments are handed to `narrow` instead, if it is given;
    see `connection`. at_most: how many they are, where they may be more than a few; what a query costs is told by it.
    Where there is an argument `first`, whoever asks for more is refused.
    """
    return ManyField(
        at_most=at_most,
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
    description: str = "",
    restricted_to: Roles = None,
    visible_when: Scope | None = None,
    **arguments: Any,
) -> Any:
    """Pages over the rows of another type for which `on(row, other)` holds, as Relay's connections have them.

    `filter` is a class made by `filters`, `order_by` an enum whose names are orders of the target. `direction`
    comes with that, or alone where the list runs `both_ways`. Further arguments are handed to `narrow(source,
    **values)`, which may restrict, join and order the source, or without one to `on`; an argument that is left out,
    as one of a type `… | None` may be, is handed over as None.
    """
    return ConnectionField(
        on=on,
        filter=filter,
        order_by=order_by,
        both_ways=both_ways,
        narrow=narrow,
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
    languages of a text as a dict. `reading.facts` has days and moments as Python does. A resolver is called in a
    thread, so that others are answered meanwhile; one that is `async` may await. cost: as many rows as could be read
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
    """How many rows of a connection's whole result stand under each value, the filter field `without` left out.

    `values(rows)` gets the subquery of the result (its column `id`) and returns a select of (value, count). under: the
    bitmaps that tell the same, where they tell the result.
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

    keys: `keys(value)` selects the ids of the rows that meet the condition, from a table with an index that serves it;
    a page then costs the same whether many rows meet it or few. under: the bitmaps of the rows that meet it, those of
    the value or of any in a list; where bitmaps tell every condition, whole results are counted by them. id_of: the
    type whose ids it takes; the clause then gets the primary key. convert: what is made of the value in Python before
    the database gets it; of a list best by `each`.
    """
    if (clause is None) == (keys is None):
        raise DeclarationError("where(…) takes a clause over the row, or keys=.")
    return Condition(clause=clause, keys=keys, under=under, id_of=id_of, convert=convert, description=description)
