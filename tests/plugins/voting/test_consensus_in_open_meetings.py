"""Consensus in an open meeting takes somebody who is there, and who was told a time has that time: D2."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.platform import Platform
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.errors import ConsensusNotDue, NoElectorate, NoMandate
from plugins.voting.rules import attendance, committees, decisions
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import START, adopted, committee, make_members, open_meeting, recorded

OPENED = START + timedelta(days=60)
SHORTLY = timedelta(minutes=1)
SILENCE = timedelta(hours=72)
PRESENT_FIRST = "mark who is present first"


def _seek(platform: Platform, meeting: int, lasting: timedelta, body: DecisionBody = DecisionBody.NETWORK) -> int:
    with writing(platform, now=OPENED) as write:
        decision = decisions.propose_decision(write, body, "en", "A decision", "Its text.", meeting)
        decisions.seek_consensus(write, decision, OPENED + lasting)
    return decision


def _close(platform: Platform, decision: int) -> str:
    with writing(platform, now=OPENED + SHORTLY) as write:
        decisions.close_consensus(write, decision)
    return str(recorded(platform, decision).stage)


def test_nothing_is_sought_shortly_of_those_who_are_not_there(platform: Platform) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, [])
    with pytest.raises(NoElectorate, match=PRESENT_FIRST) as refused:
        _seek(platform, meeting, SHORTLY)
    assert refused.value.path == ["decision"]
    _mark(platform, meeting, make_observer(platform, "SEN"))
    with pytest.raises(NoElectorate, match=PRESENT_FIRST):
        _seek(platform, meeting, SHORTLY)
    _seek(platform, meeting, SILENCE)
    _mark(platform, meeting, members[0])
    assert _close(platform, _seek(platform, meeting, SHORTLY)) == "ADOPTED"


def test_of_the_committee_a_seat_is_there(platform: Platform) -> None:
    *seats, other = make_members(platform)
    committee(platform, seats, now=START - timedelta(days=100))
    meeting = open_meeting(platform, [other])
    with pytest.raises(NoElectorate, match=PRESENT_FIRST):
        _seek(platform, meeting, SHORTLY, DecisionBody.EXECUTIVE_COMMITTEE)
    _mark(platform, meeting, seats[0])
    assert _close(platform, _seek(platform, meeting, SHORTLY, DecisionBody.EXECUTIVE_COMMITTEE)) == "ADOPTED"


def test_what_nobody_is_there_to_object_to_as_it_ends_is_contested(platform: Platform) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members[:2])
    decision = _seek(platform, meeting, timedelta(hours=1))
    _mark(platform, meeting, *members[:2], present=False)
    assert _close(platform, decision) == "CONTESTED"


def test_no_seminar_appoints_the_committee(platform: Platform) -> None:
    """(C1) It is no meeting of the Network, of which everybody hears a month before."""
    members = make_members(platform)
    decision = adopted(platform, OPENED, DecisionBody.NETWORK, open_meeting(platform, members, MeetingKind.SEMINAR))
    now = OPENED + timedelta(hours=1)
    with pytest.raises(NoMandate, match="annual or extraordinary"), writing(platform, now=now) as write:
        committees.appoint_executive_committee(write, decision, [one.key for one in members], now.date())


def test_an_extraordinary_meeting_appoints_the_committee(platform: Platform) -> None:
    """(C1)"""
    members = make_members(platform)
    decision = adopted(
        platform, OPENED, DecisionBody.NETWORK, open_meeting(platform, members, MeetingKind.EXTRAORDINARY)
    )
    with writing(platform, now=OPENED + timedelta(hours=1)) as write:
        committees.appoint_executive_committee(write, decision, [one.key for one in members], write.today)


@pytest.mark.parametrize("lasting", [SILENCE, timedelta(days=5)])
def test_who_was_told_until_when_it_may_object_has_that_time_in_a_meeting_as_well(
    platform: Platform, lasting: timedelta
) -> None:
    meeting = open_meeting(platform, make_members(platform))
    decision = _seek(platform, meeting, lasting)
    with pytest.raises(ConsensusNotDue):
        _close(platform, decision)


def _mark(platform: Platform, meeting: int, *who: Made, present: bool = True) -> None:
    with writing(platform, now=OPENED) as write:
        attendance.record_attendance(write, meeting, [made.key for made in who], present)
