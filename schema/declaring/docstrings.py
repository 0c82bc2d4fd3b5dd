"""Descriptions from docstrings: a class says in the schema what its author wrote below its name."""

from __future__ import annotations

import inspect

from graphql import GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter


def docstring_of(python: type) -> str:
    """What its author wrote, without indentation; empty where that is nothing, or what `dataclass` makes up."""
    written = vars(python).get("__doc__") or ""
    return "" if written.startswith(f"{python.__name__}(") else inspect.cleandoc(written)


def describe(schema: GraphQLSchema) -> None:
    """Describe what Strawberry leaves undescribed by the docstring of its class: enums, inputs, errors, interfaces."""
    for made in schema.type_map.values():
        definition = made.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        written_as = getattr(definition, "origin", None)
        if not made.description and isinstance(written_as, type):
            made.description = docstring_of(written_as) or None
