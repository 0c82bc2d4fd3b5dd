"""The Executive Committee: its appointment by decision, its roles, and its obligations."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.errors import Conflict
from core.identity import Role
from core.platform import Platform
from plugins.voting.background import CLOCK
from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from plugins.voting.errors import CommitteeComposition, NoElectorate, NoMandate
from plugins.voting.rules import ballots, committees, consensus, coordinators, decisions, votes
from plugins.voting.rules.bodies import coordinator_of, role_of
from tests.conftest import Ask
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_members,
    open_meeting,
)

THEN = START + timedelta(days=60)
COMMITTEE = """query($on: Date) { executiveCommittee(on: $on) { seats { state { isoAlpha3 } }
  coordinator { state { isoAlpha3 } } from until appointedBy { reference } } }"""

ACTIONS = "query($id: ID) { journal(filter: {subject: $id}) { nodes { action payload } } }"


def _role(platform: Platform, participant: int, day: date) -> Role | None:
    with platform.database.reading() as session:
        return role_of(session, participant, day)


def test_of_two_coordinators_appointed_in_one_second_the_second_is_the_coordinator(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever keys they are given."""
    members = make_members(platform)
    make_committee(platform, members)
    asked = START + timedelta(days=100)
    by = [make_adopted_decision(platform, asked, DecisionBody.EXECUTIVE_COMMITTEE) for _ in range(3)]
    keys = iter((2**40, 2**50, 1))
    monkeypatch.setattr(coordinators, "new_id", lambda: next(keys))
    appointed = START + timedelta(days=104)
    for decision, member in zip(by, members, strict=False):
        with writing(platform, now=appointed) as write:
            coordinators.appoint_coordinator(write, decision, member.key)
        assert _role(platform, member.key, appointed.date()) is Role.COORDINATOR
        committee = ask(COMMITTEE)["data"]["executiveCommittee"]
        assert committee["coordinator"]["state"]["isoAlpha3"] == member.iso_alpha3


