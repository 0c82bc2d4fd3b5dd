"""(Operational Mechanisms) Which members can form an Executive Committee: C1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.members import Party, RegionalGroup
from plugins.voting.errors import CommitteeComposition
from plugins.voting.rules.days import months_later

SMALLEST, LARGEST, MONTHS = 3, 5, 36


def require_composition(seats: Sequence[Party]) -> None:
    """(C1) Raises CommitteeComposition unless there are 3 to 5 seats, all members, of different regional groups."""
    if not SMALLEST <= len(seats) <= LARGEST:
        raise CommitteeComposition(
            f"The Executive Committee has {SMALLEST} to {LARGEST} seats, not {len(seats)}.", "seats"
        )
    taken: dict[RegionalGroup, str] = {}
    for place, seat in enumerate(seats):
        if not seat.is_member:
            raise CommitteeComposition(
                f"{seat.iso_alpha3} is not a member, so it cannot have a seat.", "seats", str(place)
            )
        if seat.regional_group in taken:
            raise CommitteeComposition(
                f"{taken[seat.regional_group]} and {seat.iso_alpha3} are both of {seat.regional_group.name}; "
                "each seat is of a different regional group.",
                "seats",
                str(place),
            )
        taken[seat.regional_group] = seat.iso_alpha3


def mandate_end(since: date) -> date:
    """(C1) The first day after a mandate of three years."""
    return months_later(since, MONTHS)
