"""Coerces variables as graphql-core does, but looks up once for each type what that looks up for each value.

A value that holds the character NUL is treated as invalid; see `schema.request.nul`.
"""

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

from schema.request.nul import NUL, holds_nul

Coerce = Callable[[Any], Any]
TEXTS = (GraphQLString, GraphQLID)


def coercer_of(kind: Any) -> Coerce:
    """A function that does what `coerce_input_value` does for this type: the coerced value, or Undefined."""
    bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if bare in TEXTS:
        return _string_coercer(kind)
    if bare is GraphQLBoolean:
        return _boolean_coercer(kind)
    if isinstance(bare, GraphQLEnumType):
        return _enum_coercer({name: bare.coerce_input_value(name) for name in bare.values}, kind)
    if isinstance(bare, GraphQLList):
        return _list_coercer(coercer_of(bare.of_type), kind)
    if isinstance(bare, GraphQLInputObjectType) and not bare.is_one_of:
        return _Object(bare, kind).coerced
    return partial(_coerced, kind=kind)


def _string_coercer(kind: Any) -> Coerce:
    return lambda value: value if type(value) is str and NUL not in value else _coerced(value, kind)


def _boolean_coercer(kind: Any) -> Coerce:
    return lambda value: value if type(value) is bool else _coerced(value, kind)


def _coerced(value: Any, kind: Any) -> Any:
    found = coerce_input_value(value, kind)
    return Undefined if holds_nul(found) else found


def _enum_coercer(values: dict[str, Any], kind: Any) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is str and value in values:
            return values[value]
        return _coerced(value, kind)

    return coerced


def _list_coercer(inner: Coerce, kind: Any) -> Coerce:
    def coerced(value: Any) -> Any:
        if type(value) is not list:
            return _coerced(value, kind)
        found = [inner(item) for item in value]
        return Undefined if any(item is Undefined for item in found) else found

    return coerced


class _Object:
    """Coerces the values of an input type. kind: the type itself, or non-null.

    Its fields are read when it is first used: a field may be of the type itself.
    """

    def __init__(self, bare: GraphQLInputObjectType, kind: Any) -> None:
        self.bare, self.kind = bare, kind

    @cached_property
    def fields(self) -> list[tuple[str, str, Coerce, Any]]:
        """The fields: the name of each in GraphQL and in the object made, how its values are coerced, its default."""
        return [
            (name, field.out_name or name, coercer_of(field.type), _default_of(field))
            for name, field in self.bare.fields.items()
        ]

    def coerced(self, value: Any) -> Any:
        if type(value) is not dict:
            return _coerced(value, self.kind)
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
        return self.bare.out_type(found) if met == len(value) else Undefined


def _default_of(field: GraphQLInputField) -> Callable[[], Any] | None:
    """A function that gives the default of a field, or Undefined if it is required; None if it has no default."""
    if is_required_input_field(field):
        return lambda: Undefined
    return None if coerce_default_value(field) is Undefined else partial(coerce_default_value, field)
