"""GraphQL types of states, participants and the Network, declared over the tables."""

from core.members.types.network import (
    Declaration,
    Network,
    Objective,
    Principle,
    RegionalGroupCount,
    Statistics,
)
from core.members.types.participants import (
    Accession,
    FocalPoint,
    Mechanism,
    Participant,
    StandingChange,
)
from core.members.types.queries import Queries
from core.members.types.states import State

TYPES: list[type] = [
    State, Participant, Mechanism, FocalPoint, Accession, Objective,
    StandingChange, Principle, Declaration, RegionalGroupCount, Statistics, Network,
]  # fmt: skip

__all__ = [
    "TYPES",
    "Accession",
    "FocalPoint",
    "Mechanism",
    "Network",
    "Objective",
    "Participant",
    "Queries",
    "State",
]
