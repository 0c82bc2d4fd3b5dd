"""What writes of voting take."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from schema import Language


@strawberry.input
class PlanMeetingInput:
    """A meeting to be planned."""

    kind: MeetingKind = strawberry.field(description="What kind of meeting it is.")
    language: Language = strawberry.field(description="The language of the title.")
    title: str = strawberry.field(description="Its title.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    time_zone: str = strawberry.field(description="An IANA name, as in America/Asuncion: its days are counted there.")
    place: str | None = strawberry.field(default=None, description="Where it is held.")
    online_url: str | None = strawberry.field(
        default=None, description="The address of the room online, for participants alone; it begins with https://."
    )


@strawberry.input
class AgendaItemInput:
    """One point of an agenda, in one language."""

    language: Language = strawberry.field(description="The language of title and description.")
    title: str = strawberry.field(description="Its title.")
    description: str | None = strawberry.field(default=None, description="More about it.")
    decision: strawberry.ID | None = strawberry.field(
        default=None,
        description="The id of a Decision to be taken there; one of no meeting yet belongs to this one then.",
    )


@strawberry.input
class PrepareAgendaInput:
    """The whole agenda of a meeting, in its order."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    items: list[AgendaItemInput] = strawberry.field(
        description="All points, in their order; they replace those that were prepared before. One that says what it "
        "said before keeps its translations."
    )


@strawberry.input
class SendAgendaInput:
    """A meeting to be convened."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class RescheduleMeetingInput:
    """When and where a meeting is held instead."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    time_zone: str = strawberry.field(description="An IANA name, as in America/Asuncion: its days are counted there.")
    place: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where it is held; null: not said any more. Stays if left out."
    )
    online_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The address of the room online, for participants alone; null: none any more. Stays if left out.",
    )


@strawberry.input
class RetitleMeetingInput:
    """What a meeting is called instead, in one language: what it was called before, in any, is its title no more."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="The language of the title.")
    title: str = strawberry.field(description="Its title.")


@strawberry.input
class CancelMeetingInput:
    """A meeting that is not held."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    reason: str = strawberry.field(description="Why it is cancelled; who was invited is told.")


@strawberry.input
class OpenMeetingInput:
    """A meeting to be opened."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class RecordAttendanceInput:
    """Who is present from now on, or has left."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    participants: list[strawberry.ID] = strawberry.field(description="The ids of the Participants that are marked.")
    present: bool = strawberry.field(description="true: present from now on; false: has left.")


@strawberry.input
class StrikeAttendanceInput:
    """Attendance that was recorded for the wrong participants."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    participants: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants; what each was marked present with last is struck."
    )


@strawberry.input
class CloseMeetingInput:
    """A meeting to be closed."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")


@strawberry.input
class PublishReportInput:
    """The report of a closed meeting in one language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(
        description="The language of the report; one in the same language is replaced, those in others stay."
    )
    report: str = strawberry.field(description="Markdown.")


@strawberry.input
class ProposeDecisionInput:
    """A decision to be proposed."""

    body: DecisionBody = strawberry.field(description="Who decides.")
    language: Language = strawberry.field(description="The language of title and text.")
    title: str = strawberry.field(description="Its title.")
    text: str = strawberry.field(description="Markdown.")
    meeting: strawberry.ID | None = strawberry.field(
        default=None, description="The id of the Meeting in which it is to be taken; none where left out."
    )
    proposed_by: strawberry.ID | None = strawberry.field(
        default=None,
        description="The id of the Participant that proposes. Left out: the member that asks; nobody, where the "
        "Committee or the secretariat asks.",
    )


@strawberry.input
class SeekConsensusInput:
    """A draft, and until when its consensus is sought."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    until: datetime = strawberry.field(
        description="Until when members may object; outside of a meeting for `NMIRF_SILENCE_HOURS` at least."
    )


@strawberry.input
class RaiseObjectionInput:
    """Why a member does not join the consensus."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that objects.")
    reason: str = strawberry.field(description="Why it does not join the consensus.")


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
class OpenVoteInput:
    """A contested decision to be voted on."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    until: datetime | None = strawberry.field(
        default=None,
        description="Until when members may vote by correspondence: they are told, and the vote is closed earlier only "
        "if all have cast. Left out, it may be closed at any time, as in a meeting.",
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


@strawberry.input
class WithdrawDecisionInput:
    """A decision that is not taken."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    reason: str = strawberry.field(description="Why it is withdrawn.")


@strawberry.input
class AppointExecutiveCommitteeInput:
    """A committee, and the decision that appoints it."""

    decision: strawberry.ID = strawberry.field(
        description="The id of the Decision of the Network, adopted in a meeting, that appoints it."
    )
    seats: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants: 3 to 5 members, each of another regional group."
    )
    from_: date = strawberry.field(
        name="from", description="The first day of its three years: that of the decision, or later."
    )


@strawberry.input
class AppointCoordinatorInput:
    """The decision that appoints a Coordinator, and the participant."""

    decision: strawberry.ID = strawberry.field(
        description="The id of the Decision of the Executive Committee that appoints."
    )
    coordinator: strawberry.ID = strawberry.field(description="The id of the Participant: one of the seats.")
