"""A vote outside a meeting may have a deadline, before which it is not closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core.platform import Platform
from core.tables import outbox
from plugins.voting import verify
from plugins.voting.enums import Choice
from plugins.voting.errors import VoteNotDue, VoteOver, WrongStage
from plugins.voting.rules import ballots, decisions, votes
from plugins.voting.rules.days import day_in_zone, end_of_day
from plugins.voting.rules.notices import WORDS
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import (
    START,
    change,
    codes,
    decision_row,
    exported_proof,
    later,
    make_contested_decision,
    make_decision_contested_in,
    make_members,
    make_open_vote,
    open_meeting,
)

OPENED = START + timedelta(hours=73)
TIME = timedelta(hours=48)
ASUNCION = "America/Asuncion"


def _voting_until(platform: Platform, members: list[Made]) -> int:
    """A decision whose vote is open until this deadline."""
    decision = make_contested_decision(platform, members[0])
    with writing(platform, now=OPENED) as write:
        votes.open_vote(write, decision, OPENED + TIME)
    return decision


def _cast(platform: Platform, decision: int, members: list[Made]) -> None:
    for member in members:
        with writing(platform, member.viewer, OPENED) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, Choice.YES))


def test_a_vote_with_a_deadline_shows_it_and_is_not_closed_before(platform: Platform, ask: Ask) -> None:
    by = f'decision: "Decision:{make_contested_decision(platform, make_members(platform)[0])}"'
    past, later = (f"{platform.now() + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (-1, 100))
    (refused,) = change(ask, "openVote", f'{by}, until: "{past}"')["errors"]
    assert (refused["code"], refused["path"]) == ("INVALID", ["until"])
    (slip,) = change(ask, "openVote", f'{by}, until: "2072-03-05T00:00:00Z"')["errors"]
    assert (slip["code"], slip["path"]) == ("INVALID", ["until"])
    assert slip["message"] == "Give a moment within 366 days: 2072-03-05T00:00:00Z is too far ahead."
    answer = "decision { stage votingUntil }"
    opened = change(ask, "openVote", f'{by}, until: "{later}"', answer=answer)["decision"]
    assert opened == {"stage": "VOTING", "votingUntil": later}
    assert codes(change(ask, "closeVote", by)) == ["VOTE_NOT_DUE"]


def test_a_vote_is_closed_after_its_deadline(platform: Platform) -> None:
    members = make_members(platform)
    decision = _voting_until(platform, members)
    _cast(platform, decision, members[:2])
    with pytest.raises(VoteNotDue), writing(platform, now=OPENED + TIME - timedelta(seconds=1)) as write:
        votes.close_vote(write, decision)
    with writing(platform, now=OPENED + TIME) as write:
        votes.close_vote(write, decision)
    assert decision_row(platform, decision).present_count == 2


def test_no_ballot_is_accepted_or_changed_after_the_deadline(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = _voting_until(platform, members)
    _cast(platform, decision, members[:1])
    for member in members[:2]:
        with writing(platform, member.viewer, OPENED + TIME - timedelta(seconds=1)) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, Choice.NO))
    for member in members[1:3]:
        with pytest.raises(VoteOver), writing(platform, member.viewer, OPENED + TIME) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, Choice.YES))
    waiting = "query($id: ID!) { node(id: $id) { ... on Participant { pendingDecisions { totalCount } } } }"
    assert ask(waiting, {"id": members[2].id})["data"]["node"] == {"pendingDecisions": {"totalCount": 0}}
    with writing(platform, now=OPENED + TIME) as write:
        votes.close_vote(write, decision)
    assert decision_row(platform, decision).no_count == 2


def test_a_vote_can_be_closed_before_its_deadline_once_all_have_cast(platform: Platform) -> None:
    members = make_members(platform)
    decision = _voting_until(platform, members)
    _cast(platform, decision, members[:-1])
    with pytest.raises(VoteNotDue), writing(platform, now=OPENED) as write:
        votes.close_vote(write, decision)
    _cast(platform, decision, members[-1:])
    with writing(platform, now=OPENED) as write:
        votes.close_vote(write, decision)
    assert decision_row(platform, decision).yes_count == len(members)


def test_a_vote_closed_late_is_dated_to_its_deadline(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = _voting_until(platform, members)
    _cast(platform, decision, members[:2])
    with writing(platform, now=OPENED + 3 * TIME) as write:
        votes.close_vote(write, decision)
    seen = ask(
        "query($id: ID!) { decision(id: $id) { decidedAt votingUntil votingClosedAt } }", {"id": f"Decision:{decision}"}
    )
    found = {name: datetime.fromisoformat(moment) - OPENED for name, moment in seen["data"]["decision"].items()}
    assert found == {"decidedAt": TIME, "votingUntil": TIME, "votingClosedAt": 3 * TIME}
    assert "2 YES, 0 NO" in verify.verify(exported_proof(platform, decision))


def test_a_decision_is_withdrawn_until_the_deadline_of_its_vote_and_no_longer(platform: Platform) -> None:
    """(D1) Nobody suppresses what was voted: the vote is closed."""
    members = make_members(platform)
    early, late = (_voting_until(platform, members) for _ in range(2))
    _cast(platform, late, members[:2])
    with writing(platform, now=OPENED + TIME - timedelta(seconds=1)) as write:
        decisions.withdraw_decision(write, early, "A reason.")
    with pytest.raises(VoteOver, match="closeVote") as refused, writing(platform, now=OPENED + TIME) as write:
        decisions.withdraw_decision(write, late, "A reason.")
    assert refused.value.path == ["decision"]
    with writing(platform, now=OPENED + 2 * TIME) as write:
        votes.close_vote(write, late)
        with pytest.raises(WrongStage):
            decisions.withdraw_decision(write, late, "A reason.")
    row = decision_row(platform, late)
    assert (row.stage, row.decided_at) == ("ADOPTED", OPENED + TIME)


def test_a_decision_is_withdrawn_until_the_latest_end_of_the_meeting_that_votes_on_it(platform: Platform) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members)
    opened = START + timedelta(days=60, hours=1)
    decision = make_decision_contested_in(platform, members, meeting, opened)
    with writing(platform, now=opened) as write:
        votes.open_vote(write, decision)
    ends_at = decision_row(platform, decision).voting_until
    with pytest.raises(VoteOver, match="closeVote"), writing(platform, now=ends_at) as write:
        decisions.withdraw_decision(write, decision, "A reason.")
    with writing(platform, now=ends_at - timedelta(seconds=1)) as write:
        decisions.withdraw_decision(write, decision, "A reason.")


def test_a_vote_without_a_deadline_is_closed_at_any_time(platform: Platform) -> None:
    decision = make_open_vote(platform, make_members(platform))
    with writing(platform, now=OPENED) as write:
        votes.close_vote(write, decision)
    assert decision_row(platform, decision).stage == "NOT_ADOPTED"


def test_a_vote_in_a_meeting_ends_with_it_and_is_given_no_deadline(platform: Platform, ask: Ask) -> None:
    members, starts = make_members(platform), platform.now()
    meeting = open_meeting(platform, members, now=starts - timedelta(days=60))
    decision = make_decision_contested_in(platform, members, meeting)
    by = f'decision: "Decision:{decision}"'
    (refused,) = change(ask, "openVote", f'{by}, until: "{later(platform, 5)}"')["errors"]
    assert (refused["code"], refused["path"]) == ("INVALID", ["until"])
    next_day = day_in_zone(ASUNCION, starts + timedelta(hours=6)) + timedelta(days=1)
    ends_at = f"{end_of_day(ASUNCION, next_day):%Y-%m-%dT%H:%M:%SZ}"
    assert change(ask, "openVote", by, answer="decision { votingUntil }")["decision"] == {"votingUntil": ends_at}
    assert codes(change(ask, "closeVote", by)) == []


def _bodies(platform: Platform, decision: int) -> list[str]:
    with platform.database.reading() as session:
        sent = session.execute(select(outbox.c.body).where(outbox.c.key.startswith(f"decision:{decision}:vote:")))
        return list(sent.scalars())


def test_the_electorate_is_notified_of_the_deadline(platform: Platform) -> None:
    bodies = _bodies(platform, _voting_until(platform, make_members(platform)))
    assert len(bodies) == 4
    assert all(f"until {OPENED + TIME:%Y-%m-%d %H:%M} UTC" in body for body in bodies)
    assert all("{until}" in words["vote_until"] for words in WORDS.values())


def test_the_electorate_is_notified_of_a_vote_without_a_deadline(platform: Platform) -> None:
    bodies = _bodies(platform, make_open_vote(platform, make_members(platform)))
    assert len(bodies) == 4
    assert all("until it is closed" in body for body in bodies)
