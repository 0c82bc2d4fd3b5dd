"""GraphQL types of practices, declared over the tables."""

from plugins.practices.types.adoptions import PracticeAdoption
from plugins.practices.types.practices import Link, Practice, PracticeReview, PracticeRevision
from plugins.practices.types.queries import ParticipantFields, Queries, StateFields
from plugins.practices.types.results import FacetCount, PracticeFacets

TYPES: list[type] = [
    Practice, PracticeAdoption, PracticeReview, PracticeRevision, Link, PracticeFacets, FacetCount,
]  # fmt: skip

__all__ = ["TYPES", "ParticipantFields", "Practice", "PracticeAdoption", "Queries", "StateFields"]
