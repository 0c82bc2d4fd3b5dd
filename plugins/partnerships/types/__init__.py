"""GraphQL types of partners, partnerships, and what the Network has of them, declared over the tables."""

from plugins.partnerships.types import network, partnerships
from plugins.partnerships.types.network import SupportRequest
from plugins.partnerships.types.partnerships import Activity, Partner, Partnership
from plugins.partnerships.types.queries import NetworkFields, ObjectiveFields, ParticipantFields, Queries, StateFields

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
