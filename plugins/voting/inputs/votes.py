"""The inputs of the writes of votes: their opening, ballots, roll calls and close."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import at_most
from plugins.voting.enums import Choice
from plugins.voting.lengths import REASON


@strawberry.input
class OpenVoteInput:
    """A contested decision to be voted on."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    until: datetime | None = strawberry.field(
        default=None,
        description="Until when members may vote by correspondence: they are notified of it, and the vote is closed "
        "earlier only if all have cast. If it is left out, the vote may be closed at any time, as in a meeting.",
    )


@strawberry.input
class CastBallotInput:
    """The ballot of a member."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that votes.")
    choice: Choice = strawberry.field(description="How it votes.")
    explanation: str | None = strawberry.field(
        default=None, description=f"Its explanation of vote, shown once the vote is closed. {at_most(REASON)}"
    )


@strawberry.input
class VoiceInput:
    """The vote of a participant by show of hands."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant.")
    choice: Choice = strawberry.field(description="How it voted.")
    explanation: str | None = strawberry.field(
        default=None, description=f"Its explanation of vote, shown once the vote is closed. {at_most(REASON)}"
    )


@strawberry.input
class EnterRollCallInput:
    """A roll call taken by show of hands in a meeting."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    voices: list[VoiceInput] = strawberry.field(description="The vote of each participant; each participant once.")


@strawberry.input
class StrikeVoicesInput:
    """Votes of a roll call that were entered for the wrong members."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participants: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants whose votes are removed."
    )


@strawberry.input
class CloseVoteInput:
    """A vote to be closed."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
