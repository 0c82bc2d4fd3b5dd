"""Variables as graphql-core coerces them: what it looks up for each value is looked up once for each type."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLString,
    Undefined,
    is_required_input_field,
)
from graphql.utilities import coerce_input_value
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[Any], Any]
AS_GIVEN = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}
"""Scalars whose values, where they are of this type, need no change."""


def coercer_of(kind: Any) -> Coerce:
    """What `coerce_input_value` does for this type: the value as it is meant, or Undefined."""
    if isinstance(kind, GraphQLNonNull):
        return _never_null(coercer_of(kind.of_type))
    if kind in AS_GIVEN:
        return _as_given(AS_GIVEN[kind], kind)
    if isinstance(kind, GraphQLEnumType):
        return _named({name: kind.coerce_input_value(name) for name in kind.values}, kind)
    if isinstance(kind, GraphQLList):
        return _listed(coercer_of(kind.of_type), kind)
    if isinstance(kind, GraphQLInputObjectType) and not kind.is_one_of:
        return _Object(kind).coerced
    return partial(coerce_input_value, type_=kind)


def _never_null(inner: Coerce) -> Coerce:
    return lambda value: Undefined if value is None else inner(value)


def _as_given(expected: type, kind: Any) -> Coerce:
    def coerced(value: Any) -> Any:
        return value if type(value) is expected else coerce_input_value(value, kind)

    return coerced


def _named(values: dict[str, Any], kind: Any) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is str and value in values:
            return values[value]
        return coerce_input_value(value, kind)

    return coerced


def _listed(inner: Coerce, kind: Any) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is not list:
            return coerce_input_value(value, kind)
        found = [inner(item) for item in value]
        return Undefined if any(item is Undefined for item in found) else found

    return coerced


class _Object:
    """Coerces the values of an input type. Its fields are read when it is first used: one may be of the type itself."""

    def __init__(self, kind: GraphQLInputObjectType) -> None:
        self.kind = kind

    @cached_property
    def fields(self) -> list[tuple[str, str, Coerce, Any]]:
        """Of each: its name, that in the object, how its values are coerced, what it is where it is left out."""
        return [
            (name, field.out_name or name, coercer_of(field.type), _left_out(field))
            for name, field in self.kind.fields.items()
        ]

    def coerced(self, value: Any) -> Any:
        if type(value) is not dict:
            return coerce_input_value(value, self.kind)
        found: dict[str, Any] = {}
        met = 0
        for name, known, coerce, left_out in self.fields:
            if name in value:
                met += 1
                item = coerce(value[name])
                if item is Undefined:
                    return Undefined
                found[known] = item
            elif left_out is not None:
                item = left_out()
                if item is Undefined:
                    return Undefined
                found[known] = item
        return self.kind.out_type(found) if met == len(value) else Undefined


def _left_out(field: GraphQLInputField) -> Callable[[], Any] | None:
    """What a field is where it is left out: its default, Undefined where it must not be; None where it stays out."""
    if is_required_input_field(field):
        return lambda: Undefined
    return None if coerce_default_value(field) is Undefined else partial(coerce_default_value, field)
