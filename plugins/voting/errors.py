"""Refusals of meetings, decisions and the Executive Committee."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Refusal
from schema import UserError


class AgendaTooLate(Refusal):
    """(E1) The agenda is sent at least one calendar month before the meeting's first day, in its time zone."""

    code = "AGENDA_TOO_LATE"

    def __init__(self, latest_send_date: date, remedy: str = "Choose a later day for the meeting.") -> None:
        super().__init__(
            "The agenda is sent to the members at least one month before the meeting: the last possible day was "
            f"{latest_send_date}. {remedy}",
            "meeting",
        )
        self.latest_send_date = latest_send_date


class NoAgenda(Refusal):
    """(E1) A meeting has an agenda before it is convened."""

    code = "NO_AGENDA"


class UnfinishedDecision(Refusal):
    """(E2) A decision of those present in the meeting is still open."""

    code = "UNFINISHED_DECISION"


class WrongStage(Refusal):
    """(D1) The decision is not at the stage that this requires."""

    code = "WRONG_STAGE"


class TooManyObjections(Refusal):
    """(D2) The member has objected to the decision, and withdrawn the objection, as often as it may."""

    code = "TOO_MANY_OBJECTIONS"


class ConsensusTooShort(Refusal):
    """(D2) Outside a meeting, consensus lasts at least as long as the silence procedure."""

    code = "CONSENSUS_TOO_SHORT"


class ConsensusTooLong(Refusal):
    """(D2) A consensus ends while those asked can object: in the mandate of the Committee, or in their meeting."""

    code = "CONSENSUS_TOO_LONG"


class ConsensusNotDue(Refusal):
    """(D2) A consensus whose deadline was mailed to the members closes after it."""

    code = "CONSENSUS_NOT_DUE"


class VoteNotDue(Refusal):
    """(D4) A vote by correspondence with a deadline closes after it, or once the whole electorate has cast."""

    code = "VOTE_NOT_DUE"


class VoteOver(Refusal):
    """(D4) The time to vote has passed: the deadline by correspondence, or the latest end of the meeting."""

    code = "VOTE_OVER"


class NotEligible(Refusal):
    """(D4) Only the electorate takes part in the decision."""

    code = "NOT_ELIGIBLE"


class NotPresent(Refusal):
    """(D4) In a meeting, only those marked present vote."""

    code = "NOT_PRESENT"


class NoElectorate(Refusal):
    """(D2, D4, M4) Nobody could decide: no member has a focal point or, in a meeting, is marked present."""

    code = "NO_ELECTORATE"


class CommitteeComposition(Refusal):
    """(C1) 3 to 5 members, each of a different regional group."""

    code = "COMMITTEE_COMPOSITION"


class NoMandate(Refusal):
    """(C1 to C3) The decision does not carry this appointment."""

    code = "NO_MANDATE"


@strawberry.type(name="AgendaTooLate")
class AgendaTooLateError(UserError):
    """(E1) The agenda is sent at least one month before the meeting."""

    latest_send_date: date = strawberry.field(description="The last day on which it could be sent.")


ERROR_TYPES: dict[type[Exception], type] = {AgendaTooLate: AgendaTooLateError}
