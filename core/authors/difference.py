"""The changes between two schemas: breaking, dangerous, safe."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import orjson
from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    SafeChange,
    SafeChangeType,
    SchemaChange,
    build_client_schema,
    build_schema,
    find_schema_changes,
    get_introspection_query,
    print_schema,
)

from core.errors import StartupError

BREAKING, DANGEROUS, SAFE = "BREAKING", "DANGEROUS", "SAFE"
ORDER = (BREAKING, DANGEROUS, SAFE)
KINDS = {BreakingChange: BREAKING, DangerousChange: DANGEROUS, SafeChange: SAFE}
SECONDS = 10
LARGEST = 5_000_000
UNTIL = re.compile(r"(?:until|after|on) (\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Change:
    """One change of a schema. kind: BREAKING, DANGEROUS or SAFE for its users."""

    kind: str
    description: str


def read_sdl(place: str) -> str:
    """The SDL at a place: a file, the address of a GraphQL server, or, if it is empty, the committed one.

    Raises StartupError SCHEMA_SOURCE if there is none.
    """
    if place.startswith(("http://", "https://")):
        return _introspected(place)
    if not place:
        return files("schema").joinpath("schema.graphql").read_text(encoding="utf-8")
    try:
        return Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartupError("SCHEMA_SOURCE", f"{place} cannot be read as SDL: {error}.") from None


def _introspected(address: str) -> str:
    body = orjson.dumps({"query": get_introspection_query(input_value_deprecation=True)})
    request = urllib.request.Request(address, body, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return print_schema(build_client_schema(orjson.loads(answer.read(LARGEST))["data"]))
    except (OSError, ValueError, KeyError, TypeError, GraphQLError) as error:
        why = f"{address} does not return its schema: {error}. Give the address of GraphQL, as in http://…/graphql."
        raise StartupError("SCHEMA_SOURCE", why) from None


def differences(old: str, new: str) -> list[Change]:
    """The changes from one SDL to another, the worst first. Raises StartupError SCHEMA_SOURCE if one is not SDL."""
    before, after = _built(old), _built(new)
    found = [
        Change(KINDS[type(change)], f"{change.description}{_announced(before, change)}")
        for change in find_schema_changes(before, after)
        if change.type is not SafeChangeType.DESCRIPTION_CHANGED
    ]
    deprecated = [Change(SAFE, description) for description in _deprecations(before, after)]
    return sorted([*found, *deprecated], key=lambda change: ORDER.index(change.kind))


def _built(sdl: str) -> GraphQLSchema:
    try:
        return build_schema(sdl)
    except (GraphQLError, TypeError) as error:
        raise StartupError("SCHEMA_SOURCE", f"This is not a schema: {str(error).splitlines()[0]}") from None


def _announced(before: GraphQLSchema, change: SchemaChange) -> str:
    """A note if what a change removes was deprecated: until when, if its reason says so."""
    named = re.search(r"(\w+)\.(\w+)", change.description)
    if not named or not isinstance(change, BreakingChange):
        return ""
    reason = _reasons(before.type_map.get(named[1])).get(named[2])
    if not reason:
        return ""
    until = UNTIL.search(reason)
    if until is None:
        return " (It was deprecated.)"
    return (
        f" (It was deprecated until {until[1]}{'' if until[1] <= date.today().isoformat() else ', which is not over'}.)"
    )


def _deprecations(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    """The parts of both schemas that have become deprecated, or are no longer."""
    for name, kind in sorted(after.type_map.items()):
        then = _reasons(before.type_map.get(name))
        for part, reason in _reasons(kind).items():
            if part not in then or reason == then[part]:
                continue
            yield f"{name}.{part} was deprecated: {reason}" if reason else f"{name}.{part} is no longer deprecated."


def _reasons(kind: GraphQLNamedType | None) -> dict[str, str | None]:
    """The fields or values of a type, each with the reason of its deprecation, if there is one."""
    if isinstance(kind, GraphQLEnumType):
        return {name: value.deprecation_reason for name, value in kind.values.items()}
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return {name: field.deprecation_reason for name, field in kind.fields.items()}
    return {}
