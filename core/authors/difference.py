"""What has changed between two schemas: breaking, dangerous, safe."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_client_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_introspection_query,
    print_schema,
)

from core.errors import StartupError

BREAKING, DANGEROUS, SAFE = "BREAKING", "DANGEROUS", "SAFE"
SECONDS = 10
LARGEST = 5_000_000
UNTIL = re.compile(r"(?:until|after|on) (\d{4}-\d{2}-\d{2})")
Fielded = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType


@dataclass(frozen=True)
class Change:
    """One change of a schema. kind: BREAKING, DANGEROUS or SAFE for those who ask it."""

    kind: str
    description: str


def read_sdl(place: str) -> str:
    """The SDL at a place: a file, the address of a GraphQL server, or, where it is empty, the committed one.

    Raises StartupError SCHEMA_SOURCE where there is none.
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
        raise StartupError("SCHEMA_SOURCE", f"{address} does not tell its schema: {error}.") from None


def differences(old: str, new: str) -> list[Change]:
    """The changes from one SDL to another, the worst first. Raises StartupError SCHEMA_SOURCE for what is no SDL."""
    before, after = _built(old), _built(new)
    breaking = [
        Change(BREAKING, f"{change.description}{_announced(before, change.description)}")
        for change in find_breaking_changes(before, after)
    ]
    dangerous = [Change(DANGEROUS, change.description) for change in find_dangerous_changes(before, after)]
    safe = [Change(SAFE, description) for description in _additions(before, after)]
    known = {change.description for change in dangerous}
    return [*breaking, *dangerous, *(change for change in safe if change.description not in known)]


def _built(sdl: str) -> GraphQLSchema:
    try:
        return build_schema(sdl)
    except (GraphQLError, TypeError) as error:
        raise StartupError("SCHEMA_SOURCE", f"This is no schema: {str(error).splitlines()[0]}") from None


def _announced(before: GraphQLSchema, description: str) -> str:
    """Where what is gone was deprecated: until when, if its reason said so."""
    named = re.search(r"(\w+)\.(\w+)", description)
    kind = before.type_map.get(named[1]) if named else None
    reason = None
    if named and isinstance(kind, Fielded) and named[2] in kind.fields:
        reason = kind.fields[named[2]].deprecation_reason
    if not reason:
        return ""
    until = UNTIL.search(reason)
    if until is None:
        return " (It was deprecated.)"
    return (
        f" (It was deprecated until {until[1]}{'' if until[1] <= date.today().isoformat() else ', which is not over'}.)"
    )


def _additions(before: GraphQLSchema, after: GraphQLSchema) -> Iterator[str]:
    for name, kind in sorted(after.type_map.items()):
        if name.startswith("__"):
            continue
        old: Any = before.type_map.get(name)
        if old is None:
            yield f"{name} was added."
        elif isinstance(kind, Fielded) and isinstance(old, Fielded):
            yield from _fields(name, old, kind)
        elif isinstance(kind, GraphQLEnumType) and isinstance(old, GraphQLEnumType):
            for value, found in kind.values.items():
                if value in old.values and found.deprecation_reason and not old.values[value].deprecation_reason:
                    yield f"{name}.{value} was deprecated: {found.deprecation_reason}"


def _fields(name: str, old: Any, new: Any) -> Iterator[str]:
    for field, found in new.fields.items():
        if field not in old.fields:
            if not isinstance(new, GraphQLInputObjectType):
                yield f"{name}.{field} was added."
            continue
        reason = found.deprecation_reason
        if reason and reason != old.fields[field].deprecation_reason:
            yield f"{name}.{field} was deprecated: {reason}"
