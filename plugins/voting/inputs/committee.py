"""The inputs of the writes of the Executive Committee."""

from __future__ import annotations

from datetime import date

import strawberry

from core import at_most
from plugins.voting.lengths import REASON


@strawberry.input
class AppointExecutiveCommitteeInput:
    """A committee, and the decision that appoints it."""

    decision: strawberry.ID = strawberry.field(
        description="The id of the Decision of the Network, adopted in a meeting, that appoints it."
    )
    seats: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants: 3 to 5 members, each from a different regional group."
    )
    from_: date = strawberry.field(
        name="from",
        description="The first day of its three years: that of the decision, in UTC or the meeting's zone, or later.",
    )
    reason: str | None = strawberry.field(
        default=None,
        description="Why what was entered is corrected; everybody can read it. Required if the mandate has begun and a "
        f"seat is removed from it. {at_most(REASON)}",
    )


@strawberry.input
class WithdrawExecutiveCommitteeInput:
    """The wrong decision by which a committee was appointed, and why it is withdrawn."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision that appointed it.")
    reason: str = strawberry.field(description=f"Why it is withdrawn; everybody can read it. {at_most(REASON)}")


@strawberry.input
class AppointCoordinatorInput:
    """The decision that appoints a Coordinator, and the participant."""

    decision: strawberry.ID = strawberry.field(
        description="The id of the Decision of the Executive Committee that appoints."
    )
    coordinator: strawberry.ID = strawberry.field(description="The id of the Participant: one of the seats.")
