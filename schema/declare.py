"""What authors write: GraphQL types declared once, over tables.

A declaration says what a type is made of (columns, texts, relations, connections), who may see it (scope, restricted
fields) and how it is ordered. From it come the Strawberry type, its connection, its arguments and the SQL.

    @node(tables.states, order=(tables.states.c.sort_name,))
    class State:
        "A Member State of the United Nations."

        iso_alpha3: str = column(tables.states.c.iso_alpha3)
        name: str = text(tables.states.c.name)
        participant: Participant | None = one(lambda state, participant: participant.state_id == state.id)

Expressions are columns of the type's own table, or functions of its row: `lambda state: state.member_since + 1`. A row
gives the columns of the table by name, under whatever alias the statement needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, BindParameter, Column, ColumnElement, Date, FromClause, String, Table, bindparam
from sqlalchemy.types import TypeEngine

from schema.columns import Instant

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
"""What every reading knows of who asks and when; see `given`."""


def given(name: str) -> BindParameter[Any]:
    """A fact of the reading, for use in any expression.

    `role`, `participant` (id or null), `partner` (id or null) and `name` tell who asks; `today` (a date) and `now`
    (an instant) tell when. An argument that `sets` a fact changes it for everything below its field.
    """
    return bindparam(f"given_{name}", type_=GIVEN[name], unique=False)


class Connection(Generic[Target]):
    """Annotation of a field that answers a list which can grow, in pages: `practices: Connection[Practice]`."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument of a field: its Python type, the value it has when left out, the fact that it sets.

    convert: what is made of a given value before the database of a dialect gets it, `convert(value, dialect)`.
    """

    type: Any
    default: ColumnElement[Any] | None = None
    sets: str | None = None
    convert: Callable[[Any, str], Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all declared fields have. restricted_to: the roles that read it; for all others it is null."""

    description: str = ""
    restricted_to: frozenset[str] | None = None
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


@dataclass(frozen=True, kw_only=True)
class ManyField(Field):
    on: Callable[..., Clause] | None
    order: tuple[Expression, ...] | None
    arguments: Mapping[str, Argument]
    narrow: Callable[..., None] | None


@dataclass(frozen=True, kw_only=True)
class ConnectionField(Field):
    on: Callable[..., Clause] | None
    arguments: Mapping[str, Argument]
    filter: type | None
    order_by: type | None
    narrow: Callable[..., None] | None


@dataclass(frozen=True, kw_only=True)
class ResolvedField(Field):
    resolver: Callable[..., Any]
    needs: Mapping[str, Expression]
    arguments: Mapping[str, Argument]


@dataclass(frozen=True, kw_only=True)
class NodeField(Field):
    many: bool


@dataclass(frozen=True, kw_only=True)
class FacetField(Field):
    """Counts over a whole result; see `facet`."""

    values: Callable[..., Any]
    without: str


Roles = Iterable[str] | None


def _roles(roles: Roles) -> frozenset[str] | None:
    return None if roles is None else frozenset(getattr(role, "name", role) for role in roles)


def _arguments(types: Mapping[str, Any]) -> dict[str, Argument]:
    return {name: kind if isinstance(kind, Argument) else Argument(type=kind) for name, kind in types.items()}


def column(
    expression: Expression, *, restricted_to: Roles = None, description: str = "", deprecated: str | None = None
) -> Any:
    """A value of the row, of the annotated scalar, enum or list of these."""
    return ColumnField(
        expression=expression, restricted_to=_roles(restricted_to), description=description, deprecated=deprecated
    )


def text(
    expression: Expression, *, original: Column[Any] | str = "en", restricted_to: Roles = None, description: str = ""
) -> Any:
    """A text in up to six languages, kept in a `Texts` column; the field takes a `language`.

    A reader gets the language asked for, else the first of its Accept-Language that exists, else the original, whose
    code is in the column `original`, or `original` itself.
    """
    return TextField(
        expression=expression, original=original, restricted_to=_roles(restricted_to), description=description
    )


def reference(key: Expression, *, restricted_to: Roles = None, description: str = "") -> Any:
    """The one row whose primary key this row holds."""
    return ReferenceField(key=key, restricted_to=_roles(restricted_to), description=description)


def part(*, when: Callable[[Row], Clause] | None = None, description: str = "", restricted_to: Roles = None) -> Any:
    """An object of its own made from the same row; null unless `when` holds."""
    return PartField(when=when, description=description, restricted_to=_roles(restricted_to))


def one(
    on: Callable[..., Clause],
    /,
    *,
    order: tuple[Expression, ...] = (),
    description: str = "",
    restricted_to: Roles = None,
    **arguments: Any,
) -> Any:
    """The first row of another type for which `on(row, other, **arguments)` holds, or null."""
    return OneField(
        on=on,
        order=order,
        description=description,
        restricted_to=_roles(restricted_to),
        arguments=_arguments(arguments),
    )


def by_id(*, description: str = "") -> Any:
    """The row that the argument `id` names, or null: `practice(id: ID!): Practice`."""
    return OneField(on=None, by_id=True, description=description)


def many(
    on: Callable[..., Clause] | None = None,
    /,
    *,
    order: tuple[Expression, ...] | None = None,
    narrow: Callable[..., None] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    **arguments: Any,
) -> Any:
    """All rows of another type for which `on(row, other)` holds: a list that stays short."""
    return ManyField(
        on=on,
        order=order,
        narrow=narrow,
        description=description,
        restricted_to=_roles(restricted_to),
        arguments=_arguments(arguments),
    )


