"""The distinctions of meetings and decisions."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class MeetingKind(enum.Enum):
    """(Network Meetings) What kind of meeting it is."""

    ANNUAL = "annual"
    EXTRAORDINARY = "extraordinary"
    EXECUTIVE_COMMITTEE = "executive_committee"
    SEMINAR = "seminar"


@strawberry.enum
class MeetingStatus(enum.Enum):
    """(E2) The life of a meeting. CONVENED: its agenda has been sent."""

    PLANNED = "planned"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@strawberry.enum
class DecisionBody(enum.Enum):
    """Who decides: all members, or the seats of the Executive Committee."""

    NETWORK = "network"
    EXECUTIVE_COMMITTEE = "executive_committee"


@strawberry.enum
class DecisionStage(enum.Enum):
    """(D1) The life of a decision."""

    DRAFT = "draft"
    CONSENSUS = "consensus"
    CONTESTED = "contested"
    VOTING = "voting"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    WITHDRAWN = "withdrawn"


@strawberry.enum
class DecisionMethod(enum.Enum):
    """(Decision-Making Procedure) How it was decided."""

    CONSENSUS = "consensus"
    VOTE = "vote"


@strawberry.enum
class Choice(enum.Enum):
    """What a member says in a vote. ABSTAIN: present, and not voting."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
