"""Contributions of core and plugins become one strawberry.Schema."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from schema.arguments import arguments_of
from schema.declarations import Declaration, Field, NodeField, OneField
from schema.docstrings import describe, docstring_of
from schema.documents import Documents
from schema.limits import Limits
from schema.model import ID_FIELD, Model, ModelField, ModelType, Shape, conditions_of, hints, resolve_model
from schema.names import Names, clashes_told
from schema.roots import mutation_root, query_root, subscription_root
from schema.scalars import SCALARS
from schema.values import PlannedField, put
from schema.writes import Refused

PAGE_INFO: Mapping[str, tuple[Any, str]] = {
    "hasNextPage": (bool, "Whether there are more after this page."),
    "hasPreviousPage": (bool, "Whether there are more before this page."),
    "startCursor": (str | None, "The place of the first, null where there is none: `before` it lies the page before."),
    "endCursor": (str | None, "The place of the last, null where there is none: `after` it lies the next page."),
}


@dataclass
class Contributions:
    """What core and each plugin add to the schema."""

    types: list[type] = field(default_factory=list)
    fields: list[tuple[type, type]] = field(default_factory=list)
    queries: list[type] = field(default_factory=list)
    mutations: list[type] = field(default_factory=list)
    subscriptions: list[type] = field(default_factory=list)
    error_types: dict[type[Exception], type] = field(default_factory=dict)
    records: list[type] = field(default_factory=list)


@dataclass
class Assembled:
    """The schema, and the model that plans are made from."""

    schema: strawberry.Schema
    model: Model
    error_types: Mapping[type[Exception], type]
    read: dict[Limits, Documents] = field(default_factory=dict)

    def documents(self, limits: Limits) -> Documents:
        """The documents of this schema within these limits, read once for all engines over it."""
        if limits not in self.read:
            self.read[limits] = Documents(self.schema._schema, limits)
        return self.read[limits]


def assemble(contributions: Contributions) -> Assembled:
    """Assemble the schema. Raises DeclarationError where contributions clash or name nothing."""
    declared = [*contributions.types, *contributions.records]
    model = resolve_model(declared, contributions.fields, contributions.queries)
    return Assembly(model, contributions).build()


class Assembly:
    """One assembly: Strawberry classes made anew for one set of contributions."""

    def __init__(self, model: Model, contributions: Contributions) -> None:
        self.model, self.contributions = model, contributions
        node = type("Node", (), {"resolve_type": staticmethod(_type_name)})
        put(node, "id", PlannedField("id", strawberry.ID, description=ID_FIELD.description))
        self.node = strawberry.interface(
            node, description="An object with an id of its own: opaque, stable, unique across all types."
        )
        self.classes: dict[str, type] = {}
        self.connections: dict[str, type] = {}
        self.edges: dict[str, type] = {}
        self.inputs: dict[type, type] = {}
        self.names = Names()
        self.page_info = strawberry.type(
            _planned_class("PageInfo", PAGE_INFO), description="Where a page lies in its list (Relay)."
        )

    def build(self) -> Assembled:
        for shown in self.contributions.error_types.values():
            self.names.claim(shown.__strawberry_definition__.name, shown.__module__)  # type: ignore[attr-defined]
        used = self._connected()
        for name, model_type in self.model.types.items():
            self._claim(model_type, name in used)
            bases: tuple[type, ...] = (self.node,) if model_type.declaration.is_node else ()
            self.classes[name] = type(name, bases, {"is_type_of": classmethod(_is_row)})
        for name in self.model.types:
            self.edges[name] = type(f"{name}Edge", (), {})
            self.connections[name] = type(self.model.types[name].declaration.connection_name, (), {})
        for name, model_type in self.model.types.items():
            self._define(name, model_type)
            if name in used:
                self._define_connection(name, model_type)
        self._node_queries()
        with clashes_told():
            schema = strawberry.Schema(
                query=query_root(self),
                mutation=mutation_root(self),
                subscription=subscription_root(self),
                types=[*self.classes.values(), Refused, *self.contributions.error_types.values()],
                config=StrawberryConfig(scalar_map=SCALARS),
            )
        describe(schema._schema)
        return Assembled(schema, self.model, dict(self.contributions.error_types))

    def _claim(self, model_type: ModelType, connected: bool) -> None:
        """The names that come from one declared type."""
        declaration = model_type.declaration
        of_connection = (declaration.connection_name, f"{declaration.name}Edge") if connected else ()
        for name in (declaration.name, *of_connection):
            self.names.claim(name, f"{declaration.python.__module__} ({declaration.name})")

    def _connected(self) -> set[str]:
        fields = [*self.model.queries.values(), *(f for t in self.model.types.values() for f in t.fields.values())]
        return {f.shape.target for f in fields if f.shape.kind == "connection" and f.shape.target}

    def _node_queries(self) -> None:
        for name, many, annotation in (
            ("node", False, self.node | None),
            ("nodes", True, list[self.node | None]),  # type: ignore[name-defined]
        ):
            description = (
                "The objects of these ids, in their order, null where there is none."
                if many
                else ("The object of this id, or null where there is none that the viewer may see.")
            )
            declared = NodeField(many=many, description=description)
            self.model.queries[name] = ModelField(
                name, name, declared, Shape("object", annotation, not many, many, self.node), "Query"
            )

    # ------------------------------------------------------------------ types

    def _define(self, name: str, model_type: ModelType) -> None:
        cls = self.classes[name]
        self.fill(cls, model_type.fields.values())
        strawberry.type(cls, name=name, description=model_type.declaration.description or None)

    def _define_connection(self, name: str, model_type: ModelType) -> None:
        edge = self.edges[name]
        cls = self.classes[name]
        put(edge, "cursor", PlannedField("cursor", str, description="Its place in the list, for `after` and `before`."))
        put(edge, "node", PlannedField("node", cls, description=f"The {name}."))
        strawberry.type(edge, name=edge.__name__, description=f"One {name} of a page, and where it stands.")
        connection = self.connections[name]
        for graphql_name, annotation, description in (
            ("edges", list[edge], "Those of the page, each with its place."),  # type: ignore[valid-type]
            ("nodes", list[cls], "Those of the page."),  # type: ignore[valid-type]
            ("pageInfo", self.page_info, "Where the page lies in the list."),
            ("totalCount", int, "How many there are in all."),
        ):
            put(connection, graphql_name, PlannedField(graphql_name, annotation, description=description))
        self.fill(connection, model_type.connection_fields.values())
        strawberry.type(connection, name=connection.__name__, description=f"A page of a list of {name}.")

    def fill(self, cls: type, fields: Iterable[ModelField]) -> None:
        """Put declared fields on a class."""
        for model_field in fields:
            put(cls, model_field.python_name, self._field(model_field))

    def _field(self, model_field: ModelField) -> StrawberryField:
        declared = model_field.declared
        target = self.model.target(model_field.shape).declaration if model_field.shape.target else None
        planned = PlannedField(
            model_field.name,
            self._annotation(model_field.shape),
            description=_description(declared, target),
            deprecation_reason=declared.deprecated,
        )
        planned.model_field = model_field
        planned.arguments = arguments_of(declared, target, self._input)
        return planned

    def _input(self, filter_type: type) -> type:
        """The input type of a filter: its conditions, all optional."""
        if filter_type not in self.inputs:
            self.names.claim(filter_type.__name__, f"{filter_type.__module__} ({filter_type.__name__})")
            annotations = hints(filter_type, {})
            made = type(filter_type.__name__, (), {})
            made.__annotations__ = {name: annotations[name] for name in conditions_of(filter_type)}
            for name, condition in conditions_of(filter_type).items():
                made_field = strawberry.field(
                    name=to_camel_case(name.rstrip("_")),
                    default=strawberry.UNSET,
                    description=condition.description or None,
                )
                setattr(made, name, made_field)
            description = docstring_of(filter_type) or None
            self.inputs[filter_type] = strawberry.input(made, name=filter_type.__name__, description=description)
        return self.inputs[filter_type]

    def _annotation(self, shape: Shape) -> Any:
        if shape.kind == "connection":
            assert shape.target is not None
            return self.connections[shape.target]
        if shape.target is None:
            return shape.annotation
        inner: Any = self.classes[shape.target]
        if shape.is_list:
            inner = list[inner]
        return typing.Optional[inner] if shape.nullable else inner  # noqa: UP045 - a class made at run time


def _description(declared: Field, target: Declaration | None) -> str | None:
    if isinstance(declared, OneField) and declared.by_id and target is not None and not declared.description:
        return f"The {target.name} of this id, or null where there is none that the viewer may see."
    return declared.description or None


def _planned_class(name: str, fields: Mapping[str, tuple[Any, str]]) -> type:
    cls = type(name, (), {})
    for graphql_name, (annotation, description) in fields.items():
        put(cls, graphql_name, PlannedField(graphql_name, annotation, description=description))
    return cls


def _is_row(cls: type, value: Any, info: Any) -> bool:
    return isinstance(value, dict)


def _type_name(value: Any, info: Any, abstract: Any) -> str | None:
    return value.get("__typename") if isinstance(value, dict) else None
