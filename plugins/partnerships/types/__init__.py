"""GraphQL types of partners, partnerships, and what the Network has of them, declared over the tables."""

from plugins.partnerships.types import network, partnerships
from plugins.partnerships.types.network import NetworkFields, SupportRequest
from plugins.partnerships.types.partnerships import (
    Activity,
    ObjectiveFields,
    ParticipantFields,
    Partner,
    Partnership,
    StateFields,
)
from plugins.partnerships.types.queries import Queries

TYPES: list[type] = [*partnerships.TYPES, *network.TYPES]

__all__ = [
    "TYPES",
    "Activity",
    "NetworkFields",
    "ObjectiveFields",
    "ParticipantFields",
    "Partner",
    "Partnership",
    "Queries",
    "StateFields",
    "SupportRequest",
]
