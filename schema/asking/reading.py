"""One reading of the schema: who asks, when, in which languages, with which variables."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import FieldNode, GraphQLError
from graphql.execution.values import VariableValues

from schema.asking.sought import where_it_stands
from schema.declaring.scalars import Language

LANGUAGES = tuple(language.value for language in Language)
NO_VARIABLES = VariableValues({}, {})


@dataclass(slots=True)
class Reading:
    """What a plan needs to be answered.

    given: the facts of `schema.given`; context and viewer: whatever the caller wants its resolvers to have;
    public: whether anybody gets this answer; largest_page: the rows that one page may have.
    """

    role: str
    given: Mapping[str, Any]
    languages: Sequence[str] = ()
    variables: VariableValues = field(default=NO_VARIABLES)
    context: Any = None
    viewer: Any = None
    public: bool = False
    largest_page: int = 250


def knowing(reading: Reading, **facts: Any) -> Reading:
    """The same reading with more facts."""
    given = {**reading.given, **facts}
    return Reading(
        reading.role,
        given,
        reading.languages,
        reading.variables,
        reading.context,
        reading.viewer,
        reading.public,
        reading.largest_page,
    )


class BadRequest(GraphQLError):
    """A request that cannot be answered as it stands; the code says why, the message what to change.

    node, path: the field; written: what is wrong in its arguments, as it is written there unless a variable holds it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        node: FieldNode | None = None,
        path: Sequence[str] = (),
        written: str | None = None,
    ) -> None:
        where = node if node is None or written is None else where_it_stands(written, node)
        super().__init__(message, nodes=where, path=list(path) or None, extensions={"code": code})


@dataclass(frozen=True, slots=True)
class Each:
    """Converts a list value by value, so that it is as long as before."""

    convert: Callable[[Any], Any]

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        return [self.convert(value) for value in values]


def each(convert: Callable[[Any], Any]) -> Each:
    """Makes of each value of a list what a function makes of it, for `convert=` of a filter.

    A list of one value is then asked for as this value alone, which is found sooner.
    """
    return Each(convert)


@dataclass(frozen=True, slots=True)
class Value:
    """An argument's value: as it is in the reading that is planned (sample), and how to read it in any other.

    fixed: whether it is the same in all of them; as_long: whether a list is as long as it was given.
    """

    sample: Any
    read: Callable[[Reading], Any]
    fixed: bool = False
    as_long: bool = True

    def item(self, key: str | int) -> Value:
        """The value of one field of an input object, or of one place in a list."""
        read = self.read
        return Value(self.sample[key], lambda reading: read(reading)[key], as_long=self.as_long)

    def only(self) -> Value | None:
        """The value of a list that has one, whenever it is planned like this."""
        return self.item(0) if self.as_long and len(self.sample) == 1 else None

    def converted(self, convert: Callable[[Any], Any]) -> Value:
        """The value as a function makes it."""
        read = self.read
        as_long = self.as_long and isinstance(convert, Each)
        return Value(convert(self.sample), lambda reading: convert(read(reading)), as_long=as_long)


def constant(value: Any) -> Value:
    """A value that is the same in all readings."""
    return Value(value, lambda _: value, fixed=True)


def stored(value: Any) -> Any:
    """A GraphQL value as the database keeps it: enums by name."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, list | tuple):
        return [stored(item) for item in value]
    return value


def signature(value: Any, looked_up: bool) -> Any:
    """What of a variable's value decides the shape of a plan.

    Presence, booleans, enums, whether a list has one value alone; of ids that are looked up, their types.
    """
    if value is None or isinstance(value, bool | enum.Enum):
        return value
    if isinstance(value, dict):
        return tuple((key, signature(item, looked_up)) for key, item in value.items())
    if looked_up and isinstance(value, str):
        return value.partition(":")[0]
    if isinstance(value, list):
        return len(value) == 1, looked_up and frozenset(signature(item, True) for item in value)
    return type(value).__name__


@lru_cache(1_000)
def accepted_languages(header: bytes) -> tuple[str, ...]:
    """The languages of the United Nations that an Accept-Language header names, best first; at most three."""
    wanted: list[tuple[float, str]] = []
    for item in header.decode("latin-1").split(","):
        tag, _, parameters = item.strip().partition(";")
        code = tag.split("-")[0].strip().lower()
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                quality = 0.0
        if code in LANGUAGES and quality > 0 and code not in [known for _, known in wanted]:
            wanted.append((-quality, code))
    return tuple(code for _, code in sorted(wanted, key=lambda pair: pair[0]))[:3]


def primary_key(identifier: str, type_name: str, node: FieldNode | None = None, path: Sequence[str] = ()) -> int:
    """The primary key in an id of the given type; raises BadRequest INVALID_ID for any other string."""
    name, _, key = identifier.partition(":")
    if name != type_name or not key.isdecimal() or not key.isascii() or len(key) > 18:
        raise BadRequest(
            "INVALID_ID",
            f"{identifier[:80]!r} is not the id of a {type_name}. Take ids from a {type_name}'s field `id`.",
            node,
            path,
            identifier,
        )
    return int(key)
