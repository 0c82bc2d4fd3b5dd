"""GraphQL types of partners, partnerships, and what the Network has of them, declared over the tables."""

from plugins.partnerships.types import network, partnerships, support
from plugins.partnerships.types.partnerships import Activity, Partner, Partnership
from plugins.partnerships.types.queries import NetworkFields, ObjectiveFields, ParticipantFields, Queries, StateFields
from plugins.partnerships.types.support import SupportRequest

TYPES: list[type] = [*partnerships.TYPES, *support.TYPES, *network.TYPES]

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
