"""Canonical JSON is that of RFC 8785, whichever way it is made."""

from __future__ import annotations

from random import Random
from typing import Any

import rfc8785

from core.journal.canonical import canonical

SIGNS = 'abÄ中𝄞"\\/\b\f\n\r\t\x01\x1f\x7f\u2028é\u0000'


def _value(random: Random, depth: int) -> Any:
    kind = random.randrange(8 if depth else 6)
    if kind == 6:
        return [_value(random, depth - 1) for _ in range(random.randrange(4))]
    if kind == 7:
        return {_text(random): _value(random, depth - 1) for _ in range(random.randrange(5))}
    number = random.choice([0, -1, 2**53 - 1, 1 - 2**53, random.randrange(10**9)])
    return [_text(random), number, True, None, random.uniform(-1e20, 1e20), random.random()][kind]


def _text(random: Random) -> str:
    return "".join(random.choices(SIGNS, k=random.randrange(6)))


def test_every_value_is_written_as_the_standard_says() -> None:
    random = Random(8785)
    for _ in range(5_000):
        value = _value(random, 3)
        assert canonical(value) == rfc8785.dumps(value), value
