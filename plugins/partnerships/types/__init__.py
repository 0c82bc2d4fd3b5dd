"""GraphQL types of partners, partnerships, and what the Network has of them, declared over the tables."""

from plugins.partnerships.types.partnerships import (
    Activity,
    Contribution,
    ContributionTotal,
    Partner,
    Partnership,
    PartnershipChange,
    Party,
    ResourceTotal,
)
from plugins.partnerships.types.queries import NetworkFields, ObjectiveFields, ParticipantFields, Queries, StateFields
from plugins.partnerships.types.support import SupportFigures, SupportRequest

TYPES: list[type] = [
    Partner, Partnership, Party, PartnershipChange, Contribution, ContributionTotal, Activity,
    SupportRequest, SupportFigures, ResourceTotal,
]  # fmt: skip

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
