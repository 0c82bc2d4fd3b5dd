"""Makes the input objects of mutations as Strawberry does, but looks up once what that looks up for each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cached_property
from typing import Any

from strawberry import Schema
from strawberry.relay import GlobalID
from strawberry.scalars import is_scalar
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition

Made = Callable[[Any], Any]


def maker_of(kind: Any, schema: Schema) -> Made:
    """A function that converts a coerced value as Strawberry would."""
    registry, config = schema.schema_converter.scalar_registry, schema.config
    if isinstance(kind, StrawberryMaybe) or kind is GlobalID:
        return lambda value: convert_argument(value, kind, registry, config)
    if isinstance(kind, StrawberryOptional):
        return _or_none(maker_of(kind.of_type, schema))
    if isinstance(kind, StrawberryList):
        made = maker_of(kind.of_type, schema)
        return list if made is _unchanged else lambda value: [made(item) for item in value]
    if isinstance(kind, StrawberryEnumDefinition) or has_enum_definition(kind) or is_scalar(kind, registry):
        return _unchanged
    if has_object_definition(kind) and kind.__strawberry_definition__.from_input is None:
        return _Object(kind, schema).made
    return lambda value: convert_argument(value, kind, registry, config)


class _Object:
    """Makes objects of an input type. Its fields are read when it is first used: a field may be of the type itself."""

    def __init__(self, kind: type, schema: Schema) -> None:
        self.kind, self.schema = kind, schema

    @cached_property
    def fields(self) -> list[tuple[str, str, Made]]:
        """The fields: the name of each in GraphQL and in Python, and the function that converts its values."""
        definition: Any = self.kind.__strawberry_definition__  # type: ignore[attr-defined]
        return [
            (
                self.schema.config.name_converter.from_field(field),
                field.python_name,
                maker_of(field.resolve_type(type_definition=definition), self.schema),
            )
            for field in definition.fields
        ]

    @cached_property
    def names(self) -> dict[str, str]:
        """The names in Python by those in GraphQL."""
        return {name: python_name for name, python_name, _ in self.fields}

    @cached_property
    def making(self) -> list[tuple[str, str, Made]]:
        """The fields whose values have to be converted."""
        return [field for field in self.fields if field[2] is not _unchanged]

    @cached_property
    def nothing(self) -> dict[str, None]:
        """The fields without a default, which are None if they are left out."""
        definition: Any = self.kind.__strawberry_definition__  # type: ignore[attr-defined]
        return {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }

    def made(self, value: Mapping[str, Any]) -> Any:
        names = self.names
        fields = {**self.nothing, **{names[name]: item for name, item in value.items()}}
        for name, python_name, make in self.making:
            if name in value:
                fields[python_name] = make(value[name])
        return self.kind(**fields)


def _or_none(made: Made) -> Made:
    return made if made is _unchanged else lambda value: None if value is None else made(value)


def _unchanged(value: Any) -> Any:
    return value
