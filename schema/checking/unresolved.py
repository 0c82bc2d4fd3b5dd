"""Finds the annotation at which Strawberry has failed, so that the error can name it."""

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

from schema.declaring.errors import DeclarationError


@contextmanager
def naming_unresolved(config: StrawberryConfig, roots: Sequence[type | None]) -> Iterator[None]:
    """Raises DeclarationError, which names the field, if Strawberry fails at an annotation."""
    try:
        yield
    except DeclarationError:
        raise
    except Exception as error:
        message = next(
            _unresolved(_converter(config), list(roots)), f"No schema can be made from the declarations: {error}"
        )
        raise DeclarationError(message) from error


def _converter(config: StrawberryConfig) -> GraphQLCoreConverter:
    """Strawberry's converter from annotations to GraphQL types, taken from a schema without faults."""
    query = strawberry.type(type("Query", (), {"__annotations__": {"fine": bool}}))
    return strawberry.Schema(query=query, config=config).schema_converter


def _unresolved(converter: GraphQLCoreConverter, kinds: list[Any]) -> Iterator[str]:
    """A message for each annotation, in these types or in those that they lead to, from which no type can be made."""
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
                    f"{whose} is annotated with {_annotation_text(annotated)}, from which no GraphQL type can be "
                    "made: write a scalar, an enumeration, a type of the schema, or a list of these. "
                    f"(Strawberry: {' '.join(str(error).split())[:200]})"
                )
            else:
                kinds += _leads_to(found)


def _annotated(converter: GraphQLCoreConverter, definition: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields and arguments of a type: the name of each for a message, itself, and its type's definition."""
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


def _annotation_text(annotated: Any) -> str:
    """The annotation without a list or an optional around it."""
    annotation = "nothing" if annotated.type_annotation is None else annotated.type_annotation.annotation
    while isinstance(annotation, StrawberryContainer):
        annotation = annotation.of_type
    return annotation.__name__ if isinstance(annotation, type) else str(annotation)
