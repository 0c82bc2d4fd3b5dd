"""(Operational Mechanisms) Who may sit in the Executive Committee together: C1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.members import RegionalGroup
from plugins.voting.errors import Composition
from plugins.voting.rules.days import months_later

SMALLEST, LARGEST, MONTHS = 3, 5, 36


@dataclass(frozen=True, slots=True)
class Seat:
    """A candidate for a seat: ISO alpha-3 code, whether it is a member, its regional group."""

    iso_alpha3: str
    member: bool
    regional_group: RegionalGroup


def require_composition(seats: Sequence[Seat]) -> None:
    """(C1) Raises Composition unless there are 3 to 5 seats, all members, each of a different regional group."""
    if not SMALLEST <= len(seats) <= LARGEST:
        raise Composition(f"The Executive Committee has {SMALLEST} to {LARGEST} seats, not {len(seats)}.", "seats")
    taken: dict[RegionalGroup, str] = {}
    for place, seat in enumerate(seats):
        if not seat.member:
            raise Composition(f"{seat.iso_alpha3} is no member, so it cannot have a seat.", "seats", str(place))
        if seat.regional_group in taken:
            raise Composition(
                f"{taken[seat.regional_group]} and {seat.iso_alpha3} are both of {seat.regional_group.name}; "
                "each seat is of another regional group.",
                "seats",
                str(place),
            )
        taken[seat.regional_group] = seat.iso_alpha3


def mandate_end(since: date) -> date:
    """(C1) The first day after a mandate of three years."""
    return months_later(since, MONTHS)
