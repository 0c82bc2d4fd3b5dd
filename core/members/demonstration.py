"""Fictitious participants for portals under construction. Nothing here is a fact about any state or person."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from core.members.demonstration_writes import Demonstration
from core.members.enums import Capacity, MechanismType, Standing
from core.members.rules.focal_points import designate_focal_point
from core.members.rules.mechanisms import MechanismDescription, register_mechanism
from core.members.rules.taking_part import add_participant
from core.members.tables import states

EVERY = 4
"""Every fourth state by code takes part in the demonstration, whether or not it really takes part in the Network."""


def fill(demonstration: Demonstration) -> None:
    """Add members with a mechanism, observers without one, and a focal point or contact for each."""
    current = demonstration.secretariat()
    rows = current.session.execute(select(states.c.id, states.c.iso_alpha3).order_by(states.c.iso_alpha3)).all()
    for number, state in enumerate(rows[::EVERY]):
        observer = number % 5 == 4
        joined = date(2024, 5, 9) + timedelta(days=7 * number)
        standing = Standing.OBSERVER if observer else Standing.MEMBER
        participant = add_participant(current, state.id, standing, joined, founding=False, fictitious=True)
        if not observer:
            register_mechanism(current, participant, _mechanism(state.iso_alpha3, number), joined)
        designate_focal_point(
            current,
            participant,
            f"Fictitious Person {number + 1}",
            "Demonstration only",
            f"person{number + 1}@demonstration.example",
            joined,
        )


def _mechanism(iso_alpha3: str, number: int) -> MechanismDescription:
    kinds, capacities = list(MechanismType), list(Capacity)
    return MechanismDescription(
        language=("en", "es", "fr")[number % 3],
        name=(
            f"Fictitious Mechanism {iso_alpha3}",
            f"Mecanismo ficticio {iso_alpha3}",
            f"Mécanisme fictif {iso_alpha3}",
        )[number % 3],
        type=kinds[number % len(kinds)],
        website="https://demonstration.example/",
        capacities=capacities[: number % 4 + 1],
    )
