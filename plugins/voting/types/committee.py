"""GraphQL types of the Executive Committee, declared over the tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, exists, select

from core.members import Participant, State
from plugins.voting.clauses import coordinator_query, is_member
from plugins.voting.tables import committees, reported_committees, reported_seats, seats
from schema import Argument, Source, column, given, many, node, one, record, reference

if TYPE_CHECKING:
    from plugins.voting.types.decisions import Decision


def _join_seats(source: Source) -> None:
    source.join(seats, seats.c.participant_id == source.row.id)
    source.where(seats.c.committee_id == source.parent.id)


def _coordinates(committee: Any, participant: Any) -> ColumnElement[bool]:
    has_seat = select(seats.c.committee_id).where(
        seats.c.committee_id == committee.id, seats.c.participant_id == participant.id
    )
    appointed = coordinator_query(committee.id, given("today")).scalar_subquery()
    return and_(participant.id == appointed, is_member(participant.id), exists(has_seat.correlate_except(seats)))


def _join_reported_seats(source: Source) -> None:
    source.join(reported_seats, reported_seats.c.state_id == source.row.id)
    source.where(reported_seats.c.committee_id == source.parent.id)


@node(committees, order=(committees.c.since,))
class ExecutiveCommittee:
    """(Operational Mechanisms) 3 to 5 members of different regional groups, for 3 years, appointed at a meeting."""

    seats: list[Participant] = many(narrow=_join_seats, description="The participants that have a seat.")
    coordinator: Participant | None = one(
        _coordinates,
        description="(C2) The seat appointed as Coordinator, on the requested day; null before the appointment, and "
        "once it is no longer a member.",
    )
    from_: date = column(committees.c.since, description="The first day of its mandate.")
    until: date = column(committees.c.until, description="The first day on which it is no longer in office.")
    appointed_by: Decision | None = reference(
        committees.c.decision_id, description="The decision of the Network that appointed it."
    )


@record(reported_committees, order=(reported_committees.c.first_year,))
class ReportedCommittee:
    """An Executive Committee from before the platform existed, as it was reported.

    Neither the decision that appointed it nor the days of its mandate are known; it gives no role here.
    """

    states: list[State] = many(narrow=_join_reported_seats, description="The states that had a seat.")
    coordinator: State | None = reference(
        reported_committees.c.coordinator_state_id, description="The state that was its Coordinator."
    )
    first_year: int = column(reported_committees.c.first_year, description="The first year in which it was reported.")
    last_year: int = column(reported_committees.c.last_year, description="The last year in which it was reported.")
    reported_by: str = column(reported_committees.c.source, description="Where it was reported.")


ON = Argument(type=date | None, sets="today", description="The day as of which it is shown; today if left out.")
"""The day as of which the committee is shown."""
