"""The parts of a declaration: fields, orders, filters, the declared type. `declare` and `fields` make them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    BinaryExpression,
    BindParameter,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    bindparam,
    exists,
    select,
)
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeEngine
from strawberry.utils.str_converters import to_camel_case

from schema.declaring.columns import Instant

Row = Any
"""The columns of one row, by name."""
Clause = ColumnElement[bool]
Expression = Column[Any] | Callable[[Row], ColumnElement[Any]]
Target = TypeVar("Target")

GIVEN: dict[str, TypeEngine[Any]] = {
    "role": String(),
    "participant": BigInteger(),
    "partner": BigInteger(),
    "name": String(),
    "today": Date(),
    "now": Instant(),
}
"""The facts that every reading has about who asks and when; see `given`."""


def given(name: str) -> BindParameter[Any]:
    """A fact of the reading, for use in any expression.

    `role`, `participant` (id or null), `partner` (id or null) and `name` tell who asks; `today` (a date) and `now`
    (an instant) tell when. An argument that `sets` a fact changes it for everything below its field. Raises
    DeclarationError for a name that is none of these.
    """
    if name not in GIVEN:
        raise DeclarationError(f"There is no fact {name!r}; there are {', '.join(GIVEN)}.")
    return bindparam(f"given_{name}", type_=GIVEN[name], unique=False)


def with_facts(clause: Any, facts: Mapping[str, ColumnElement[Any]]) -> Any:
    """An expression in which these values replace the `given` facts of the same names."""

    def replaced(element: Any, **_: Any) -> Any:
        return facts.get(element.key.removeprefix("given_")) if isinstance(element, BindParameter) else None

    return visitors.replacement_traverse(clause, {}, replaced)


class Connection(Generic[Target]):
    """Annotation of a field that answers a list which can grow, in pages: `practices: Connection[Practice]`."""


@dataclass(frozen=True, slots=True)
class Through:
    """A column of the row that a reference leads to, as a key of an order; see `through`."""

    key: Column[Any]
    column: Column[Any]


Scope = Callable[[Row, str], Clause | None]
"""`scope(row, role)` is the clause that a row must meet to exist for the reader, or None where all do; of a field, the
clause of the rows whose value there is."""


@dataclass(frozen=True, slots=True)
class Within:
    """The scope of rows that follows from that of the row which their reference leads to; see `within`."""

    key: Column[Any]
    scope: Scope

    @property
    def table(self) -> FromClause:
        """The table of the other row."""
        (foreign,) = self.key.foreign_keys
        return foreign.column.table

    def __call__(self, row: Row, role: str) -> Clause | None:
        """The clause, as a subquery for the other row."""
        other = self.table.alias()
        clause = self.scope(other.c, role)
        return None if clause is None else exists(select(other.c.id).where(other.c.id == row[self.key.key], clause))

    def joins(self, row: Row, owner: Row, on: Clause | None) -> bool:
        """Whether `on` lists rows below the row that their references lead to."""
        if not isinstance(on, BinaryExpression) or on.operator is not operator.eq:
            return False
        key, other = row[self.key.key], owner["id"]
        return (on.left is key and on.right is other) or (on.left is other and on.right is key)


Key = Expression | Through
"""A key of an order."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument of a field: its Python type, the value it has when left out, the fact that it sets, what it is.

    convert: what is made of a given value before the database of a dialect gets it, `convert(value, dialect)`; an
    object of several by name is given as an object of as many.
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
    it; on others it is null, or an empty list.
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
    on: Callable[..., Clause] | None
    by_id: bool = False
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    order: tuple[Expression, ...] = ()


SHORT_LIST = 10
"""The rows that a short list costs, unless it says otherwise."""


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    """at_most: the rows that such a list costs, and the most that its argument `first` may ask for, if it has one."""

    on: Callable[..., Clause] | None
    order: tuple[Key, ...] | None
    arguments: Mapping[str, Argument]
    narrow: Callable[..., None] | None
    at_most: int