def connection(
    on: Callable[..., Clause] | None = None,
    /,
    *,
    filter: type | None = None,
    order_by: type | None = None,
    narrow: Callable[..., None] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    **arguments: Any,
) -> Any:
    """Pages over the rows of another type for which `on(row, other)` holds, as Relay's connections have them.

    `filter` is a class made by `filters`, `order_by` an enum whose names are orders of the target. Further arguments
    are handed to `narrow(source, **values)`, which may restrict, join and order the source; an argument left out is
    handed over as None.
    """
    return ConnectionField(
        on=on,
        filter=filter,
        order_by=order_by,
        narrow=narrow,
        description=description,
        restricted_to=_roles(restricted_to),
        arguments=_arguments(arguments),
    )


def resolved(
    resolver: Callable[..., Any],
    *,
    needs: Mapping[str, Expression] | None = None,
    description: str = "",
    restricted_to: Roles = None,
    **arguments: Any,
) -> Any:
    """A value that Python computes from the columns that it needs: `resolver(reading, **needs, **arguments)`."""
    return ResolvedField(
        resolver=resolver,
        needs=dict(needs or {}),
        description=description,
        restricted_to=_roles(restricted_to),
        arguments=_arguments(arguments),
    )


def facet(values: Callable[..., Any], *, without: str, description: str = "") -> Any:
    """How many rows of a connection's whole result stand under each value, the filter field `without` left out.

    `values(rows)` gets the subquery of the result (its column `id`) and returns a select of (value, count).
    """
    return FacetField(values=values, without=without, description=description)


@dataclass(frozen=True, kw_only=True)
class Order:
    """A total order of a type's rows: never-null keys, ties broken by id; `descending` by itself."""

    keys: tuple[Expression, ...]
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
    scope: Callable[[Row, str], Clause | None] | None = None
    order: Order = Order(keys=())
    orders: Mapping[str, Order] = field(default_factory=dict)
    connection_name: str = ""
    connection_fields: type | None = None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One field of a filter: `clause(row, value)` restricts the rows where a value is given."""

    clause: Callable[[Row, Any], Clause]
    node: str | None = None
    convert: Callable[[Any], Any] | None = None
    description: str = ""


def where(
    clause: Callable[[Row, Any], Clause],
    *,
    id_of: str | None = None,
    convert: Callable[[Any], Any] | None = None,
    description: str = "",
) -> Any:
    """A field of a filter. id_of: the type whose ids it takes; the clause then gets the primary key.

    convert: what is made of the value in Python before the database gets it.
    """
    return Condition(clause=clause, node=id_of, convert=convert, description=description)


def declared_fields(owner: type) -> dict[str, Field]:
    """The declared fields of a class, in the order written."""
    return {name: value for name, value in vars(owner).items() if isinstance(value, Field)}


def _describe(python: type) -> str:
    lines = (python.__doc__ or "").strip().splitlines()
    return "\n".join(line.strip() for line in lines)


def _declare(python: type, declaration: Declaration) -> type:
    python.__declaration__ = declaration  # type: ignore[attr-defined]
    return python


def node(
    table: Table,
    *,
    scope: Callable[[Row, str], Clause | None] | None = None,
    order: tuple[Expression, ...] | Order = (),
    orders: Mapping[str, Order] | None = None,
    connection_name: str = "",
    connection_fields: type | None = None,
) -> Callable[[type], type]:
    """Declare a class as a type of the schema with an id, reachable through `node`.

    scope: `scope(row, role)` is the clause that a row must meet to exist for the reader, or None where all do; it
    holds in lists, counts, facets, search, relations and lookups alike. order: the order of its lists; `orders`: those
    that `orderBy` names. connection_fields: a class of facets and further fields of its connections.
    """

    def declare(python: type) -> type:
        return _declare(
            python,
            Declaration(
                name=python.__name__,
                python=python,
                table=table,
                fields=declared_fields(python),
                description=_describe(python),
                is_node=True,
                scope=scope,
                order=order if isinstance(order, Order) else Order(keys=order),
                orders=dict(orders or {}),
                connection_name=connection_name or f"{python.__name__}Connection",
                connection_fields=connection_fields,
            ),
        )

    return declare


def record(
    table: FromClause | None = None,
    *,
    scope: Callable[[Row, str], Clause | None] | None = None,
    order: tuple[Expression, ...] | Order = (),
) -> Callable[[type], type]:
    """Declare a class as an object without an id: a row of a table, or a part of one (then without a table)."""

    def declare(python: type) -> type:
        return _declare(
            python,
            Declaration(
                name=python.__name__,
                python=python,
                table=table,
                fields=declared_fields(python),
                description=_describe(python),
                is_node=False,
                scope=scope,
                order=order if isinstance(order, Order) else Order(keys=order),
                connection_name=f"{python.__name__}Connection",
            ),
        )

    return declare


def filters(python: type) -> type:
    """Declare a class of `where` fields as a filter input; all of its fields are optional and combined with AND."""
    python.__conditions__ = {  # type: ignore[attr-defined]
        name: value for name, value in vars(python).items() if isinstance(value, Condition)
    }
    return python


def declaration_of(python: Any) -> Declaration | None:
    """The declaration that a class carries, if it is a declared type."""
    found = vars(python).get("__declaration__") if isinstance(python, type) else None
    return found if isinstance(found, Declaration) else None


def extended(declaration: Declaration, fields: Mapping[str, Field]) -> Declaration:
    """A declaration with the fields of plugins added."""
    return replace(declaration, fields={**declaration.fields, **fields})
