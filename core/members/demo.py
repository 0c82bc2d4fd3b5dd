"""Fictitious participants for portals under construction. Nothing here is a fact about any state."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.errors import StartupError
from core.identity import Role, Viewer
from core.members import rules
from core.members.enums import Capacity, MechanismType, Standing
from core.members.tables import participants, states
from core.write import write

if TYPE_CHECKING:
    from core.platform import Platform

EVERY = 4
"""Every fourth state by code takes part in the demonstration, whatever it does in truth."""


def fill_demo(platform: Platform) -> int:
    """Fill an empty database; returns the number of participants. Raises StartupError NOT_EMPTY on any other."""
    viewer = Viewer(Role.ADMINISTRATOR, name="demonstration")
    with write(platform.database, viewer, platform.settings, platform.plugins) as current:
        if current.session.execute(select(func.count()).select_from(participants)).scalar():
            raise StartupError(
                "NOT_EMPTY",
                "The database holds participants already: a demonstration beside real entries would mislead. Point "
                "NMIRF_DATA_FOLDER or NMIRF_DATABASE_URL to an empty place.",
            )
        rows = current.session.execute(select(states.c.id, states.c.iso_alpha3).order_by(states.c.iso_alpha3)).all()
        chosen = rows[::EVERY]
        for number, state in enumerate(chosen):
            observer = number % 5 == 4
            joined = date(2024, 5, 9) + timedelta(days=7 * number)
            participant = rules.add_participant(
                current,
                state.id,
                Standing.OBSERVER if observer else Standing.MEMBER,
                joined,
                founding=False,
                fictitious=True,
            )
            if not observer:
                rules.register_mechanism(current, participant, _mechanism(state.iso_alpha3, number))
            rules.designate_focal_point(
                current,
                participant,
                f"Fictitious Person {number + 1}",
                "Demonstration only",
                f"person{number + 1}@demonstration.example",
                joined,
            )
        return len(chosen)


def _mechanism(iso_alpha3: str, number: int) -> rules.MechanismDescription:
    kinds, capacities = list(MechanismType), list(Capacity)
    return rules.MechanismDescription(
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
