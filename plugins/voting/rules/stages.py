"""How decisions and meetings move: D1 and E2."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from core import Invalid, WrongStatus
from plugins.voting.enums import DecisionStage, MeetingStatus
from plugins.voting.errors import ConsensusNotDue, ConsensusTooLong, ConsensusTooShort, VoteNotDue, VoteOver, WrongStage
from schema import in_seconds

_D, _M = DecisionStage, MeetingStatus

FARTHEST = timedelta(days=366)
"""How far ahead a consensus or a vote may close."""

DECISION_MOVES: dict[DecisionStage, frozenset[DecisionStage]] = {
    _D.DRAFT: frozenset({_D.CONSENSUS, _D.WITHDRAWN}),
    _D.CONSENSUS: frozenset({_D.ADOPTED, _D.CONTESTED, _D.WITHDRAWN}),
    _D.CONTESTED: frozenset({_D.VOTING, _D.WITHDRAWN}),
    _D.VOTING: frozenset({_D.ADOPTED, _D.NOT_ADOPTED, _D.WITHDRAWN}),
    _D.ADOPTED: frozenset(),
    _D.NOT_ADOPTED: frozenset(),
    _D.WITHDRAWN: frozenset(),
}
MEETING_MOVES: dict[MeetingStatus, frozenset[MeetingStatus]] = {
    _M.PLANNED: frozenset({_M.CONVENED, _M.CANCELLED}),
    _M.CONVENED: frozenset({_M.OPEN, _M.CANCELLED}),
    _M.OPEN: frozenset({_M.CLOSED}),
    _M.CLOSED: frozenset(),
    _M.CANCELLED: frozenset(),
}


def require_move(stage: DecisionStage, to: DecisionStage) -> None:
    """(D1) Raises WrongStage where a decision cannot go there from its stage."""
    if to not in DECISION_MOVES[stage]:
        raise WrongStage(f"A decision that is {stage.name} cannot become {to.name}.", "decision")


def require_meeting_move(status: MeetingStatus, to: MeetingStatus) -> None:
    """(E2) Raises WrongStatus where a meeting cannot go there from its status."""
    if to not in MEETING_MOVES[status]:
        raise WrongStatus(f"A meeting that is {status.name} cannot become {to.name}.", "meeting")


def require_stage(row: Any, stage: DecisionStage) -> None:
    """(D1) Raises WrongStage unless the decision is at this stage."""
    if row.stage != stage.name:
        raise WrongStage(f"This takes a decision that is {stage.name}; it is {row.stage}.", "decision")


def is_silence(now: datetime, until: datetime, hours: int) -> bool:
    """(D2) Whether a consensus takes as long as the silence procedure."""
    return until >= now + timedelta(hours=hours)


def require_near(now: datetime, until: datetime | None) -> None:
    """Raises Invalid for a moment so far ahead that its year must be a slip: until then nothing could be closed."""
    if until is not None and until - now > FARTHEST:
        raise Invalid(f"Give a moment within {FARTHEST.days} days: {in_seconds(until)} is a long way off.", "until")


def require_silence(now: datetime, until: datetime, hours: int, in_open_meeting: bool) -> None:
    """(D2) Raises ConsensusTooShort where a consensus would close too soon; in an open meeting only after now."""
    if until <= now:
        raise ConsensusTooShort("A consensus closes in the future.", "until")
    if not in_open_meeting and not is_silence(now, until, hours):
        raise ConsensusTooShort(
            f"Outside a meeting the silence procedure takes at least {hours} hours: until "
            f"{in_seconds(now + timedelta(hours=hours))} or later.",
            "until",
        )


def require_end_in_meeting(until: datetime, meeting_until: datetime) -> None:
    """(D2) Raises ConsensusTooLong if those present are asked beyond the last moment of their meeting."""
    if until > meeting_until:
        raise ConsensusTooLong(
            f"This meeting may continue until {in_seconds(meeting_until)}, and only those present in it can object: "
            "give that moment or an earlier one.",
            "until",
        )


def beyond_the_mandate(now: datetime, mandate_until: date, hours: int) -> ConsensusTooLong:
    """(D2) A consensus would close when those who are asked are in office no more. hours: of the silence procedure."""
    last = datetime.combine(mandate_until, time(), UTC) - timedelta(seconds=1)
    way_out = f"until {in_seconds(last)} at the latest."
    if not is_silence(now, last, hours):
        way_out = "seek it in an open meeting, or once another committee is in office."
    return ConsensusTooLong(
        f"The mandate of the Executive Committee ends before, and with it who may object: {way_out}", "until"
    )


def require_due(now: datetime, until: datetime, sought_in_open_meeting: bool) -> None:
    """(D2) Raises ConsensusNotDue where a consensus cannot be closed yet."""
    if now < until and not sought_in_open_meeting:
        raise ConsensusNotDue(
            f"Members have until {in_seconds(until)} to object: close it then. What is sought in an open meeting for "
            "less than the silence procedure takes is closed there at any time.",
            "decision",
        )


def outcome_of_consensus(standing_objections: int, somebody_may_object: bool) -> DecisionStage:
    """(D2) Without a standing objection of those who may object it is adopted, else, or without them, contested."""
    return _D.ADOPTED if somebody_may_object and not standing_objections else _D.CONTESTED


def require_time_of_vote(now: datetime, until: datetime | None, in_open_meeting: bool) -> None:
    """(D4) Raises Invalid for the time of a vote in an open meeting, and for one that has passed."""
    if until is None:
        return
    if in_open_meeting:
        raise Invalid("In a meeting a vote is closed once those present have voted: leave this out.", "until")
    if until <= now:
        raise Invalid("This moment has passed: give one by which members can have voted.", "until")


def require_time_to_vote(now: datetime, until: datetime | None) -> None:
    """(D4) Raises VoteOver once the time that there was to vote has passed."""
    if until is not None and now >= until:
        raise VoteOver(f"Members had until {in_seconds(until)} to vote: what was cast by then is counted.", "decision")


def require_vote_due(now: datetime, until: datetime | None, all_have_cast: bool) -> None:
    """(D4) Raises VoteNotDue before the time that members were given, as long as one of them has not cast."""
    if until is not None and now < until and not all_have_cast:
        raise VoteNotDue(
            f"Members have until {in_seconds(until)} to vote: close it then, or once all of the electorate have cast.",
            "decision",
        )
