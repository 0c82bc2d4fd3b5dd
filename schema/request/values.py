"""Values of arguments: a sample from the reading that is planned, and how to read them from any other reading."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from schema.request.reading import Reading


@dataclass(frozen=True, slots=True)
class Each:
    """Converts a list value by value, so that its length stays the same."""

    convert: Callable[[Any], Any]

    def __call__(self, values: Sequence[Any]) -> list[Any]:
        return [self.convert(value) for value in values]


def each(convert: Callable[[Any], Any]) -> Each:
    """Applies a function to each value of a list, for `convert=` of a filter.

    A list of one value can then be looked up as a single value, which is faster.
    """
    return Each(convert)


@dataclass(frozen=True, slots=True)
class Value:
    """An argument's value: a sample, from the reading that is planned, and `read`, which finds it in any other.

    fixed: whether it is the same in every reading; as_long: whether a list has the length in which it was sent.
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
        """The single value of a list, if every list that this plan serves has exactly one."""
        return self.item(0) if self.as_long and len(self.sample) == 1 else None

    @property
    def empty(self) -> bool:
        """Whether it is a list without values, in all readings that this plan serves."""
        return self.as_long and not self.sample

    def converted(self, convert: Callable[[Any], Any]) -> Value:
        """The value with a function applied to it."""
        read = self.read
        as_long = self.as_long and isinstance(convert, Each)
        return Value(convert(self.sample), lambda reading: convert(read(reading)), as_long=as_long)


def constant(value: Any) -> Value:
    """A value that is the same in all readings."""
    return Value(value, lambda _: value, fixed=True)


def as_stored(value: Any) -> Any:
    """A GraphQL value as the database stores it: enums by name."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, list | tuple):
        return [as_stored(item) for item in value]
    return value
