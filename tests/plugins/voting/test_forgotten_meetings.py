"""A meeting that nobody closes is over all the same from the second day after its last one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import update

from core import WrongStatus
from core.migrations.sources import config_of, sources
from core.platform import Platform
from plugins.voting import verify
from plugins.voting.enums import Choice
from plugins.voting.errors import VoteOver
from plugins.voting.rules import attendance, ballots, committees, meetings, roll_calls, votes
from plugins.voting.tables import decisions as decisions_table
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import (
    START,
    chair_of,
    decision_row,
    exported_proof,
    make_decision_contested_in,
    make_members,
    open_meeting,
)

OPENED = START + timedelta(days=60)
LAST = datetime.fromisoformat("2026-05-02T23:59:59-03:00")
"""The last second of the day after the meeting, in Asunción."""
SECOND = timedelta(seconds=1)
LATER = OPENED + timedelta(days=45)
SEEN = """query($id: ID!, $decision: ID!) { meeting(id: $id) { attendance { nodes { presentUntil } } }
  decision(id: $decision) { stage decidedAt votingClosedAt tally { present yes no } } }"""
UNTIL = "query($id: ID!) { decision(id: $id) { votingUntil } }"


def _put_to_the_vote(platform: Platform, members: list[Made], meeting: int) -> int:
    """A vote of those present, opened in a meeting."""
    decision = make_decision_contested_in(platform, members, meeting, OPENED)
    with writing(platform, now=OPENED) as write:
        votes.open_vote(write, decision)
    return decision


def _cast(platform: Platform, decision: int, member: Made, choice: Choice, now: datetime) -> None:
    with writing(platform, member.viewer, now) as write:
        ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice))


def test_nobody_is_marked_present_or_votes_after_an_unclosed_meeting(platform: Platform, ask: Ask) -> None:
    """(D4, C1) No vote is struck either: ballots cast in time count, whenever the vote and the meeting are closed."""
    members = make_members(platform)
    meeting = open_meeting(platform, members[:3])
    decision = _put_to_the_vote(platform, members, meeting)
    chair = chair_of(members[0])
    _cast(platform, decision, members[0], Choice.NO, OPENED)
    with writing(platform, chair, OPENED) as write:
        roll_calls.enter_roll_call(write, decision, [ballots.Voice(members[2].key, Choice.NO)])
    for now in (LAST + SECOND, LATER):
        with pytest.raises(WrongStatus, match="its last day was 2026-05-01"), writing(platform, now=now) as write:
            attendance.record_attendance(write, meeting, [members[3].key], present=True)
        with pytest.raises(VoteOver, match=r"until 2026-05-03T02:59:59Z"):
            _cast(platform, decision, members[1], Choice.YES, now)
        with pytest.raises(VoteOver), writing(platform, chair, now) as write:
            roll_calls.enter_roll_call(write, decision, [ballots.Voice(members[1].key, Choice.YES)])
        with pytest.raises(VoteOver), writing(platform, chair, now) as write:
            roll_calls.strike_voices(write, decision, [members[2].key])
    with writing(platform, now=LATER) as write:
        attendance.record_attendance(write, meeting, [members[0].key], present=False)
        votes.close_vote(write, decision)
        meetings.close_meeting(write, meeting)
    seen = ask(SEEN, {"id": f"Meeting:{meeting}", "decision": f"Decision:{decision}"})["data"]
    assert [one["presentUntil"] for one in seen["meeting"]["attendance"]["nodes"]] == ["2026-05-03T02:59:59Z"] * 3
    assert seen["decision"] == {
        "stage": "NOT_ADOPTED",
        "decidedAt": "2026-05-03T02:59:59Z",
        "votingClosedAt": f"{LATER:%Y-%m-%dT%H:%M:%SZ}",
        "tally": {"present": 3, "yes": 0, "no": 2},
    }
    assert "0 YES, 2 NO" in verify.verify(exported_proof(platform, decision))


def test_nobody_is_asked_for_a_ballot_after_an_unclosed_meeting(platform: Platform, ask: Ask) -> None:
    """(D4) The end of the vote is known from the moment at which it is opened."""
    members = make_members(platform)
    decision = _put_to_the_vote(platform, members, open_meeting(platform, members))
    assert _pending(ask) == [0] * len(members)
    assert ask(UNTIL, {"id": f"Decision:{decision}"})["data"]["decision"] == {"votingUntil": "2026-05-03T02:59:59Z"}
    platform.now = lambda: OPENED  # type: ignore[method-assign]
    assert _pending(ask) == [1] * len(members)


def _pending(ask: Ask) -> list[int]:
    """The number of decisions that are pending for each member."""
    found = ask("{ members { nodes { pendingDecisions { totalCount } } } }")["data"]["members"]["nodes"]
    return [one["pendingDecisions"]["totalCount"] for one in found]


def test_the_end_of_a_vote_in_a_meeting_is_stored_by_a_migration(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = _put_to_the_vote(platform, members, open_meeting(platform, members))
    steps = (command.downgrade, "voting_0009", None), (command.upgrade, "voting_0010", "2026-05-03T02:59:59Z")
    for step, revision, until in steps:
        with platform.database.transaction() as session:
            step(config_of("voting", *sources(platform.plugins)["voting"], session.connection()), revision)
        assert ask(UNTIL, {"id": f"Decision:{decision}"})["data"]["decision"] == {"votingUntil": until}


def test_a_meeting_may_continue_until_the_end_of_the_following_day(platform: Platform) -> None:
    """A decision adopted until then carries the appointment of a committee, even if the vote is closed late."""
    members = make_members(platform)
    meeting = open_meeting(platform, members[:1])
    decision = _put_to_the_vote(platform, members, meeting)
    with writing(platform, now=LAST - SECOND) as write:
        attendance.record_attendance(write, meeting, [members[1].key], present=True)
    _cast(platform, decision, members[1], Choice.YES, LAST - SECOND)
    with writing(platform, now=LATER) as write:
        votes.close_vote(write, decision)
        chosen = [member.key for member in members]
        committees.appoint_executive_committee(write, decision, chosen, LATER.date())
    assert decision_row(platform, decision).decided_at == LAST


def test_a_vote_closed_late_by_an_earlier_version_still_appoints_a_committee(platform: Platform) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members[:1])
    decision = _put_to_the_vote(platform, members, meeting)
    _cast(platform, decision, members[0], Choice.YES, OPENED)
    with writing(platform, now=LATER) as write:
        votes.close_vote(write, decision)
        as_it_was = update(decisions_table).where(decisions_table.c.id == decision).values(decided_at=LATER)
        write.session.execute(as_it_was)
        chosen = [member.key for member in members]
        committees.appoint_executive_committee(write, decision, chosen, LATER.date())
