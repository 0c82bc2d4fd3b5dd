"""How much Python may compute for one answer."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from schema.asking.bad_request import BadRequest
from schema.limits import Limits, too_large


class GivenUp(BaseException):
    """Ends all that is computed for an answer; an Exception would end one field of it, and the rest would go on."""

    def __init__(self, refusal: BadRequest) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


class Allowance:
    """How long Python may compute for one answer, and how many characters; it is looked at after each field."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.left = limits, limits.answer_bytes
        self.until = float("inf")

    def begin(self) -> None:
        """From now on the time runs."""
        self.until = perf_counter() + self.limits.computing_seconds

    def spend(self, computed: Any) -> None:
        """Hold what was computed against what is left. Raises GivenUp."""
        if perf_counter() > self.until:
            raise GivenUp(_too_long(self.limits.computing_seconds))
        if isinstance(computed, str):
            self.left -= len(computed)
            if self.left < 0:
                raise GivenUp(too_large(self.limits.answer_bytes))


def _too_long(seconds: float) -> BadRequest:
    return BadRequest(
        "TIME_LIMIT",
        f"This was computed for {seconds:g} seconds and given up. Ask for less at once: smaller pages, fewer aliases.",
    )
