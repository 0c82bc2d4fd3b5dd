"""Types of meetings, decisions, ballots and the committee."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from bench.servers import records
from bench.servers.strawberry_tuned.context import Info, Node
from bench.servers.strawberry_tuned.members import Participant, State, participant_of, state_of
from plugins.voting.enums import Choice, DecisionStage, MeetingKind, MeetingStatus


@strawberry.type
class Ballot(Node):
    row: strawberry.Private[Any]
    choice: Choice
    cast_at: datetime
    explanation: str | None

    @strawberry.field
    async def state(self, info: Info) -> State:
        return state_of(await info.context.load("state", self.row.state_id))


@strawberry.type
class BallotConnection:
    nodes: list[Ballot]


@strawberry.type
class Tally:
    eligible: int
    present: int
    yes: int
    no: int
    abstain: int
    present_and_voting: int
    adopted: bool


@strawberry.type
class Decision(Node):
    row: strawberry.Private[Any]
    reference: str
    title: str
    stage: DecisionStage
    voting_opened_at: datetime | None
    decided_at: datetime | None

    @strawberry.field
    def tally(self) -> Tally | None:
        row = self.row
        if row.voting_closed_at is None:
            return None
        return Tally(
            eligible=row.eligible_count, present=row.present_count, yes=row.yes_count, no=row.no_count,
            abstain=row.abstain_count, present_and_voting=row.yes_count + row.no_count,
            adopted=row.yes_count > row.no_count,
        )  # fmt: skip

    @strawberry.field
    async def ballots(self, info: Info, first: int = 50) -> BallotConnection:
        found = (await info.context.load("ballots", self.row.id))[:first]
        return BallotConnection(nodes=[
            Ballot(id=strawberry.ID(f"Ballot:{row.id}"), row=row, choice=Choice[row.choice], cast_at=row.cast_at,
                   explanation=row.explanation)
            for row in found
        ])  # fmt: skip


def decision_of(row: Any) -> Decision:
    return Decision(
        id=strawberry.ID(f"Decision:{row.id}"), row=row, reference=f"{row.year}/{row.number}",
        title=row.title[row.original_language], stage=DecisionStage[row.stage],
        voting_opened_at=row.voting_opened_at, decided_at=row.decided_at,
    )  # fmt: skip


@strawberry.type
class DecisionConnection:
    nodes: list[Decision]


@strawberry.type
class Meeting(Node):
    kind: MeetingKind
    title: str
    status: MeetingStatus
    starts_at: datetime
    ends_at: datetime
    place: str | None


@strawberry.type
class MeetingConnection:
    nodes: list[Meeting]


def last_meetings(last: int) -> MeetingConnection:
    return MeetingConnection(nodes=[
        Meeting(id=strawberry.ID(f"Meeting:{row.id}"), kind=MeetingKind[row.kind], title=row.title[row.original_language],
                status=MeetingStatus[row.status], starts_at=row.starts_at, ends_at=row.ends_at, place=row.place)
        for row in records.last_meetings(last)
    ])  # fmt: skip


@strawberry.type
class ExecutiveCommittee(Node):
    row: strawberry.Private[Any]
    from_: date = strawberry.field(name="from")
    until: date

    @strawberry.field
    def seats(self) -> list[Participant]:
        return [participant_of(row) for row in records.members_of_committee(self.row.id)]


def committee_in_office() -> ExecutiveCommittee | None:
    row = records.committee_in_office()
    if row is None:
        return None
    return ExecutiveCommittee(
        id=strawberry.ID(f"ExecutiveCommittee:{row.id}"), row=row, from_=row.since, until=row.until
    )
