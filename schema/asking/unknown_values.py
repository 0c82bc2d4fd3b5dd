"""Errors about an unknown value of an enum name the values that there are."""

from __future__ import annotations

import re

from graphql import GraphQLEnumType, GraphQLError, GraphQLSchema

SAID = re.compile(r"does not exist in '(\w+)' enum\.")
"""The part of graphql-core's message about such a value that names the enum; the value before it may say the same."""


def with_values(error: GraphQLError, schema: GraphQLSchema) -> GraphQLError:
    """The error; if it is about a value of an enum, its message names the enum's values as well."""
    kind = next((schema.type_map.get(name) for name in reversed(SAID.findall(error.message))), None)
    if isinstance(kind, GraphQLEnumType):
        error.message = f"{error.message} It has {', '.join(kind.values)}."
    return error
