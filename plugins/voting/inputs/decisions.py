"""The inputs of the writes of decisions: their proposal, consensus, objections and withdrawal."""

from __future__ import annotations

from datetime import datetime

import strawberry

from core import at_most
from plugins.voting.enums import DecisionBody
from plugins.voting.lengths import REASON, TEXT, TITLE
from schema import Language


@strawberry.input
class ProposeDecisionInput:
    """A decision to be proposed."""

    body: DecisionBody = strawberry.field(description="Who decides.")
    language: Language = strawberry.field(description="The language of title and text.")
    title: str = strawberry.field(description=f"Its title. {at_most(TITLE)}")
    text: str = strawberry.field(description=f"Markdown. {at_most(TEXT)}")
    meeting: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the Meeting in which it is to be taken; none if left out."
    )
    proposed_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="The id of the Participant that proposes. If left out: the member that sends this; nobody if the "
        "Committee or the secretariat does.",
    )


@strawberry.input
class TranslateDecisionInput:
    """A decision in another language."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description=f"Its title in this language. {at_most(TITLE)}")
    text: str = strawberry.field(description=f"Markdown: its text in this language. {at_most(TEXT)}")


@strawberry.input
class SeekConsensusInput:
    """A draft, and until when consensus on it is sought."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    until: datetime = strawberry.field(
        description="Until when members may object; outside a meeting, at least `NMIRF_SILENCE_HOURS` from now."
    )


@strawberry.input
class RaiseObjectionInput:
    """The objection of a member, and its reason."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that objects.")
    reason: str = strawberry.field(description=f"Why it does not join the consensus. {at_most(REASON)}")


@strawberry.input
class WithdrawObjectionInput:
    """An objection that no longer stands."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose objection it is.")


@strawberry.input
class CloseConsensusInput:
    """A consensus to be closed."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")


@strawberry.input
class WithdrawDecisionInput:
    """A decision that will not be taken."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    reason: str = strawberry.field(description=f"Why it is withdrawn. {at_most(REASON)}")