@dataclass(frozen=True, kw_only=True)
class ConnectionField(Field):
    on: Callable[..., Clause] | None
    arguments: Mapping[str, Argument]
    filter: type | None
    order_by: type | None
    both_ways: bool
    narrow: Callable[..., None] | None


@dataclass(frozen=True, kw_only=True)
class ResolvedField(Field):
    resolver: Callable[..., Any]
    needs: Mapping[str, Expression]
    arguments: Mapping[str, Argument]


@dataclass(frozen=True, kw_only=True)
class NodeField(Field):
    many: bool


@dataclass(frozen=True)
class Under:
    """The bitmaps of one kind, each under its value, or under what `value(value)` makes of it, which may be none."""

    kind: str
    value: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None


@dataclass(frozen=True)
class Bitmaps:
    """Which rows of a type stand under which values: whole results are counted by them alone, not row by row.

    table: `kind`, `value`, `block` (a number) and `bits` (`Bits`), one of each block of a value; a row has the same
    block and place in all of them. holds: `holds(row)` is met by exactly the rows that stand in them, or None where all
    do; they serve a reader whose scope is this very clause. lacks: `lacks(row)` is met by exactly all other rows: with
    it they also serve a reader who sees all that they hold and more, of which each row is counted, as an index on that
    clause finds it. every: a kind under which each of the rows stands. counts: `kind`, `value` and `number`, how many
    rows stand under each value: with them, what is said of all rows costs the same however many there are, and SQLite
    is told how to find the page of a filter. numbers: `id` and `number`, the place of each row, counted on from block
    to block: with them, what no bitmap tells, a search for instance, is found once and then counted by bits too.
    Whatever writes a row keeps its bits, its counts and its number: the platform does not.
    """

    table: FromClause
    holds: Callable[[Row], Clause] | None
    every: str
    lacks: Callable[[Row], Clause] | None = None
    counts: FromClause | None = None
    numbers: FromClause | None = None


@dataclass(frozen=True, kw_only=True)
class FacetField(Field):
    """Counts over a whole result; see `facet`."""

    values: Callable[..., Any]
    without: str
    under: Under | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """A total order of a type's rows: never-null keys, ties broken by id; `descending` by itself."""

    keys: tuple[Key, ...]
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One declared type, as written."""

    name: str
    python: type
    table: FromClause | None
    fields: Mapping[str, Field]
    description: str
    is_node: bool
    scope: Scope | None = None
    order: Order = Order(keys=())
    orders: Mapping[str, Order] = field(default_factory=dict)
    connection_name: str = ""
    connection_fields: type | None = None
    bitmaps: Bitmaps | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One field of a filter, where a value is given: `clause(row, value)` is what rows meet, or `keys` selects them.

    See `where`.
    """

    clause: Callable[[Row, Any], Clause] | None = None
    keys: Callable[[Any], Select[Any]] | None = None
    under: Under | None = None
    id_of: str | None = None
    convert: Callable[[Any], Any] | None = None
    description: str = ""


class DeclarationError(Exception):
    """A declaration that cannot become a schema; the message names it and says what to change."""


def leads_somewhere(key: Any) -> bool:
    """Whether a constraint of the database guarantees that a reference leads to a row."""
    return isinstance(key, Column) and bool(key.foreign_keys) and not key.nullable


def graphql_name(name: str) -> str:
    """The name in GraphQL for a name in Python: in camel case, and `from` for `from_`."""
    return to_camel_case(name.rstrip("_"))


def declared_fields(owner: type) -> dict[str, Field]:
    """The declared fields of a class, in the order written."""
    return {name: value for name, value in vars(owner).items() if isinstance(value, Field)}


def declaration_of(python: Any) -> Declaration | None:
    """The declaration that a class carries, if it is a declared type."""
    found = vars(python).get("__declaration__") if isinstance(python, type) else None
    return found if isinstance(found, Declaration) else None
