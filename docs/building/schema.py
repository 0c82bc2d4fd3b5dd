"""The pages of the schema: its roots, and its types by kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)
from graphql.utilities import print_type

from docs.building.places import ROOT

KINDS: dict[str, Any] = {
    "Objects": GraphQLObjectType,
    "Inputs": GraphQLInputObjectType,
    "Enums": GraphQLEnumType,
    "Interfaces": GraphQLInterfaceType,
    "Unions": GraphQLUnionType,
    "Scalars": GraphQLScalarType,
}
ROOTS = ("Query", "Mutation", "Subscription")


def pages() -> Iterator[tuple[str, str]]:
    """Path and content of the page of each root and of each kind of types."""
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    places = _places(schema)
    for name in ROOTS:
        yield path_of(name), _root(schema, name, places)
    for kind, python in KINDS.items():
        types = [found for found in schema.type_map.values() if isinstance(found, python) and found.name in places]
        yield path_of(kind), _types(kind, types, places)


def path_of(page: str) -> str:
    """The path of the page of a root or of a kind."""
    return f"schema/{page.lower()}.md"


def _places(schema: GraphQLSchema) -> dict[str, str]:
    """The link to each type, by its name, from a page of the schema."""
    places = {}
    for kind, python in KINDS.items():
        for name, found in schema.type_map.items():
            if isinstance(found, python) and not name.startswith("__"):
                places[name] = f"{name.lower()}.md" if name in ROOTS else f"{kind.lower()}.md#{name.lower()}"
    return places


def _link(kind: Any, places: dict[str, str]) -> str:
    name = get_named_type(kind).name
    return f"[`{kind}`]({places[name]})"


def _description(item: Any) -> str:
    text = " ".join((item.description or "").split())
    return f" – {text}" if text else ""


def _root(schema: GraphQLSchema, name: str, places: dict[str, str]) -> str:
    kind = schema.type_map.get(name)
    text = f"# {name}\n\n"
    if not isinstance(kind, GraphQLObjectType):
        return text + "The schema has none.\n"
    for field, found in kind.fields.items():
        text += (
            f"## {field}\n\n{' '.join((found.description or '').split())}\n\nReturns {_link(found.type, places)}.\n\n"
        )
        for key, argument in found.args.items():
            text += f"- `{key}`: {_link(argument.type, places)}{_description(argument)}\n"
        text += "\n"
    return text


def _types(kind: str, types: list[GraphQLNamedType], places: dict[str, str]) -> str:
    text = f"# {kind}\n\n"
    if not types:
        return text + "The schema has none.\n"
    for found in sorted(types, key=lambda item: item.name):
        if found.name in ROOTS:
            continue
        text += f"## {found.name}\n\n{(found.description or '').strip()}\n\n"
        if isinstance(found, GraphQLObjectType | GraphQLInputObjectType | GraphQLInterfaceType):
            for name, field in found.fields.items():
                reason = f" **Deprecated:** {field.deprecation_reason}" if field.deprecation_reason else ""
                text += f"- `{name}`: {_link(field.type, places)}{_description(field)}{reason}\n"
            text += "\n"
        elif isinstance(found, GraphQLEnumType):
            text += "".join(f"- `{name}`{_description(value)}\n" for name, value in found.values.items()) + "\n"
        elif isinstance(found, GraphQLUnionType):
            text += f"```graphql\n{print_type(found)}\n```\n\n"
    return text
