"""(Decision-Making Procedure) A simple majority of the members present and voting: D6."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from plugins.voting.enums import Choice


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of a vote: numbers of members."""

    eligible: int
    present: int
    yes: int
    no: int
    abstain: int

    def columns(self) -> dict[str, int]:
        """The columns of a decision that hold it: `yes_count` and so on."""
        return {f"{name}_count": number for name, number in asdict(self).items()}

    @property
    def adopted(self) -> bool:
        """Whether there are more yes than no: a tie, or no vote at all, does not adopt."""
        return self.yes > self.no


def tally(choices: Iterable[Choice], eligible: int, present: int) -> Tally:
    """(D6) Count the choices of those present among those eligible.

    Raises ValueError if more have chosen than are present, or more are present than eligible.
    """
    counted = Counter(choices)
    if not 0 <= counted.total() <= present <= eligible:
        raise ValueError(f"{counted.total()} choices of {present} present among {eligible} eligible are impossible.")
    return Tally(eligible, present, counted[Choice.YES], counted[Choice.NO], counted[Choice.ABSTAIN])
