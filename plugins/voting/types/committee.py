"""GraphQL type of the Executive Committee, declared over the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, select

from core.members import Participant, State
from plugins.voting.tables import committees, coordinators, seats
from schema import Argument, column, given, many, node, one, reference

if TYPE_CHECKING:
    from plugins.voting.types.decisions import Decision


def _seated(committee: Any) -> Any:
    return select(seats.c.state_id).where(seats.c.committee_id == committee.id)


def _coordinator(committee: Any) -> ColumnElement[Any]:
    return (
        select(coordinators.c.state_id)
        .where(coordinators.c.committee_id == committee.id, coordinators.c.since <= given("today"))
        .order_by(coordinators.c.since.desc(), coordinators.c.appointed_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def in_office(committee: Any) -> ColumnElement[bool]:
    """(C1, C3) Whether a committee is in office on the day of the reading."""
    return and_(committee.since <= given("today"), committee.until > given("today"))


@node(committees, order=(committees.c.since,))
class ExecutiveCommittee:
    """(Operational Mechanisms) 3 to 5 members of different regional groups, for 3 years, appointed at a meeting."""

    seats: list[Participant] = many(
        lambda committee, participant: participant.state_id.in_(_seated(committee)),
        description="Those of its states that are entered as participants.",
    )
    states: list[State] = many(lambda committee, state: state.id.in_(_seated(committee)))
    coordinator: Participant | None = one(
        lambda committee, participant: participant.state_id == _coordinator(committee)
    )
    coordinator_state: State | None = one(lambda committee, state: state.id == _coordinator(committee))
    from_: date = column(committees.c.since)
    until: date = column(committees.c.until, description="The first day on which it is no longer in office.")
    appointed_by: Decision | None = reference(committees.c.decision_id)
    reported_by: str | None = column(
        committees.c.source,
        description="Where a committee of before the platform was reported. Its days are then bounds, not known dates, "
        "and it gives no role here.",
    )


ON = Argument(type=date | None, sets="today")
"""The day as of which the committee is shown; today when left out."""

TYPES: list[type] = [ExecutiveCommittee]
