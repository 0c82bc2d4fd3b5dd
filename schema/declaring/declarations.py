"""What a declared type consists of, with its orders and filters; `types.py` makes it from a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import FromClause, Select
from strawberry.utils.str_converters import to_camel_case

from schema.declaring.bitmaps import Bitmaps, Under
from schema.declaring.field_kinds import Field, Key
from schema.declaring.scopes import Clause, Row, Scope


@dataclass(frozen=True, kw_only=True)
class Order:
    """A total order of a type's rows: its keys, never null, and its direction by default. Ties are broken by id."""

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

    @property
    def own_order(self) -> str | None:
        """The name of its default order, if `orders` has it."""
        return next((name for name, order in self.orders.items() if order == self.order), None)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One field of a filter: if it is given, rows have to meet `clause(row, value)`, or `keys` selects them.

    See `where`.
    """

    clause: Callable[[Row, Any], Clause] | None = None
    keys: Callable[[Any], Select[Any]] | None = None
    under: Under | None = None
    id_of: str | None = None
    convert: Callable[[Any], Any] | None = None
    description: str = ""


def graphql_name(name: str) -> str:
    """The name in GraphQL for a name in Python: in camel case, and `from` for `from_`."""
    return to_camel_case(name.rstrip("_"))


def declaration_of(python: Any) -> Declaration | None:
    """The declaration that a class carries, if it is a declared type."""
    found = vars(python).get("__declaration__") if isinstance(python, type) else None
    return found if isinstance(found, Declaration) else None
