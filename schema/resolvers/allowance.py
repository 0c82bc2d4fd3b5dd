"""How much Python may compute for one answer."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from schema.limits import Limits, too_large
from schema.request.bad_request import BadRequest


class GivenUp(Exception):
    """Ends the computation of a field, once the answer is given up."""


class Allowance:
    """How long Python may compute for one answer, and how many characters.

    refusal: why the answer was given up; it is then refused as a whole.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.left = limits, limits.answer_bytes
        self.until = float("inf")
        self.refusal: BadRequest | None = None

    def begin(self) -> None:
        """Start the time."""
        self.until = perf_counter() + self.limits.computing_seconds

    def give_up(self) -> None:
        """End the computation before its next field."""
        self.refusal = self.refusal or _too_long(self.limits.computing_seconds)

    def compute(self, work: Callable[[], Any]) -> Any:
        """The value of a field. Raises GivenUp if nothing is left for it, or if it takes more than is left."""
        if perf_counter() > self.until:
            self.refusal = self.refusal or _too_long(self.limits.computing_seconds)
        found = work() if self.refusal is None else None
        if isinstance(found, str):
            self.left -= len(found)
            if self.left < 0:
                self.refusal = too_large(self.limits.answer_bytes)
        if self.refusal is not None:
            raise GivenUp
        return found


def _too_long(seconds: float) -> BadRequest:
    return BadRequest(
        "TIME_LIMIT",
        f"This took more than {seconds:g} seconds to compute, and was given up. Ask for less at once: smaller pages, "
        "fewer aliases.",
    )
