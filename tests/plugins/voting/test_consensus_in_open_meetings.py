"""Consensus in an open meeting requires somebody present, and deadlines notified by mail hold: D2."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from core.platform import Platform
from plugins.voting.background import CLOCK
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.errors import ConsensusNotDue, ConsensusTooLong, ConsensusTooShort, NoElectorate, NoMandate
from plugins.voting.rules import attendance, committees, consensus, decisions, meetings
from plugins.voting.tables import decisions as decisions_table
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    decision_row,
    make_adopted_decision,
    make_committee,
    make_members,
    open_meeting,
)

OPENED = START + timedelta(days=60)
SHORTLY = timedelta(minutes=1)
SILENCE = timedelta(hours=72)
PRESENT_FIRST = "mark who is present first"
LAST = datetime.fromisoformat("2026-05-02T23:59:59-03:00")
"""The last second of the day after the meeting, in Asunción."""


def _seek(
    platform: Platform, meeting: int | None, lasting: timedelta, body: DecisionBody = DecisionBody.NETWORK
) -> int:
    with writing(platform, now=OPENED) as write:
        decision = decisions.propose_decision(write, body, "en", "A decision", "Its text.", meeting)
        consensus.seek_consensus(write, decision, OPENED + lasting)
    return decision


def _close(platform: Platform, decision: int) -> str:
    with writing(platform, now=OPENED + SHORTLY) as write:
        consensus.close_consensus(write, decision)
    return str(decision_row(platform, decision).stage)


def test_a_consensus_closes_in_the_future(platform: Platform) -> None:
    members = make_members(platform)
    for meeting in (None, open_meeting(platform, members[:1])):
        for lasting in (timedelta(0), -SHORTLY):
            with pytest.raises(ConsensusTooShort, match="in the future"):
                _seek(platform, meeting, lasting)


def test_short_consensus_requires_somebody_present(platform: Platform) -> None:
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


def test_short_consensus_of_the_committee_requires_one_of_its_seats_present(platform: Platform) -> None:
    *seats, other = make_members(platform)
    make_committee(platform, seats, now=START - timedelta(days=100))
    meeting = open_meeting(platform, [other])
    with pytest.raises(NoElectorate, match=PRESENT_FIRST):
        _seek(platform, meeting, SHORTLY, DecisionBody.EXECUTIVE_COMMITTEE)
    _mark(platform, meeting, seats[0])
    assert _close(platform, _seek(platform, meeting, SHORTLY, DecisionBody.EXECUTIVE_COMMITTEE)) == "ADOPTED"


def test_a_decision_is_contested_if_nobody_is_present_when_consensus_ends(platform: Platform) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members[:2])
    decision = _seek(platform, meeting, timedelta(hours=1))
    _mark(platform, meeting, *members[:2], present=False)
    assert _close(platform, decision) == "CONTESTED"


def test_no_seminar_appoints_the_committee(platform: Platform) -> None:
    """(C1) A seminar is not a meeting of the Network, of which members are notified a month before."""
    members = make_members(platform)
    decision = make_adopted_decision(
        platform, OPENED, DecisionBody.NETWORK, open_meeting(platform, members, MeetingKind.SEMINAR)
    )
    now = OPENED + timedelta(hours=1)
    with pytest.raises(NoMandate, match="annual or extraordinary"), writing(platform, now=now) as write:
        committees.appoint_executive_committee(write, decision, [one.key for one in members], now.date())


def test_an_extraordinary_meeting_appoints_the_committee(platform: Platform) -> None:
    """(C1)"""
    members = make_members(platform)
    decision = make_adopted_decision(
        platform, OPENED, DecisionBody.NETWORK, open_meeting(platform, members, MeetingKind.EXTRAORDINARY)
    )
    with writing(platform, now=OPENED + timedelta(hours=1)) as write:
        committees.appoint_executive_committee(write, decision, [one.key for one in members], write.today)


@pytest.mark.parametrize("lasting", [SILENCE, timedelta(days=5)])
def test_a_deadline_notified_by_mail_holds_in_a_meeting_as_well(platform: Platform, lasting: timedelta) -> None:
    meeting = open_meeting(platform, make_members(platform))
    decision = _seek(platform, meeting, lasting)
    with pytest.raises(ConsensusNotDue):
        _close(platform, decision)


def test_consensus_of_those_present_ends_with_their_meeting(platform: Platform) -> None:
    """(D2) After its latest end nobody is present in a meeting, so nobody could object."""
    meeting = open_meeting(platform, make_members(platform))
    now = LAST - timedelta(minutes=9)
    with writing(platform, now=now) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        with pytest.raises(ConsensusTooLong, match="2026-05-03T02:59:59Z") as refused:
            consensus.seek_consensus(write, decision, now + SILENCE - SHORTLY)
        consensus.seek_consensus(write, decision, LAST)
    assert refused.value.path == ["until"]
    with writing(platform, CLOCK, LAST + SILENCE) as write:
        consensus.close_if_due(write, decision)
    assert decision_row(platform, decision).decided_at == LAST


@pytest.mark.parametrize("closed_by_the_chair", [True, False], ids=["the chair", "the clock"])
def test_consensus_that_outlasts_its_meeting_is_contested(platform: Platform, closed_by_the_chair: bool) -> None:
    """An earlier version accepted such a consensus; the chair can close it, and then the meeting."""
    meeting = open_meeting(platform, make_members(platform))
    decision = _seek(platform, meeting, timedelta(hours=1))
    with writing(platform, now=OPENED) as write:
        outlasting = update(decisions_table).where(decisions_table.c.id == decision)
        write.session.execute(outlasting.values(consensus_until=LAST + SILENCE))
    if closed_by_the_chair:
        with writing(platform, now=LAST + SHORTLY) as write:
            consensus.close_consensus(write, decision)
            meetings.close_meeting(write, meeting)
    else:
        with writing(platform, CLOCK, LAST + SILENCE) as write:
            consensus.close_if_due(write, decision)
    assert decision_row(platform, decision).stage == "CONTESTED"


def _mark(platform: Platform, meeting: int, *who: Made, present: bool = True) -> None:
    with writing(platform, now=OPENED) as write:
        attendance.record_attendance(write, meeting, [made.key for made in who], present)
