"""Types of meetings, decisions, ballots and the committee."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

import strawberry
from sqlalchemy import select

from bench.servers.strawberry import models
from bench.servers.strawberry.context import Info, Node, key_of
from bench.servers.strawberry.database import sessions
from bench.servers.strawberry.members import Participant
from bench.servers.strawberry.states import State, state_of
from plugins.voting.enums import Choice, DecisionStage, MeetingKind, MeetingStatus


@strawberry.type
class Ballot(Node):
    state_id: strawberry.Private[int]
    choice: Choice
    cast_at: datetime
    explanation: str | None

    @strawberry.field
    async def state(self, info: Info) -> State:
        return await state_of(info, self.state_id)

    @classmethod
    def of(cls, ballot: models.Ballot) -> Self:
        return cls(
            id=strawberry.ID(f"Ballot:{ballot.id}"),
            state_id=ballot.state_id,
            choice=Choice[ballot.choice],
            cast_at=ballot.cast_at,
            explanation=ballot.explanation,
        )


@strawberry.type
class BallotConnection:
    nodes: list[Ballot]


@strawberry.type
class Tally:
    eligible: int | None
    present: int | None
    yes: int
    no: int
    abstain: int | None
    present_and_voting: int
    adopted: bool

    @classmethod
    def of(cls, decision: models.Decision) -> Self:
        yes, no = decision.yes_count or 0, decision.no_count or 0
        return cls(
            eligible=decision.eligible_count,
            present=decision.present_count,
            yes=yes,
            no=no,
            abstain=decision.abstain_count,
            present_and_voting=yes + no,
            adopted=yes > no,
        )


@strawberry.type
class Decision(Node):
    key: strawberry.Private[int]
    reference: str
    title: str
    stage: DecisionStage
    voting_opened_at: datetime | None
    decided_at: datetime | None
    tally: Tally | None

    @strawberry.field
    async def ballots(self, info: Info, first: int = 50) -> BallotConnection:
        """The ballots, which are secret until the vote is closed."""
        found = await info.context.loaders.ballots.load(self.key) if self.tally else []
        return BallotConnection(nodes=[Ballot.of(ballot) for ballot in found[:first]])

    @classmethod
    def of(cls, decision: models.Decision) -> Self:
        return cls(
            id=strawberry.ID(f"Decision:{decision.id}"),
            key=decision.id,
            reference=f"{decision.year}/{decision.number}",
            title=decision.title[decision.original_language],
            stage=DecisionStage[decision.stage],
            voting_opened_at=decision.voting_opened_at,
            decided_at=decision.decided_at,
            tally=Tally.of(decision) if decision.voting_closed_at else None,
        )


@strawberry.type
class DecisionConnection:
    nodes: list[Decision]


async def decision(info: Info, id: strawberry.ID) -> Decision | None:
    found = await info.context.loaders.decisions.load(key_of(id))
    return None if found is None else Decision.of(found)


async def decisions(last: int = 50) -> DecisionConnection:
    row = models.Decision
    query = select(row).where(row.consensus_opened_at.is_not(None))
    async with sessions() as session:
        found = await session.scalars(query.order_by(row.year.desc(), row.number.desc()).limit(last))
    return DecisionConnection(nodes=[Decision.of(one) for one in reversed(found.all())])


@strawberry.type
class Meeting(Node):
    kind: MeetingKind
    title: str
    status: MeetingStatus
    starts_at: datetime
    ends_at: datetime
    place: str | None

    @classmethod
    def of(cls, meeting: models.Meeting) -> Self:
        return cls(
            id=strawberry.ID(f"Meeting:{meeting.id}"),
            kind=MeetingKind[meeting.kind],
            title=meeting.title[meeting.original_language],
            status=MeetingStatus[meeting.status],
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            place=meeting.place,
        )


@strawberry.type
class MeetingConnection:
    nodes: list[Meeting]


async def meetings(last: int = 50) -> MeetingConnection:
    row = models.Meeting
    async with sessions() as session:
        found = await session.scalars(select(row).order_by(row.starts_at.desc(), row.id.desc()).limit(last))
    return MeetingConnection(nodes=[Meeting.of(one) for one in reversed(found.all())])


@strawberry.type
class ExecutiveCommittee(Node):
    key: strawberry.Private[int]
    from_: date = strawberry.field(name="from")
    until: date

    @strawberry.field
    async def seats(self) -> list[Participant]:
        participant, seat, state = models.Participant, models.Seat, models.State
        query = (
            select(participant)
            .join(seat, seat.participant_id == participant.id)
            .join(state, state.id == participant.state_id)
            .where(seat.committee_id == self.key)
            .order_by(state.sort_name)
        )
        async with sessions() as session:
            found = await session.scalars(query)
        return [Participant.of(one) for one in found]


async def executive_committee() -> ExecutiveCommittee | None:
    """The committee in office."""
    async with sessions() as session:
        found = await session.scalar(select(models.Committee).where(models.Committee.held()).limit(1))
    if found is None:
        return None
    return ExecutiveCommittee(
        id=strawberry.ID(f"ExecutiveCommittee:{found.id}"), key=found.id, from_=found.since, until=found.until
    )
