"""What is told of a value that is none of an enum's: those that are."""

from __future__ import annotations

import re
from typing import Any

from graphql import GraphQLError, GraphQLSchema

SAID = re.compile(r"does not exist in '(\w+)' enum\.")
"""What graphql-core says of such a value."""


def with_values(error: GraphQLError, schema: GraphQLSchema) -> GraphQLError:
    """An error that names the values of the enum that it is about, if it is about one."""
    found = SAID.search(error.message)
    if found is not None:
        kind: Any = schema.type_map[found[1]]
        error.message = f"{error.message} It has {', '.join(kind.values)}."
    return error