def test_roles_follow_from_the_records_and_end_with_the_mandate(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    since = date(2026, 6, 1)
    assert _role(platform, members[1].key, date(2026, 5, 1)) is None
    make_committee(platform, members, since)
    decision = make_adopted_decision(platform, START + timedelta(days=100), DecisionBody.EXECUTIVE_COMMITTEE)
    appointed = START + timedelta(days=104)
    with writing(platform, now=appointed) as write:
        coordinators.appoint_coordinator(write, decision, members[2].key)
    assert _role(platform, members[0].key, date(2026, 5, 31)) is None
    assert _role(platform, members[0].key, since) is Role.COMMITTEE
    assert _role(platform, members[2].key, since) is Role.COMMITTEE
    assert _role(platform, members[2].key, appointed.date()) is Role.COORDINATOR
    assert _role(platform, members[2].key, date(2029, 5, 31)) is Role.COORDINATOR
    assert _role(platform, members[2].key, date(2029, 6, 1)) is None
    shown = ask(COMMITTEE, {"on": "2027-01-01"})["data"]["executiveCommittee"]
    assert {seat["state"]["isoAlpha3"] for seat in shown["seats"]} == {"PRY", "MAR", "PRT", "JPN"}
    assert shown["coordinator"]["state"]["isoAlpha3"] == "PRT"
    assert (shown["from"], shown["until"]) == ("2026-06-01", "2029-06-01")
    assert ask(COMMITTEE, {"on": "2029-06-01"})["data"]["executiveCommittee"] is None


def test_the_last_of_two_coordinators_appointed_on_one_day_coordinates(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    make_committee(platform, members, date(2026, 6, 1))
    day = START + timedelta(days=104)
    for hours, member in enumerate((members[2], members[1], members[3])):
        decision = make_adopted_decision(
            platform, START + timedelta(days=100, hours=hours), DecisionBody.EXECUTIVE_COMMITTEE
        )
        with writing(platform, now=day + timedelta(hours=hours)) as write:
            coordinators.appoint_coordinator(write, decision, member.key)
    shown = ask(COMMITTEE, {"on": day.date().isoformat()})["data"]["executiveCommittee"]
    assert shown["coordinator"]["state"]["isoAlpha3"] == "JPN"
    roles = [_role(platform, member.key, day.date()) for member in members]
    assert roles == [Role.COMMITTEE, Role.COMMITTEE, Role.COMMITTEE, Role.COORDINATOR]


def test_a_new_committee_ends_the_previous_one(platform: Platform, ask: Ask) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    first = make_committee(platform, members[:3])
    second = make_committee(platform, members[2:], now=START + timedelta(days=400))
    assert _role(platform, members[0].key, date(2027, 12, 1)) is None
    assert _role(platform, members[4].key, date(2027, 12, 1)) is Role.COMMITTEE
    shown = ask(COMMITTEE, {"on": "2026-12-01"})["data"]["executiveCommittee"]
    assert shown["until"] == f"{(START + timedelta(days=460)).date()}"
    payloads = [
        json.loads(ask(ACTIONS, {"id": f"ExecutiveCommittee:{key}"})["data"]["journal"]["nodes"][0]["payload"])
        for key in (first, second)
    ]
    assert [payload.get("ended") for payload in payloads] == [None, [f"ExecutiveCommittee:{first}"]]


def test_three_seats_of_one_region_or_an_observer_are_refused(platform: Platform) -> None:
    members = make_members(platform, ("PRY", "BRA", "CHL", "MAR", "PRT"))
    observer = make_observer(platform, "JPN")
    meeting = open_meeting(platform, members)
    decision = make_adopted_decision(platform, THEN, DecisionBody.NETWORK, meeting)
    for seats, place in (
        (members[:3], ["seats", "1"]),
        (members[:2], ["seats"]),
        ([*members[2:4], observer], ["seats", "2"]),
        (members, ["seats", "1"]),
    ):
        with pytest.raises(CommitteeComposition) as refused, writing(platform, now=THEN + timedelta(hours=1)) as write:
            committees.appoint_executive_committee(write, decision, [seat.key for seat in seats], THEN.date())
        assert refused.value.path == place


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("correspondence", "by a decision adopted in an annual or extraordinary meeting"),
        ("committee body", "this one is a decision of the EXECUTIVE_COMMITTEE that is ADOPTED"),
    ],
)
def test_a_committee_is_appointed_by_the_network_in_its_meeting(platform: Platform, how: str, message: str) -> None:
    members = make_members(platform)
    body = DecisionBody.NETWORK
    if how == "committee body":
        make_committee(platform, members)
        body = DecisionBody.EXECUTIVE_COMMITTEE
    decision = make_adopted_decision(platform, THEN, body)
    with pytest.raises(NoMandate, match=message), writing(platform, now=THEN + timedelta(days=4)) as write:
        committees.appoint_executive_committee(
            write, decision, [made.key for made in members], (THEN + timedelta(days=4)).date()
        )


def test_a_reported_committee_gives_no_role(platform: Platform, ask: Ask) -> None:
    morocco = make_members(platform, ("MAR",))[0]
    assert _role(platform, morocco.key, date(2026, 2, 1)) is None
    assert ask(COMMITTEE, {"on": "2026-02-01"})["data"]["executiveCommittee"] is None


def test_a_coordinator_is_chosen_by_the_committee_that_was_asked(platform: Platform) -> None:
    """(C2) Not by a consensus that ended before this committee was appointed, even on its first day."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3])
    asked = THEN + timedelta(days=1)
    with writing(platform, now=asked) as write:
        decision = decisions.propose_decision(write, DecisionBody.EXECUTIVE_COMMITTEE, "en", "A coordinator", "Text.")
        consensus.seek_consensus(write, decision, asked + timedelta(days=360))
    make_committee(platform, members[2:], now=asked + timedelta(days=300))
    with writing(platform, CLOCK, asked + timedelta(days=360)) as write:
        consensus.close_if_due(write, decision)
    with writing(platform, now=asked + timedelta(days=361)) as write, pytest.raises(NoMandate):
        coordinators.appoint_coordinator(write, decision, members[4].key)


@pytest.mark.parametrize("days", [2.5, 3, 4, 5.9])
def test_a_consensus_sought_before_a_mandate_is_none_of_the_new_committee(platform: Platform, days: float) -> None:
    """(C2, D2) Its seats could not object all the time, or not at all if it ends as their mandate begins."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=200))
    midnight = datetime.combine(THEN.date(), time(), UTC)
    make_committee(platform, members[2:], (midnight + timedelta(days=3)).date())
    before, within = (_sought(platform, midnight + timedelta(days=ends)) for ends in (days, 6))
    now = midnight + timedelta(days=7)
    with writing(platform, now=now) as write:
        with pytest.raises(NoMandate, match="seek consensus"):
            coordinators.appoint_coordinator(write, before, members[4].key)
        coordinators.appoint_coordinator(write, within, members[4].key)
    assert _role(platform, members[4].key, now.date()) is Role.COORDINATOR


