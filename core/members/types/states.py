"""The Member States of the United Nations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.members.clauses import regional_group_of
from core.members.enums import RegionalGroup
from core.members.names import folded, name_contains
from core.members.tables import participants, states
from schema import column, filters, node, one, text, where

if TYPE_CHECKING:
    from core.members.types.participants import Participant


@filters
class StateFilter:
    """Which states; all conditions must hold."""

    regional_group: RegionalGroup | None = where(
        lambda state, value: regional_group_of(state.id) == value, description="Those of a regional group, today."
    )
    participating: bool | None = where(
        lambda state, value: select(participants.c.id).where(participants.c.state_id == state.id).exists() == value,
        description="Whether the state takes part in the Network.",
    )
    name_contains: str | None = where(
        lambda state, value: name_contains(state.search_names, value),
        convert=folded,
        description="A part of its name in any of the six languages, in upper or lower case, with any accents, "
        "apostrophes, hyphens and digits; œ counts as oe, ة as ه, ى as ي.",
    )


@node(states, order=(states.c.sort_name,))
class State:
    """A Member State of the United Nations."""

    iso_alpha2: str = column(states.c.iso_alpha2, description="ISO 3166-1 alpha-2.")
    iso_alpha3: str = column(states.c.iso_alpha3, description="ISO 3166-1 alpha-3.")
    m49: str = column(states.c.m49, description="The three digits of the United Nations' M49 standard.")
    name: str = text(states.c.name, description="The short name that the United Nations use.")
    formal_name: str = text(states.c.formal_name, description="The formal name that the United Nations use.")
    regional_group: RegionalGroup = column(
        lambda state: regional_group_of(state.id),
        description="The regional group to which it belongs, today or on the day for which the list is asked.",
    )
    region: str = column(
        states.c.region, description="The region in the M49 standard, by its English name in every language."
    )
    sub_region: str = column(
        states.c.sub_region, description="The sub-region in the M49 standard, by its English name in every language."
    )
    un_member_since: int = column(
        states.c.un_member_since, description="The year in which it joined the United Nations."
    )
    participant: Participant | None = one(
        lambda state, participant: participant.state_id == state.id,
        description="The state as a participant of the Network; null if it does not take part.",
    )
