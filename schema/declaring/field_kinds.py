"""The kinds of declared fields and their arguments. `fields.py` has the functions that make them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement

from schema.declaring.bitmaps import Under
from schema.declaring.scopes import Clause, Row, Scope

NEXT_WORD = re.compile("(?<!^)(?=[A-Z])")
Expression = Column[Any] | Callable[[Row], ColumnElement[Any]]

Target = TypeVar("Target")


class Connection(Generic[Target]):
    """The annotation of a field that answers a list that can grow, in pages: `practices: Connection[Practice]`."""


@dataclass(frozen=True, slots=True)
class Through:
    """A column of the row that a reference leads to, as a key of an order; see `through`."""

    key: Column[Any]
    column: Column[Any]


Key = Expression | Through
"""A key of an order."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument of a field: its Python type, its default, the fact that it sets, its description.

    convert: converts a given value for the database, `convert(value, dialect)`; an object of several values, by name,
    becomes an object of as many.
    """

    type: Any
    default: ColumnElement[Any] | None = None
    sets: str | None = None
    convert: Callable[[Any, str], Any] | None = None
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all declared fields have.

    restricted_to: the roles that read it; for all others it is null. visible_when: the rows on which the reader sees
    it; on all others it is null, or an empty list.
    """

    description: str = ""
    restricted_to: frozenset[str] | None = None
    visible_when: Scope | None = None
    deprecated: str | None = None


@dataclass(frozen=True, kw_only=True)
class ColumnField(Field):
    expression: Expression


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    expression: Expression
    original: Column[Any] | str


@dataclass(frozen=True, kw_only=True)
class ReferenceField(Field):
    key: Expression


@dataclass(frozen=True, kw_only=True)
class PartField(Field):
    when: Callable[[Row], Clause] | None


@dataclass(frozen=True, kw_only=True)
class OneField(Field):
    on: Callable[..., Clause]
    arguments: Mapping[str, Argument]
    order: tuple[Expression, ...]


@dataclass(frozen=True, kw_only=True)
class ByIdField(Field):
    """The row that the argument `id` names."""


SHORT_LIST = 10
"""The rows that a short list costs by default."""


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """at_most: the rows that such a list costs, and the greatest value of its argument `first`, if it has one.

    cost: what finding them costs besides, in rows.
    """

    on: Callable[..., Clause] | None
    order: tuple[Key, ...] | None
    arguments: Mapping[str, Argument]
    narrow: Callable[..., None] | None
    at_most: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class ConnectionField(Field):
    """cost: what finding its rows costs besides, in rows, given the arguments as they were sent."""

    on: Callable[..., Clause] | None
    arguments: Mapping[str, Argument]
    filter: type | None
    order_by: type | None
    both_ways: bool
    narrow: Callable[..., None] | None
    cost: Callable[..., int] | None


@dataclass(frozen=True, kw_only=True)
class ResolvedField(Field):
    resolver: Callable[..., Any]
    needs: Mapping[str, Expression]
    arguments: Mapping[str, Argument]
    cost: int


@dataclass(frozen=True, kw_only=True)
class NodeField(Field):
    many: bool


@dataclass(frozen=True, kw_only=True)
class FacetField(Field):
    """Counts over a whole result; see `facet`."""

    values: Callable[..., Any]
    without: str
    under: Under | None


def leads_somewhere(key: Any) -> bool:
    """Whether a constraint of the database guarantees that a reference leads to a row."""
    return isinstance(key, Column) and bool(key.foreign_keys) and not key.nullable


def declared_fields(owner: type) -> dict[str, Field]:
    """The declared fields of a class, in the order written."""
    return {name: value for name, value in vars(owner).items() if isinstance(value, Field)}


def function_for(kind: type[Field]) -> str:
    """The function by which authors declare a field of a kind: `by_id` for ByIdField."""
    return NEXT_WORD.sub("_", kind.__name__.removesuffix("Field")).lower()
