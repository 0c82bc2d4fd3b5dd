"""The model that planning uses: declarations in which names and annotations are resolved."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Column, ColumnClause, FromClause
from strawberry import ID

from schema.declaring import cells
from schema.declaring.classes import check_nothing_inherited, check_nothing_of_strawberry
from schema.declaring.declarations import Condition, Declaration, declaration_of, graphql_name
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ColumnField, Connection, Field, ReferenceField, TextField, declared_fields
from schema.modelling.annotations import evaluate_annotation
from schema.modelling.names import PLATFORM, declared_twice, named_alike, place_of

ID_FIELD = ColumnField(
    expression=lambda row: row.id, description="Opaque, stable, unique across all types; see `node`."
)

Kind = Literal["value", "object", "connection"]


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of what a field answers: values, objects of a declared type or a connection of them."""

    kind: Kind
    annotation: Any
    nullable: bool
    is_list: bool
    inner: Any
    target: str | None = None

    @property
    def written(self) -> str:
        """The annotation as it was written, as far as Python can say."""
        return self.annotation.__name__ if isinstance(self.annotation, type) else str(self.annotation)


@dataclass(frozen=True, slots=True)
class ModelField:
    """A declared field under its GraphQL name, with its shape. owner: its type; place: where it is declared."""

    name: str
    python_name: str
    declared: Field
    shape: Shape
    owner: str
    place: str = PLATFORM

    @property
    def coordinate(self) -> str:
        """Its schema coordinate, for messages: `State.name`."""
        return f"{self.owner}.{self.name}"


@dataclass(slots=True)
class ModelType:
    """A declared type with its fields, including those that plugins add."""

    declaration: Declaration
    fields: dict[str, ModelField] = field(default_factory=dict)
    connection_fields: dict[str, ModelField] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.declaration.name

    @property
    def table(self) -> FromClause:
        assert self.declaration.table is not None
        return self.declaration.table


@dataclass(slots=True)
class Model:
    """All declared types by name, and the root fields. withheld: see `schema.declaring.cells`."""

    types: dict[str, ModelType]
    queries: dict[str, ModelField]
    withheld: dict[cells.Column, cells.Guard] = field(default_factory=dict)

    def all_fields(self) -> Iterator[ModelField]:
        """The fields of the root, of each type and of each connection."""
        for fields in self.field_maps():
            yield from fields.values()

    def field_maps(self) -> Iterator[dict[str, ModelField]]:
        """The dictionaries of fields by name: of the root, of each type and of each connection."""
        yield self.queries
        for model_type in self.types.values():
            yield model_type.fields
            yield model_type.connection_fields

    def target(self, shape: Shape) -> ModelType:
        assert shape.target is not None
        return self.types[shape.target]


def conditions_of(filter_type: type) -> Mapping[str, Condition]:
    """The conditions of a filter class, by Python name."""
    found: Mapping[str, Condition] = vars(filter_type)["__conditions__"]
    return found


def resolve_model(declared: Iterable[type], extensions: Iterable[tuple[type, type]], queries: Iterable[type]) -> Model:
    """Resolve declared types, the fields added to them and the root query classes.

    Raises DeclarationError if two of them have one name, or an annotation names nothing.
    """
    model = Model(types={}, queries={})
    for python in declared:
        declaration = declaration_of(python)
        if declaration is None:
            raise DeclarationError(f"{python.__qualname__} is not declared: put @node(...) or @record(...) above it.")
        known = model.types.setdefault(declaration.name, ModelType(declaration)).declaration.python
        if known is not python:
            raise named_alike(declaration.name, known.__module__, python.__module__)
    registry = {name: model_type.declaration.python for name, model_type in model.types.items()}
    for name, model_type in model.types.items():
        declaration = model_type.declaration
        if declaration.is_node:
            shape = Shape("value", ID, nullable=False, is_list=False, inner=ID)
            model_type.fields["id"] = ModelField("id", "id", ID_FIELD, shape, name)
        _add(model_type.fields, declaration.python, name, registry)
        if declaration.connection_fields is not None:
            _add(model_type.connection_fields, declaration.connection_fields, declaration.connection_name, registry)
    added: set[tuple[type, type]] = set()
    for owner, python in extensions:
        declaration = declaration_of(owner)
        if declaration is None or declaration.name not in model.types:
            raise DeclarationError(f"{python.__module__} adds fields to {owner.__name__}, which is not in the schema.")
        if (owner, python) in added:
            raise DeclarationError(
                f"register_fields returns {place_of(python)} twice for {declaration.name}: return it once."
            )
        added.add((owner, python))
        _add(model.types[declaration.name].fields, python, declaration.name, registry)
    for python in queries:
        _add(model.queries, python, "Query", registry)
    return model


