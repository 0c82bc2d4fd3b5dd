"""Checks that declarations fit together, when the schema is assembled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import EnumMeta

import strawberry

from schema.checking.scalars import check_answered
from schema.declaring.classes import check_nothing_inherited
from schema.declaring.declarations import Condition
from schema.declaring.errors import DeclarationError
from schema.declaring.facts import FACTS
from schema.declaring.field_kinds import (
    Argument,
    ByIdField,
    ColumnField,
    ConnectionField,
    FacetField,
    Field,
    ManyField,
    OneField,
    PartField,
    ReferenceField,
    TextField,
    function_for,
)
from schema.modelling.model import Model, ModelField, ModelType, conditions_of, hints, shape_of

WANTED: Mapping[type[Field], tuple[str, bool, str]] = {
    ColumnField: ("value", False, "a scalar, an enum or a list of these"),
    TextField: ("value", False, "str"),
    ReferenceField: ("object", False, "a declared type"),
    OneField: ("object", False, "a declared type"),
    ByIdField: ("object", False, "a declared type"),
    PartField: ("object", False, "a declared type"),
    ManyField: ("object", True, "a list of a declared type"),
    FacetField: ("object", True, "a list of a declared type"),
    ConnectionField: ("connection", False, "Connection[…] of a declared type"),
}
"""For each kind of field: what it answers, whether as a list, and its annotation in messages."""


def check_model(model: Model) -> None:
    """Raises DeclarationError for a field that cannot answer as annotated, or that names something unknown."""
    fields = list(model.all_fields())
    for field in fields:
        _check_shape(field)
        check_answered(field)
        _check_restriction(field)
        _check_facts(field)
        target = field.shape.target
        if target is not None and target not in model.types:
            raise DeclarationError(f"{field.coordinate} answers {target}: return that from register_types.")
        if isinstance(field.declared, ConnectionField):
            _check_connection(model, field, field.declared)
    for model_type in model.types.values():
        _check_facets(model, model_type, fields)


def _check_shape(field: ModelField) -> None:
    kind, is_list, wanted = WANTED.get(type(field.declared), (field.shape.kind, field.shape.is_list, ""))
    if field.shape.kind != kind or (kind == "object" and field.shape.is_list != is_list):
        called = function_for(type(field.declared))
        raise DeclarationError(f"{field.coordinate} is annotated {field.shape.written}; {called}(…) answers {wanted}.")


def _check_restriction(field: ModelField) -> None:
    if field.declared.restricted_to is not None and not field.shape.nullable:
        raise DeclarationError(
            f"{field.coordinate} is null for those whom restricted_to leaves out: write {field.shape.written} | None."
        )


def _check_connection(model: Model, field: ModelField, declared: ConnectionField) -> None:
    whose = field.coordinate
    if declared.filter is not None:
        conditions = vars(declared.filter).get("__conditions__")
        if conditions is None:
            raise DeclarationError(f"The filter {declared.filter.__name__} of {whose}: put @filters above it.")
        for name, condition in conditions.items():
            _check_condition(model, declared.filter, name, condition)
    if declared.order_by is not None and not isinstance(declared.order_by, EnumMeta):
        raise DeclarationError(
            f"{whose} is ordered by {declared.order_by!r}: give an enumeration, whose names are orders of "
            f"{field.shape.target}."
        )
    orders = model.target(field.shape).declaration.orders
    for name in getattr(declared.order_by, "__members__", ()):
        if name not in orders:
            raise DeclarationError(f"{whose} can be ordered by {name}, which is not an order of {field.shape.target}.")


def _check_condition(model: Model, filter_type: type, name: str, condition: Condition) -> None:
    whose = f"{filter_type.__name__}.{name}"
    if name not in vars(filter_type).get("__annotations__", {}):
        raise DeclarationError(f"{whose} has no annotation: say what it takes.")
    annotation = hints(filter_type, {})[name]
    if condition.id_of is None:
        shape = shape_of(annotation)
        if shape.inner is strawberry.ID and condition.convert is None:
            raise DeclarationError(f"{whose} takes an id and compares a key: write id_of=…, the type that has them.")
        if not shape.nullable:
            raise DeclarationError(
                f"{whose} could not be left out, as every condition may: annotate it {shape.written} | None."
            )
        return
    if condition.id_of not in model.types:
        raise DeclarationError(f"{whose} takes ids of {condition.id_of}, which is not a type of the schema.")
    if annotation not in (strawberry.ID | None, list[strawberry.ID] | None):
        raise DeclarationError(
            f"{whose} takes ids of {condition.id_of}: annotate it strawberry.ID | None, or list[strawberry.ID] | None."
        )


def _check_facts(field: ModelField) -> None:
    arguments: Mapping[str, Argument] = getattr(field.declared, "arguments", {})
    for name, argument in arguments.items():
        if argument.sets is not None and argument.sets not in FACTS:
            facts = ", ".join(FACTS)
            raise DeclarationError(
                f"{field.coordinate} sets {argument.sets!r} by its argument {name}: set one of {facts}."
            )


def _check_facets(model: Model, model_type: ModelType, fields: Iterable[ModelField]) -> None:
    conditions = [
        (name, condition)
        for field in fields
        if isinstance(field.declared, ConnectionField)
        and field.declared.filter
        and field.shape.target == model_type.name
        for name, condition in conditions_of(field.declared.filter).items()
    ]
    known, by_rows = {name for name, _ in conditions}, {name for name, one in conditions if one.under is None}
    for field, facet in _facets(model, model_type.connection_fields.values()):
        if known and facet.without not in known:
            raise DeclarationError(f"{field.coordinate} leaves out {facet.without}, which is not in its filter.")
        if facet.under is not None and facet.without in by_rows:
            raise DeclarationError(
                f"{field.coordinate} is counted under bitmaps, which do not answer the filter {facet.without} that it "
                "leaves out: give that one `under` as well, or the facet none."
            )


def _facets(model: Model, fields: Iterable[ModelField]) -> Iterable[tuple[ModelField, FacetField]]:
    """The facets among the fields of a connection, including those in its parts."""
    for field in fields:
        if isinstance(field.declared, FacetField):
            yield field, field.declared
        elif isinstance(field.declared, PartField):
            yield from _facets(model, model.target(field.shape).fields.values())


def check_methods(contributed: type, wanted: type, kind: str, above: str) -> None:
    """Raises DeclarationError for a method of a root class that lacks its decorator, or is inherited.

    above: the decorator.
    """
    check_nothing_inherited(contributed)
    for name, method in vars(contributed).items():
        if not name.startswith("_") and callable(method) and not isinstance(method, wanted):
            raise DeclarationError(f"{contributed.__module__}: {name} is not a {kind}: write {above} above it.")
