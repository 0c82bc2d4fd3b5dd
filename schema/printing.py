"""The assembled SDL as it is committed: sorted, so that a change shows as a change."""

from __future__ import annotations

import strawberry
from graphql import lexicographic_sort_schema, print_schema


def sorted_sdl(schema: strawberry.Schema) -> str:
    """The SDL of a schema in lexicographic order, with a final line break."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
