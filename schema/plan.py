"""The parts of a plan: what to read, in no SQL dialect. `planning/` makes plans, `weaving/` makes SQL of them.

A plan is made for one operation, one role and one shape of the variables, and serves every reading with these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from graphql import FieldNode

from schema.declaring.declarations import Order
from schema.declaring.field_kinds import ConnectionField, ResolvedField
from schema.modelling.model import ModelField, ModelType
from schema.request.pages import Page
from schema.request.values import Value

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A key whose value is known when planning: a type name, or the null of a restricted field."""

    value: str | None

    @property
    def json(self) -> str:
        return json.dumps(self.value)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column, a text (in the requested language) or the id."""

    field: ModelField
    language: Value | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """A to-one or to-many field with what is selected of its target."""

    field: ModelField
    selection: Selection
    arguments: dict[str, Value]
    node: FieldNode
    path: Path


@dataclass(frozen=True, slots=True)
class Pages:
    """A connection: the page, the order, the filter and what is selected of it."""

    field: ModelField
    declared: ConnectionField
    target: ModelType
    page: Page
    order: Order
    order_name: str
    filter: dict[str, Value]
    arguments: dict[str, Value]
    fields: dict[str, ConnectionPart]
    node: FieldNode
    path: Path


@dataclass(frozen=True, slots=True)
class NodesPart:
    """The rows of a page."""

    selection: Selection


@dataclass(frozen=True, slots=True)
class EdgesPart:
    """The rows of a page with cursors. fields: of an edge, by key: its node's selection, or another field's name."""

    fields: dict[str, Selection | str]


@dataclass(frozen=True, slots=True)
class PageInfoPart:
    """Relay's `pageInfo`. fields: the names of its fields, by key."""

    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class WholeResultPart:
    """A field of a connection about its whole result, on all pages: `totalCount`, a facet, `__typename`.

    planned: what a field beyond these two reads.
    """

    name: str
    planned: Planned | None = None


PagePart = NodesPart | EdgesPart | PageInfoPart
ConnectionPart = PagePart | WholeResultPart


@dataclass(frozen=True, slots=True)
class Computed:
    """A field with a Python resolver: only what it needs is read."""

    field: ModelField
    declared: ResolvedField


@dataclass(frozen=True, slots=True)
class Lookup:
    """`node` and `nodes`: the selection for each type that the ids name."""

    many: bool
    ids: Value
    selections: dict[str, Selection]
    node: FieldNode
    path: Path


Planned = Constant | Leaf | Nested | Pages | Computed | Lookup


@dataclass(slots=True)
class Selection:
    """What is read of one object."""

    type: ModelType
    fields: dict[str, Planned] = field(default_factory=dict)


@dataclass(slots=True)
class OperationPlan:
    """A query operation. sql_alone: whether SQL alone answers it; schemas: how many times over introspection may answer
    the whole schema.
    """

    fields: dict[str, Planned]
    sql_alone: bool
    schemas: int
