"""GraphQL types of workshops."""

from __future__ import annotations

from datetime import date

from core.members import Participant
from schema import Connection, column, connection, node, reference
from southern_cone.tables import workshops


@node(workshops, order=(workshops.c.held_on,))
class Workshop:
    """A workshop that a participant holds."""

    title: str = column(workshops.c.title, description="Its title.")
    held_on: date = column(workshops.c.held_on, description="The day on which it is held.")
    participant: Participant = reference(workshops.c.participant_id, description="Who holds it.")


class ParticipantFields:
    """What participants get."""

    workshops: Connection[Workshop] = connection(
        lambda participant, workshop: workshop.participant_id == participant.id,
        description="Those that it holds, by their day.",
    )


class Queries:
    """Root fields."""

    workshops: Connection[Workshop] = connection(description="All workshops, by their day.")
