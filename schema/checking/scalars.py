"""Checks that all declared scalars are ones that both databases can return and take."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLScalarType, GraphQLSchema, get_named_type
from sqlalchemy import Boolean, Date, Float, Integer, Numeric, String
from sqlalchemy.types import TypeEngine

from schema.declaring.columns import Code, Instant
from schema.declaring.declarations import graphql_name
from schema.declaring.errors import DeclarationError
from schema.declaring.field_kinds import ColumnField, ConnectionField, ManyField, OneField, TextField
from schema.modelling.model import Model, ModelField, conditions_of

ColumnTypes = tuple[type[TypeEngine[Any]], ...]

KNOWN: Mapping[Any, tuple[str, ColumnTypes]] = {
    bool: ("Boolean", (Boolean,)),
    int: ("Int", (Integer, Numeric)),
    float: ("Float", (Integer, Numeric, Float)),
    str: ("String", (String, Code)),
    strawberry.ID: ("ID", (String, Code)),
    date: ("Date", (Date,)),
    datetime: ("DateTime", (Instant,)),
}
"""These scalars: the name of each in GraphQL, and the types of columns that it is read from. Others could give invalid
JSON."""
NAMES = {name for name, _ in KNOWN.values()}

ADVICE = (
    "write bool, int, float, str, strawberry.ID, date, datetime, an enumeration, or a list of these. Sums of money are "
    "exact as text, or as a whole number of cents; JSON as a text, or in types of its own"
)


def columns_for(inner: Any) -> ColumnTypes:
    """The types of columns that fit an annotation; enumerations are texts."""
    return KNOWN[inner][1] if inner in KNOWN else KNOWN[str][1]


def check_answered(field: ModelField) -> None:
    """Raises DeclarationError for a column or a text that is annotated with any other type."""
    inner = field.shape.inner
    if isinstance(field.declared, TextField) and (inner is not str or field.shape.is_list):
        raise DeclarationError(f"{field.coordinate} is annotated {field.shape.written}; text(…) answers str.")
    if isinstance(field.declared, ColumnField) and not is_scalar(inner):
        raise DeclarationError(
            f"{field.coordinate} is annotated {field.shape.written}, which the two databases write "
            f"differently: {ADVICE}. Any other value is one that Python computes: resolved(…)."
        )


def check_taken(model: Model, schema: GraphQLSchema) -> None:
    """Raises DeclarationError for a condition, or an argument of a clause, that takes any other scalar."""
    for whose, kind in _taken(model, schema):
        unknown = next(_unknown(kind, set()), None)
        if unknown is not None:
            raise DeclarationError(
                f"{whose} takes {unknown}, which the two databases take differently: {ADVICE}; or convert "
                "it to one of these by convert=."
            )


def _taken(model: Model, schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """The values that clauses get unconverted, each with its GraphQL type."""
    kinds: Mapping[str, Any] = schema.type_map
    for field in model.all_fields():
        declared = field.declared
        if isinstance(declared, OneField | ManyField | ConnectionField) and field.owner in kinds:
            taken = kinds[field.owner].fields[field.name].args
            for name, argument in declared.arguments.items():
                if argument.convert is None:
                    called = graphql_name(name)
                    yield f"The argument {called} of {field.coordinate}", taken[called].type
        if isinstance(declared, ConnectionField) and declared.filter is not None:
            for name, condition in conditions_of(declared.filter).items():
                if condition.convert is None:
                    called = graphql_name(name)
                    whose = f"{declared.filter.__name__}.{called}"
                    yield whose, kinds[declared.filter.__name__].fields[called].type


def _unknown(taken: Any, seen: set[str]) -> Iterator[str]:
    """The unknown scalars in a type, including those in input objects."""
    kind = get_named_type(taken)
    if isinstance(kind, GraphQLScalarType) and kind.name not in NAMES:
        yield kind.name
    if isinstance(kind, GraphQLInputObjectType) and kind.name not in seen:
        seen.add(kind.name)
        for field in kind.fields.values():
            yield from _unknown(field.type, seen)


def is_scalar(inner: Any) -> bool:
    """Whether an annotation is one of the scalars that are known, or an enumeration."""
    return inner in KNOWN or _is_enumeration(inner)


def _is_enumeration(inner: Any) -> bool:
    return isinstance(inner, type) and issubclass(inner, enum.Enum)
