"""Descriptions in the schema from the docstrings of classes."""

from __future__ import annotations

import inspect

from graphql import GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter


def docstring_of(python: type) -> str:
    """A class's own docstring without indentation; empty if there is none, or only the one that `dataclass` makes."""
    written = vars(python).get("__doc__") or ""
    return "" if written.startswith(f"{python.__name__}(") else inspect.cleandoc(written)


def describe(schema: GraphQLSchema) -> None:
    """Describe the types that Strawberry leaves undescribed (enums, inputs, errors, interfaces) by their docstrings."""
    for made in schema.type_map.values():
        definition = made.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        written_as = getattr(definition, "origin", None)
        if not made.description and isinstance(written_as, type):
            made.description = docstring_of(written_as) or None
