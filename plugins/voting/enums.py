"""The kinds, stages and choices of meetings and decisions."""

from __future__ import annotations

import enum

import strawberry

from schema import value


@strawberry.enum
class MeetingKind(enum.Enum):
    """(Network Meetings) What kind of meeting it is."""

    ANNUAL = value(
        "annual",
        description="The annual meeting, which reviews the Network's activities and discusses future directions.",
    )
    EXTRAORDINARY = value("extraordinary", description="A meeting of the Network besides the annual one.")
    EXECUTIVE_COMMITTEE = value("executive_committee", description="A meeting of the Executive Committee.")
    SEMINAR = value("seminar", description="A seminar.")


@strawberry.enum
class MeetingStatus(enum.Enum):
    """(E2) The life of a meeting."""

    PLANNED = value("planned", description="Its agenda has not been sent.")
    CONVENED = value("convened", description="Its agenda has been sent.")
    OPEN = value("open", description="It is being held.")
    CLOSED = value("closed", description="It is over.")
    CANCELLED = value("cancelled", description="It is not held.")


@strawberry.enum
class DecisionBody(enum.Enum):
    """Who decides."""

    NETWORK = value("network", description="All members.")
    EXECUTIVE_COMMITTEE = value("executive_committee", description="The seats of the Executive Committee.")


@strawberry.enum
class DecisionStage(enum.Enum):
    """(D1) The life of a decision."""

    DRAFT = value("draft", description="Proposed, and seen only by participants and the secretariat.")
    CONSENSUS = value("consensus", description="Consensus is sought: members may object.")
    CONTESTED = value(
        "contested",
        description="An objection stood when the consensus closed, or nobody could object: it can be put to a vote.",
    )
    VOTING = value("voting", description="The vote is open.")
    ADOPTED = value("adopted", description="Taken, by consensus or by a vote.")
    NOT_ADOPTED = value("not_adopted", description="Voted on, without a majority.")
    WITHDRAWN = value("withdrawn", description="Withdrawn before it was taken.")


@strawberry.enum
class DecisionOrder(enum.Enum):
    """Orders of decisions."""

    REFERENCE = value("reference", description="By year and number.")
    DECIDED_AT = value(
        "decided_at", description="By the moment of decision; decisions not yet taken come before all others."
    )


@strawberry.enum
class DecisionMethod(enum.Enum):
    """(Decision-Making Procedure) How a decision was taken."""

    CONSENSUS = value("consensus", description="No objection stood.")
    VOTE = value("vote", description="By a simple majority of the members present and voting.")


@strawberry.enum
class Choice(enum.Enum):
    """The vote of a member."""

    YES = value("yes", description="In favour.")
    NO = value("no", description="Against.")
    ABSTAIN = value("abstain", description="Abstention: present, but not voting.")
