"""Declared types become Strawberry classes, with their connections and the inputs of their filters."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from schema.assembling.arguments import arguments_of
from schema.assembling.contributions import Contributions
from schema.declaring.declarations import Declaration, graphql_name
from schema.declaring.docstrings import docstring_of
from schema.declaring.field_kinds import ByIdField, Field, NodeField
from schema.modelling.model import ID_FIELD, Model, ModelField, ModelType, Shape, conditions_of, hints
from schema.modelling.names import PLATFORM, TypeNames, declared_twice
from schema.resolvers.fields import TYPE_OF_ROW, DeclaredField, RowField, add_field

PAGE_INFO: Mapping[str, tuple[Any, str]] = {
    "hasNextPage": (bool, "Whether there are more after this page."),
    "hasPreviousPage": (bool, "Whether there are more before this page."),
    "startCursor": (
        str | None,
        "The cursor of the first entry on this page, null if there is none: send it as `before` for the previous page.",
    ),
    "endCursor": (
        str | None,
        "The cursor of the last entry on this page, null if there is none: send it as `after` for the next page.",
    ),
}


class StrawberryTypes:
    """The Strawberry classes for one set of contributions: types, connections and inputs of filters."""

    def __init__(self, model: Model, contributions: Contributions) -> None:
        self.model, self.contributions = model, contributions
        self.node = strawberry.interface(
            _put_fields(
                type("Node", (), {"resolve_type": staticmethod(_type_name)}),
                {"id": (strawberry.ID, ID_FIELD.description)},
            ),
            description="An object with an id of its own: opaque, stable, unique across all types.",
        )
        self.classes: dict[str, type] = {}
        self.connections: dict[str, type] = {}
        self.inputs: dict[type, type] = {}
        self.names = TypeNames()
        self.page_info = strawberry.type(
            _put_fields(type("PageInfo", (), {}), PAGE_INFO), description="The position of a page in its list (Relay)."
        )
        self._make()

    def _make(self) -> None:
        for shown in self.contributions.error_types.values():
            self.names.claim(shown.__strawberry_definition__.name, shown.__module__)  # type: ignore[attr-defined]
        used = self._connected()
        for name, model_type in self.model.types.items():
            self._claim(model_type, name in used)
            bases: tuple[type, ...] = (self.node,) if model_type.declaration.is_node else ()
            self.classes[name] = type(name, bases, {"is_type_of": classmethod(_is_row)})
        for name in self.model.types:
            self.connections[name] = type(self.model.types[name].declaration.connection_name, (), {})
        for name, model_type in self.model.types.items():
            self._define(name, model_type)
            if name in used:
                self._define_connection(name, model_type)
        self._node_queries()

    def _claim(self, model_type: ModelType, connected: bool) -> None:
        """Claim the names of the types that one declared type brings."""
        declaration = model_type.declaration
        of_connection = (declaration.connection_name, f"{declaration.name}Edge") if connected else ()
        for name in (declaration.name, *of_connection):
            self.names.claim(name, f"{declaration.python.__module__} ({declaration.name})")

    def _connected(self) -> set[str]:
        fields = [*self.model.queries.values(), *(f for t in self.model.types.values() for f in t.fields.values())]
        return {f.shape.target for f in fields if f.shape.kind == "connection" and f.shape.target}

    def _node_queries(self) -> None:
        """Add `node` and `nodes` to the root fields of the model: they answer the interface that is made here."""
        one, several = self.node | None, list[self.node | None]  # type: ignore[name-defined]
        for name, many, annotation, description in (
            ("node", False, one, "The object with this id, or null if there is none that the viewer may see."),
            ("nodes", True, several, "The objects of these ids, in their order, null if there is none."),
        ):
            shape = Shape("object", annotation, nullable=not many, is_list=many, inner=self.node)
            _require_free("Query", name, self.model.queries)
            declared = NodeField(many=many, description=description)
            self.model.queries[name] = ModelField(name, name, declared, shape, "Query")

    def _define(self, name: str, model_type: ModelType) -> None:
        cls = self.classes[name]
        self.fill(cls, model_type.fields.values())
        strawberry.type(cls, name=name, description=model_type.declaration.description or None)

    def _define_connection(self, name: str, model_type: ModelType) -> None:
        edge = type(f"{name}Edge", (), {})
        cls = self.classes[name]
        _put_fields(
            edge,
            {
                "cursor": (str, "Its place in the list, for `after` and `before`."),
                "node": (cls, f"The {name}."),
            },
        )
        strawberry.type(edge, name=edge.__name__, description=f"One {name} of a page, with its place in the list.")
        connection = self.connections[name]
        page: Mapping[str, tuple[Any, str]] = {
            "edges": (list[edge], "The entries of the page, each with its place."),  # type: ignore[valid-type]
            "nodes": (list[cls], "The entries of the page."),  # type: ignore[valid-type]
            "pageInfo": (self.page_info, "The position of the page in the list."),
            "totalCount": (int, "How many there are in all."),
        }
        _put_fields(connection, page)
        for field in page:
            _require_free(connection.__name__, field, model_type.connection_fields)
        self.fill(connection, model_type.connection_fields.values())
        strawberry.type(connection, name=connection.__name__, description=f"A page of a list of {name}.")

    def fill(self, cls: type, fields: Iterable[ModelField]) -> None:
        """Put declared fields on a class."""
        for model_field in fields:
            add_field(cls, model_field.python_name, self._field(model_field))

    def _field(self, model_field: ModelField) -> StrawberryField:
        declared = model_field.declared
        target = self.model.target(model_field.shape).declaration if model_field.shape.target else None
        return DeclaredField(
            model_field,
            self._annotation(model_field.shape),
            description=_description(declared, target),
            deprecation_reason=declared.deprecated,
            arguments=arguments_of(declared, target, self._input),
        )

    def _input(self, filter_type: type) -> type:
        """The input type of a filter: its conditions, all optional."""
        if filter_type not in self.inputs:
            self.names.claim(filter_type.__name__, f"{filter_type.__module__} ({filter_type.__name__})")
            annotations = hints(filter_type, {})
            made = type(filter_type.__name__, (), {})
            made.__annotations__ = {name: annotations[name] for name in conditions_of(filter_type)}
            for name, condition in conditions_of(filter_type).items():
                made_field = strawberry.field(
                    name=graphql_name(name),
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
    if isinstance(declared, ByIdField) and target is not None and not declared.description:
        return f"The {target.name} with this id, or null if there is none that the viewer may see."
    return declared.description or None


def _put_fields(cls: type, fields: Mapping[str, tuple[Any, str]]) -> type:
    """The class with these fields on it: by GraphQL name, what each answers and its description."""
    for name, (annotation, description) in fields.items():
        add_field(cls, name, RowField(name, annotation, description=description))
    return cls


def _is_row(cls: type, value: Any, info: Any) -> bool:
    return isinstance(value, dict)


def _type_name(value: Any, info: Any, abstract: Any) -> str | None:
    return value.get(TYPE_OF_ROW) if isinstance(value, dict) else None


def _require_free(owner: str, name: str, fields: Mapping[str, ModelField]) -> None:
    """Raises DeclarationError if a field that the platform adds to a type is already declared there."""
    if name in fields:
        raise declared_twice(f"{owner}.{name}", PLATFORM, fields[name].place)
