"""The deadlines of consensus and votes, and the latest end of a meeting that nobody has closed: D2, D4."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from core import Invalid
from plugins.voting.errors import ConsensusNotDue, ConsensusTooLong, ConsensusTooShort, VoteNotDue, VoteOver
from plugins.voting.rules.days import end_of_day
from schema import in_seconds

FARTHEST = timedelta(days=366)
"""How far ahead a consensus or a vote may close."""


def lasts_the_silence_procedure(opened_at: datetime, until: datetime, hours: int) -> bool:
    """(D2) Whether a consensus lasts at least as long as the silence procedure."""
    return until >= opened_at + timedelta(hours=hours)


def require_within_a_year(now: datetime, until: datetime | None) -> None:
    """Raises Invalid for a moment so far ahead that its year must be a mistake: nothing could be closed before it."""
    if until is not None and until - now > FARTHEST:
        raise Invalid(f"Give a moment within {FARTHEST.days} days: {in_seconds(until)} is too far ahead.", "until")


def require_consensus_period(now: datetime, until: datetime, hours: int, in_open_meeting: bool) -> None:
    """(D2) Raises ConsensusTooShort if a consensus would close too soon; in an open meeting it only has to be ahead."""
    if until <= now:
        raise ConsensusTooShort("A consensus closes in the future: give a later moment.", "until")
    if not in_open_meeting and not lasts_the_silence_procedure(now, until, hours):
        raise ConsensusTooShort(
            f"Outside a meeting the silence procedure takes at least {hours} hours: until "
            f"{in_seconds(now + timedelta(hours=hours))} or later.",
            "until",
        )


def require_end_in_meeting(until: datetime, meeting_until: datetime) -> None:
    """(D2) Raises ConsensusTooLong if those present are asked beyond the latest end of their meeting."""
    if until > meeting_until:
        raise ConsensusTooLong(
            f"This meeting may continue until {in_seconds(meeting_until)}, and a consensus sought in it ends with it: "
            "give that moment or an earlier one.",
            "until",
        )


def consensus_beyond_mandate(now: datetime, mandate_until: date, hours: int) -> ConsensusTooLong:
    """(D2) The refusal of a consensus that would close after the mandate of those asked.

    hours: of the silence procedure.
    """
    last = datetime.combine(mandate_until, time(), UTC) - timedelta(seconds=1)
    way_out = f"until {in_seconds(last)} at the latest."
    if not lasts_the_silence_procedure(now, last, hours):
        way_out = "seek it in an open meeting, or once another committee is in office."
    return ConsensusTooLong(
        f"The mandate of the Executive Committee, which alone may object, ends before that: {way_out}", "until"
    )


def require_consensus_due(now: datetime, until: datetime, sought_in_open_meeting: bool) -> None:
    """(D2) Raises ConsensusNotDue if a consensus cannot be closed yet."""
    if now < until and not sought_in_open_meeting:
        raise ConsensusNotDue(
            f"Members have until {in_seconds(until)} to object: close it then. Only a consensus sought in an open "
            "meeting for less than the silence procedure can be closed there at any time.",
            "decision",
        )


def require_voting_deadline(now: datetime, until: datetime | None, in_open_meeting: bool) -> None:
    """(D4) Raises Invalid for a deadline of a vote in an open meeting, and for one that has passed."""
    if until is None:
        return
    if in_open_meeting:
        raise Invalid("In a meeting, a vote is closed once those present have voted: leave this out.", "until")
    if until <= now:
        raise Invalid("This moment has passed: give a later one, so that members can vote.", "until")


def require_voting_open(now: datetime, until: datetime | None) -> None:
    """(D4) Raises VoteOver once the time to vote has passed."""
    if until is not None and now >= until:
        raise VoteOver(
            f"Members had until {in_seconds(until)} to vote: the ballots cast by then are counted.", "decision"
        )


def require_vote_due(now: datetime, until: datetime | None, all_have_cast: bool) -> None:
    """(D4) Raises VoteNotDue before the deadline that members were given, as long as one of them has not cast."""
    if until is not None and now < until and not all_have_cast:
        raise VoteNotDue(
            f"Members have until {in_seconds(until)} to vote: close it then, or once all of the electorate have cast.",
            "decision",
        )


def may_continue(moment: datetime, last_day: date, zone: str) -> bool:
    """(D2, D4) Whether a meeting that nobody has closed may still continue at a moment."""
    return moment <= latest_end(last_day, zone)


def latest_end(last_day: date, zone: str) -> datetime:
    """(D2, D4) The last second of the day after a meeting's last day: a sitting may pass midnight."""
    return end_of_day(zone, last_day + timedelta(days=1))
