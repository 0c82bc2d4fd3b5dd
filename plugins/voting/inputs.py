"""What the writes of voting take."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from schema import Language


@strawberry.input
class PlanMeetingInput:
    """A meeting to be planned. timeZone: an IANA name, as in America/Asuncion."""

    kind: MeetingKind
    language: Language
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str | None = None
    online_url: str | None = None


@strawberry.input
class AgendaItemInput:
    """One point of an agenda, in one language."""

    language: Language
    title: str
    description: str | None = None
    decision: strawberry.ID | None = None


@strawberry.input
class PrepareAgendaInput:
    """The whole agenda of a meeting, in its order."""

    meeting: strawberry.ID
    items: list[AgendaItemInput]


@strawberry.input
class SendAgendaInput:
    """A meeting to be convened."""

    meeting: strawberry.ID


@strawberry.input
class RescheduleMeetingInput:
    """When and where a meeting is held instead."""

    meeting: strawberry.ID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str | None = None
    online_url: str | None = None


@strawberry.input
class CancelMeetingInput:
    """A meeting that is not held."""

    meeting: strawberry.ID
    reason: str


@strawberry.input
class OpenMeetingInput:
    """A meeting to be opened."""

    meeting: strawberry.ID


@strawberry.input
class RecordAttendanceInput:
    """Who is present from now on, or has left."""

    meeting: strawberry.ID
    participants: list[strawberry.ID]
    present: bool


@strawberry.input
class CloseMeetingInput:
    """A meeting to be closed."""

    meeting: strawberry.ID


@strawberry.input
class PublishReportInput:
    """The report of a closed meeting in one language. report: Markdown."""

    meeting: strawberry.ID
    language: Language
    report: str


@strawberry.input
class ProposeDecisionInput:
    """A decision to be proposed. text: Markdown."""

    body: DecisionBody
    language: Language
    title: str
    text: str
    meeting: strawberry.ID | None = None
    proposed_by: strawberry.ID | None = None


@strawberry.input
class SeekConsensusInput:
    """A draft, and until when its consensus is sought."""

    decision: strawberry.ID
    until: datetime


@strawberry.input
class RaiseObjectionInput:
    """Why a member does not join the consensus."""

    decision: strawberry.ID
    participant: strawberry.ID
    reason: str


@strawberry.input
class WithdrawObjectionInput:
    """An objection that no longer stands."""

    decision: strawberry.ID
    participant: strawberry.ID


@strawberry.input
class CloseConsensusInput:
    """A consensus to be closed."""

    decision: strawberry.ID


@strawberry.input
class OpenVoteInput:
    """A contested decision to be voted on."""

    decision: strawberry.ID


@strawberry.input
class CastBallotInput:
    """What a member says in a vote; explanation: its explanation of vote, shown once the vote is closed."""

    decision: strawberry.ID
    participant: strawberry.ID
    choice: Choice
    explanation: str | None = None


@strawberry.input
class VoiceInput:
    """What a participant said by show of hands."""

    participant: strawberry.ID
    choice: Choice
    explanation: str | None = None


@strawberry.input
class EnterRollCallInput:
    """A roll call taken by show of hands in a meeting."""

    decision: strawberry.ID
    voices: list[VoiceInput]


@strawberry.input
class CloseVoteInput:
    """A vote to be closed."""

    decision: strawberry.ID


@strawberry.input
class WithdrawDecisionInput:
    """A decision that is not taken."""

    decision: strawberry.ID
    reason: str


@strawberry.input
class AppointExecutiveCommitteeInput:
    """The decision that appoints a committee, its seats, and the first day of its three years."""

    decision: strawberry.ID
    seats: list[strawberry.ID]
    from_: date = strawberry.field(name="from")


@strawberry.input
class AppointCoordinatorInput:
    """The decision that appoints a Coordinator, and the participant."""

    decision: strawberry.ID
    coordinator: strawberry.ID
