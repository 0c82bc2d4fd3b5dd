"""The GraphQL type of ballots, and the filter of their list."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from strawberry import ID

from core.members import State
from plugins.voting.enums import Choice
from plugins.voting.tables import ballots
from plugins.voting.visibility import closed
from schema import Source, column, filters, node, reference, where, within

if TYPE_CHECKING:
    from plugins.voting.types.decisions import Decision


@filters
class BallotFilter:
    """Which ballots; all conditions must hold."""

    decision: ID | None = where(
        lambda ballot, key: ballot.decision_id == key,
        id_of="Decision",
        description="The id of a Decision: those cast in its vote.",
    )
    state: ID | None = where(
        lambda ballot, key: ballot.state_id == key,
        id_of="State",
        description="The id of a State: those cast by its member.",
    )
    choice: Choice | None = where(lambda ballot, value: ballot.choice == value, description="Those with this choice.")


@node(ballots, scope=within(ballots.c.decision_id, closed), order=(ballots.c.cast_at,))
class Ballot:
    """(D5) The vote of a member, once the vote is closed."""

    decision: Decision = reference(ballots.c.decision_id, description="The decision that was voted on.")
    state: State = reference(ballots.c.state_id, description="The state of the member that cast it.")
    choice: Choice = column(ballots.c.choice, description="How the member voted.")
    cast_at: datetime = column(ballots.c.cast_at, description="When it was cast or last changed.")
    explanation: str | None = column(ballots.c.explanation, description="Its explanation of vote, if it gave one.")
    entered_by_chair: bool = column(
        ballots.c.entered_by_chair, description="Whether it was given by show of hands in a meeting."
    )
    nonce: str = column(
        ballots.c.nonce,
        description="The random value with which the journal's commitment to the choice can be computed.",
    )


def order_by_decision(source: Source) -> None:
    """Order ballots by their decision first, in which an index lists them."""
    source.order(source.row.decision_id, source.row.cast_at)
