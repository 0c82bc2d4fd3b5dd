"""Annotations of which Strawberry can make no type: looked for where it has failed, to tell where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryContainer, has_object_definition
from strawberry.types.lazy_type import LazyType
from strawberry.types.union import StrawberryUnion

from schema.declaring.declarations import DeclarationError


@contextmanager
def unresolved_told(config: StrawberryConfig, roots: Sequence[type | None]) -> Iterator[None]:
    """Raises DeclarationError, which names the field, where Strawberry fails at an annotation below the roots."""
    try:
        yield
    except DeclarationError:
        raise
    except Exception as error:
        told = next(_unresolved(_converter(config), list(roots)), f"No schema can be made of what is declared: {error}")
        raise DeclarationError(told) from error


def _converter(config: StrawberryConfig) -> GraphQLCoreConverter:
    """What makes GraphQL's types of annotations, taken from a schema that is fine."""
    query = strawberry.type(type("Query", (), {"__annotations__": {"fine": bool}}))
    return strawberry.Schema(query=query, config=config).schema_converter


def _unresolved(converter: GraphQLCoreConverter, kinds: list[Any]) -> Iterator[str]:
    """What is said of each annotation in these types and in those that they lead to, if no type can be made of it."""
    seen: set[int] = set()
    while kinds:
        kind = kinds.pop(0)
        if id(kind) in seen or not has_object_definition(kind):
            continue
        seen.add(id(kind))
        for whose, annotated, definition in _annotated(converter, kind.__strawberry_definition__):
            try:
                found = annotated.resolve_type(type_definition=definition) if definition else annotated.type
                converter.from_maybe_optional(found)
            except Exception as error:
                yield (
                    f"{whose} is annotated with {_written(annotated)}, of which no type of GraphQL can be made: write "
                    "a scalar, an enumeration, a type of the schema, or a list of these. "
                    f"(Strawberry: {' '.join(str(error).split())[:200]})"
                )
            else:
                kinds += _leads_to(found)


def _annotated(converter: GraphQLCoreConverter, definition: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a type, each with what tells of its place and the type itself, and their arguments."""
    for field in definition.fields:
        whose = f"{definition.name}.{converter.config.name_converter.from_field(field)}"
        yield whose, field, definition
        for argument in field.arguments:
            called = converter.config.name_converter.from_argument(argument)
            yield f"The argument {called} of {whose}", argument, None


def _leads_to(found: Any) -> list[Any]:
    while isinstance(found, StrawberryContainer | LazyType):
        found = found.of_type if isinstance(found, StrawberryContainer) else found.resolve_type()
    return list(found.types) if isinstance(found, StrawberryUnion) else [found]


def _written(annotated: Any) -> str:
    """The annotation, without what Strawberry has seen around it: a list, or null."""
    annotation = "nothing" if annotated.type_annotation is None else annotated.type_annotation.annotation
    while isinstance(annotation, StrawberryContainer):
        annotation = annotation.of_type
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
