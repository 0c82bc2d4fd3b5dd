"""Errors about an unknown value of an enum name the values that there are."""

from __future__ import annotations

import re
from typing import Any

from graphql import GraphQLError, GraphQLSchema

SAID = re.compile(r"does not exist in '(\w+)' enum\.")
"""The part of graphql-core's message about such a value that names the enum."""


def with_values(error: GraphQLError, schema: GraphQLSchema) -> GraphQLError:
    """The error; if it is about a value of an enum, its message names the enum's values as well."""
    found = SAID.search(error.message)
    if found is not None:
        kind: Any = schema.type_map[found[1]]
        error.message = f"{error.message} It has {', '.join(kind.values)}."
    return error
