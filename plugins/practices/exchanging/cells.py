"""Reads the values of a row of a file. Raises Invalid for a value of another kind, with the name of its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from core import Invalid, Mistakes, Refusal
from schema import parsed_day

Row = Mapping[str, Any]
Read = TypeVar("Read")
PLURALS = {str: "texts", int: "numbers", dict: "objects"}


@contextmanager
def refusals_by_column(column: Callable[[Sequence[str]], str]) -> Iterator[None]:
    """Name the column of the file in each refusal within this context. column: its name, by the path of the refusal."""
    with Mistakes() as check:
        try:
            yield
        except Refusal as refused:
            for one in (refused, *refused.others):
                check.note(Invalid(f"{column(one.path or ())}: {one.message}"))


def text_cell(row: Row, name: str) -> str | None:
    """A text, or None if there is none."""
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise Invalid(f"{name} is a text.")
    return value


def listed(row: Row, name: str, kind: type) -> list[Any]:
    """A list of values of a kind; empty if there is none."""
    values = [] if row.get(name) is None else row[name]
    if not isinstance(values, list) or not all(is_a(kind, value) for value in values):
        raise Invalid(f"{name} is a list of {PLURALS[kind]}.")
    return values


def is_a(kind: type, value: Any) -> bool:
    """Whether a value is of a kind; unlike in Python, true and false are not numbers."""
    return isinstance(value, kind) and not isinstance(value, bool)


def day(row: Row, name: str) -> date | None:
    """A day, or None if there is none."""
    return _dated(row, name, parsed_day, "2024-05-09")


def moment(row: Row, name: str) -> datetime | None:
    """A moment in UTC, which is assumed if no zone is given; None if there is none."""
    return _dated(row, name, _in_universal_time, "2024-05-09T14:00:00Z")


def _dated(row: Row, name: str, read: Callable[[str], Read], example: str) -> Read | None:
    written = text_cell(row, name)
    try:
        return None if written is None else read(written)
    except (ValueError, OverflowError):
        raise Invalid(f"{name} {str(written)[:40]!r} cannot be read: write it as in {example}.") from None


def _in_universal_time(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
