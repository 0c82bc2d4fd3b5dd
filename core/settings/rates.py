"""How often something may happen: so many times in a window of time."""

from __future__ import annotations

import re
from dataclasses import dataclass

WRITTEN = re.compile(r"([1-9]\d{0,8}) *(?:/|per) *([1-9]\d{0,4})? *(second|minute|hour|day)s?", re.IGNORECASE)
SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate: so many in so many seconds."""

    amount: int
    seconds: int


def rate_of(written: str) -> Rate:
    """A rate as it is written: `600/minute`, `10 per 5 seconds`. Raises ValueError for anything else."""
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        raise ValueError(written)
    amount, times, unit = found.groups()
    return Rate(int(amount), int(times or 1) * SECONDS[unit.lower()])