@pytest.mark.parametrize("others", [True, False], ids=["other seats", "the same seats"])
def test_those_asked_before_a_committee_is_entered_are_its_seats_only_if_they_stay_the_same(
    platform: Platform, others: bool
) -> None:
    """(C2) A committee may be entered days after its first; until then the one before it is asked."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=200))
    meeting = open_meeting(platform, members)
    by = make_adopted_decision(platform, THEN, DecisionBody.NETWORK, meeting)
    named = _sought(platform, THEN + timedelta(days=4))
    now = THEN + timedelta(days=5)
    _entered(platform, by, members[2:] if others else members[:3], THEN.date(), now)
    with writing(platform, now=now) as write:
        if others:
            with pytest.raises(NoMandate, match="in office"):
                coordinators.appoint_coordinator(write, named, members[2].key)
        else:
            coordinators.appoint_coordinator(write, named, members[2].key)


def test_a_vote_opened_in_a_new_mandate_is_that_of_the_new_committee(platform: Platform) -> None:
    """(C2, D4) Its seats are the electorate, although their predecessors contested the decision."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=200))
    body = DecisionBody.EXECUTIVE_COMMITTEE
    contested = make_contested_decision(platform, members[0], THEN - timedelta(days=4), body=body)
    make_committee(platform, members[2:])
    with writing(platform, now=THEN + timedelta(days=1)) as write:
        votes.open_vote(write, contested)
    with writing(platform, members[3].viewer, THEN + timedelta(days=1)) as write:
        ballots.cast_ballot(write, contested, ballots.Voice(members[3].key, Choice.YES))
    with writing(platform, now=THEN + timedelta(days=1)) as write:
        votes.close_vote(write, contested)
        coordinators.appoint_coordinator(write, contested, members[4].key)
    assert _role(platform, members[4].key, (THEN + timedelta(days=1)).date()) is Role.COORDINATOR


def _sought(platform: Platform, until: datetime) -> int:
    """A decision of the Committee that the silence procedure adopts at a moment."""
    return make_adopted_decision(platform, until - timedelta(hours=72), DecisionBody.EXECUTIVE_COMMITTEE)


def test_no_consensus_is_sought_of_a_missing_committee(platform: Platform) -> None:
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.EXECUTIVE_COMMITTEE, "en", "A coordinator", "Text.")
        with pytest.raises(NoElectorate):
            consensus.seek_consensus(write, decision, START + timedelta(days=4))


def _entered(
    platform: Platform, decision: int, seats: list[Made], since: date, now: datetime, reason: str | None = None
) -> int:
    with writing(platform, now=now) as write:
        return committees.appoint_executive_committee(write, decision, [seat.key for seat in seats], since, reason)


def _seats(ask: Ask, day: str) -> tuple[list[str], str, str] | None:
    shown = ask(COMMITTEE, {"on": day})["data"]["executiveCommittee"]
    return shown and ([seat["state"]["isoAlpha3"] for seat in shown["seats"]], shown["from"], shown["until"])


