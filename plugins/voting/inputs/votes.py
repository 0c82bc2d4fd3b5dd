"""What the writes of votes take: their opening, ballots, roll calls and close."""

from __future__ import annotations

from datetime import datetime

import strawberry

from plugins.voting.enums import Choice


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
    """What a member says in a vote."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that votes.")
    choice: Choice = strawberry.field(description="What it says.")
    explanation: str | None = strawberry.field(
        default=None, description="Its explanation of vote, shown once the vote is closed."
    )


@strawberry.input
class VoiceInput:
    """What a participant said by show of hands."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant.")
    choice: Choice = strawberry.field(description="What it said.")
    explanation: str | None = strawberry.field(
        default=None, description="Its explanation of vote, shown once the vote is closed."
    )


@strawberry.input
class EnterRollCallInput:
    """A roll call taken by show of hands in a meeting."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    voices: list[VoiceInput] = strawberry.field(description="What each said; each participant once.")


@strawberry.input
class StrikeVoicesInput:
    """Voices of a roll call that were entered for the wrong members."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participants: list[strawberry.ID] = strawberry.field(description="The ids of those whose voices are struck.")


@strawberry.input
class CloseVoteInput:
    """A vote to be closed."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
