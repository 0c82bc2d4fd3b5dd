"""Paces: which statements and which mutations are short enough for the event loop's own time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

FIRST_PROOF, LONGEST_PROOF = 4, 4_096
FORGIVEN_SECONDS = 600.0
"""Older faults no longer count: a server runs for months, and its machine is busy at times."""
MOST = 1_000


class Fault(NamedTuple):
    """The last time a statement took too long. proof: how often it had to be short after that; at: seconds."""

    proof: int
    at: float


class Paces:
    """Remembers which statements, or kinds of write, took too long, until they prove to be short again.

    A busy machine makes anything look slow once, so no fault counts forever: after the first one, a statement has to be
    short 4 times in a thread, after each further one twice as often. proofs_left: how often it still has to
    be; trusting: whether an unknown one needs no proof; clock: returns seconds.
    """

    def __init__(self, trusting: bool = True, clock: Callable[[], float] = time.monotonic) -> None:
        self.trusting, self.clock = trusting, clock
        self.faults: dict[str, Fault] = {}
        self.proofs_left: dict[str, int] = {}

    def may_run_inline(self, what: str) -> bool:
        """Whether something may be tried in the event loop's own time."""
        if not self.trusting and what not in self.faults:
            self.too_long(what)
        return what not in self.proofs_left

    def too_long(self, what: str) -> None:
        """Note that something took too long in the event loop."""
        if len(self.faults) >= MOST:
            self.faults.clear()
            self.proofs_left.clear()
        proof = FIRST_PROOF if self._forgiven(what) else min(2 * self.faults[what].proof, LONGEST_PROOF)
        self.faults[what], self.proofs_left[what] = Fault(proof, self.clock()), proof

    def was_short(self, what: str) -> None:
        """Note that something was short in a thread."""
        left = 0 if self._forgiven(what) else self.proofs_left.get(what, 1) - 1
        if left:
            self.proofs_left[what] = left
        else:
            self.proofs_left.pop(what, None)

    def _forgiven(self, what: str) -> bool:
        """Whether its faults no longer count."""
        fault = self.faults.get(what)
        return fault is None or self.clock() - fault.at > FORGIVEN_SECONDS
