"""What a header such as Accept or Accept-Language lists, each with its weight, q (RFC 9110, 12.4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

MOST_RANGES = 50
"""The ranges that are read of a longer list."""


class Range(NamedTuple):
    """One range of a list, in lower case. quality: from 0, not at all, to 1."""

    name: str
    parameters: Mapping[str, str]
    quality: float


def ranges_of(header: bytes) -> Iterator[Range]:
    """The ranges that a header lists, in its order; one whose weight cannot be read has the weight 0."""
    for item in header.decode("latin-1").lower().split(",")[:MOST_RANGES]:
        name, *rest = (part.strip() for part in item.split(";"))
        parameters = {key.strip(): value.strip(' "') for key, _, value in (part.partition("=") for part in rest)}
        yield Range(name, parameters, _quality(parameters.pop("q", "1")))


def _quality(written: str) -> float:
    try:
        quality = float(written)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
