"""Root fields of members."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.members.clauses import has_standing
from core.members.enums import ParticipantOrder
from core.members.names import code_of
from core.members.tables import states
from core.members.types.network import Network
from core.members.types.participants import Accession, Participant, ParticipantFilter
from core.members.types.states import State, StateFilter
from schema import Argument, Connection, connection, one, part

ON = Argument(type=date | None, sets="today", description="The day on which they are shown; today if left out.")
"""The day on which the Network is shown."""


CODE = Argument(
    type=str,
    convert=lambda written, _: code_of(written),
    description="The state's ISO 3166-1 alpha-3 code, in upper or lower case.",
)
"""The code of a state."""


class Queries:
    """Root fields of states, participants and the Network."""

    network: Network = part(description="The Network itself.")
    state: State | None = one(
        lambda state, iso_alpha3: state.iso_alpha3 == iso_alpha3,
        iso_alpha3=CODE,
        description="The state with this code, or null if there is none.",
    )
    states: Connection[State] = connection(
        filter=StateFilter, description="All Member States of the United Nations, by name."
    )
    participant: Participant | None = one(
        lambda row, iso_alpha3: (
            row.state_id == select(states.c.id).where(states.c.iso_alpha3 == iso_alpha3).scalar_subquery()
        ),
        iso_alpha3=CODE,
        description="(Membership) The participant whose state has this code, or null if there is none.",
    )
    members: Connection[Participant] = connection(
        lambda row, on: has_standing(row.id, "MEMBER"),
        filter=ParticipantFilter,
        order_by=ParticipantOrder,
        description="(Membership) The members, today or on a given day.",
        on=ON,
    )
    observers: Connection[Participant] = connection(
        lambda row, on: has_standing(row.id, "OBSERVER"),
        filter=ParticipantFilter,
        order_by=ParticipantOrder,
        description="(Membership) The observers, today or on a given day.",
        on=ON,
    )
    accessions: Connection[Accession] = connection(
        description="(Membership) Accessions, in the order in which they were communicated."
    )