def test_a_committee_is_corrected_by_entering_it_again(platform: Platform, ask: Ask) -> None:
    """The wrong year and the wrong seat; the previous committee is in office again until the right day."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=200))
    meeting = open_meeting(platform, members)
    decision = make_adopted_decision(platform, THEN, DecisionBody.NETWORK, meeting)
    later = THEN + timedelta(hours=1)
    wrong = _entered(platform, decision, members[:3], date(THEN.year + 2, THEN.month, THEN.day), later)
    right = _entered(platform, decision, members[2:], THEN.date() + timedelta(days=10), later)
    assert wrong == right
    assert _seats(ask, f"{THEN.date()}") == (["MAR", "PRY", "PRT"], "2025-10-13", "2026-05-11")
    assert _seats(ask, "2026-05-11") == (["JPN", "POL", "PRT"], "2026-05-11", "2029-05-11")
    actions = [
        entry["action"] for entry in ask(ACTIONS, {"id": f"ExecutiveCommittee:{right}"})["data"]["journal"]["nodes"]
    ]
    assert actions == ["committee.appointed", "committee.corrected"]


def test_a_future_committee_is_replaced_by_that_of_a_later_decision(platform: Platform, ask: Ask) -> None:
    """(C3)"""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    meeting = open_meeting(platform, members)
    first, second, third = (
        make_adopted_decision(platform, THEN + timedelta(hours=hour), DecisionBody.NETWORK, meeting)
        for hour in range(3)
    )
    now = THEN + timedelta(hours=3)
    _entered(platform, first, members[:3], THEN.date() + timedelta(days=30), now)
    _entered(platform, second, members[2:], THEN.date() + timedelta(days=20), now)
    assert _seats(ask, "2026-06-15") == (["JPN", "POL", "PRT"], "2026-05-21", "2029-05-21")
    with pytest.raises(Conflict), writing(platform, now=THEN + timedelta(days=40)) as write:
        chosen = [member.key for member in members[:3]]
        committees.appoint_executive_committee(write, third, chosen, THEN.date() + timedelta(days=10))


def test_a_coordinator_is_corrected_and_keeps_its_seat(platform: Platform) -> None:
    """(C2)"""
    members = make_members(platform)
    meeting = open_meeting(platform, members)
    by = make_adopted_decision(platform, THEN, DecisionBody.NETWORK, meeting)
    _entered(platform, by, members, THEN.date(), THEN + timedelta(hours=1))
    decision = make_adopted_decision(platform, THEN + timedelta(days=1), DecisionBody.EXECUTIVE_COMMITTEE)
    now = THEN + timedelta(days=5)
    for member in (members[2], members[1]):
        with writing(platform, now=now) as write:
            coordinators.appoint_coordinator(write, decision, member.key)
    roles = [_role(platform, member.key, now.date()) for member in members]
    assert roles == [Role.COMMITTEE, Role.COORDINATOR, Role.COMMITTEE, Role.COMMITTEE]
    with pytest.raises(Conflict) as refused:
        _entered(platform, by, [members[0], *members[2:]], THEN.date(), now)
    assert refused.value.path == ["seats"]
    _entered(platform, by, members[:3], THEN.date(), now, "A wrong seat.")
    assert [_role(platform, member.key, now.date()) for member in members] == [*roles[:3], None]


def test_an_older_decision_appoints_no_coordinator_after_a_later_one(platform: Platform) -> None:
    """(C2) Else repeating the later decision, which corrects what it entered, would say so and change nothing."""
    members = make_members(platform)
    committee = make_committee(platform, members, date(2026, 6, 1))
    asked = START + timedelta(days=100)
    older, later = (
        make_adopted_decision(platform, asked + timedelta(hours=hours), DecisionBody.EXECUTIVE_COMMITTEE)
        for hours in range(2)
    )
    now = asked + timedelta(days=5)
    with writing(platform, now=now) as write:
        coordinators.appoint_coordinator(write, later, members[1].key)
    with (
        pytest.raises(NoMandate, match="2026/3, which was adopted later") as refused,
        writing(platform, now=now) as write,
    ):
        coordinators.appoint_coordinator(write, older, members[0].key)
    assert refused.value.path == ["decision"]
    for member in (members[2], members[1]):
        with writing(platform, now=now) as write:
            coordinators.appoint_coordinator(write, later, member.key)
            assert coordinator_of(write.session, committee, now.date()) == member.key


def test_a_coordinator_is_chosen_by_the_committee_that_is_in_office(platform: Platform) -> None:
    """(C2) Not by the one in office that morning, if another is appointed on the same day."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[1:4], now=START - timedelta(days=200))
    open_now = open_meeting(platform, members, MeetingKind.EXECUTIVE_COMMITTEE)
    of_the_morning = make_adopted_decision(platform, THEN, DecisionBody.EXECUTIVE_COMMITTEE, open_now)
    meeting = open_meeting(platform, members)
    by = make_adopted_decision(platform, THEN + timedelta(hours=1), DecisionBody.NETWORK, meeting)
    _entered(platform, by, members[1:4], THEN.date(), THEN + timedelta(hours=2))
    with pytest.raises(NoMandate), writing(platform, now=THEN + timedelta(hours=3)) as write:
        coordinators.appoint_coordinator(write, of_the_morning, members[2].key)