def _add(fields: dict[str, ModelField], python: type, owner: str, registry: Mapping[str, type]) -> None:
    check_nothing_inherited(python)
    if owner != "Query":  # where Strawberry's own fields are allowed: they join the root as they are
        check_nothing_of_strawberry(python)
    annotations = hints(python, registry)
    _check_annotated(python, annotations)
    for python_name, declared in declared_fields(python).items():
        name = graphql_name(python_name)
        if name in fields:
            raise declared_twice(f"{owner}.{name}", fields[name].place, place_of(python))
        if python_name not in annotations:
            raise DeclarationError(f"{python.__qualname__}.{python_name} has no annotation: say what it answers.")
        try:
            shape = shape_of(annotations[python_name])
        except DeclarationError as error:
            raise DeclarationError(f"{owner}.{name}: {error}") from None
        fields[name] = ModelField(name, python_name, declared, shape, owner, place_of(python))


def _check_annotated(python: type, annotations: Mapping[str, Any]) -> None:
    for name in annotations:
        if name not in vars(python) and not name.startswith("_"):
            raise DeclarationError(
                f"{python.__module__}.{python.__qualname__}.{name} says what it answers, but not from where: "
                "write = column(…) or another field behind it."
            )


def hints(python: type, registry: Mapping[str, type]) -> dict[str, Any]:
    """The annotations of a class, evaluated in its module, with all declared types known by name."""
    namespace = {**registry, **vars(sys.modules[python.__module__]), "Connection": Connection}
    return {
        name: evaluate_annotation(annotation, namespace, f"{place_of(python)}.{name}")
        for name, annotation in vars(python).get("__annotations__", {}).items()
    }


def shape_of(annotation: Any) -> Shape:
    """The shape of an annotation: `T`, `T | None`, `list[T]` or `Connection[T]`. Raises DeclarationError for others."""
    inner, nullable, is_list = annotation, False, False
    if typing.get_origin(inner) in (types.UnionType, typing.Union):
        members = typing.get_args(inner)
        nullable, (inner, *others) = type(None) in members, [member for member in members if member is not type(None)]
        if others:
            raise DeclarationError(f"{annotation} is several things: a field answers one, or one and None.")
    if typing.get_origin(inner) is Connection:
        (target,) = typing.get_args(inner)
        return Shape("connection", annotation, nullable, False, target, _name(target))
    if typing.get_origin(inner) is list:
        is_list, (inner, *others) = True, typing.get_args(inner)
        if others:
            raise DeclarationError(f"{annotation} is a list of several things: a field answers a list of one.")
    declaration = declaration_of(inner)
    if declaration is not None:
        return Shape("object", annotation, nullable, is_list, inner, declaration.name)
    return Shape("value", annotation, nullable, is_list, inner)


def _name(target: Any) -> str:
    declaration = declaration_of(target)
    if declaration is None:
        raise DeclarationError(f"Connection[{target}] is over a type that is not declared.")
    return declaration.name


def is_of(column: Column[Any], table: FromClause) -> bool:
    """Whether a column is one of a table's, or what a subquery selects is this column."""
    own = table.c.get(column.key)
    return own is not None and own.shares_lineage(column)


def column_of(field: ModelField, table: FromClause | None) -> ColumnClause[Any] | None:
    """The column whose value a field answers on rows of a table, if it answers one unchanged."""
    match field.declared:
        case ColumnField(expression=expression) | TextField(expression=expression) | ReferenceField(key=expression):
            pass
        case _:
            return None
    value: Any
    if isinstance(expression, Column):
        value = expression if table is None or is_of(expression, table) else table.c[expression.key]
    else:
        value = None if table is None else expression(table.c)
    return value if isinstance(value, ColumnClause) and value.table is not None else None
