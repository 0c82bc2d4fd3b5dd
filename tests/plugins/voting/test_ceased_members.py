"""Participants that had a seat or a vote and are no longer members."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import Invalid, Role, Viewer
from core.members.enums import MechanismType, ObligationStatus
from core.members.rules import mechanisms
from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.obligations import obligations_on
from plugins.voting.rules import consensus, coordinators, decisions
from plugins.voting.tables import committees as table
from tests.conftest import Ask
from tests.factories import Made, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    chair_of,
    change,
    codes,
    later,
    make_adopted_decision,
    make_committee,
    make_contested_decision,
    make_decision_contested_in,
    make_members,
    open_meeting,
)

COMMITTEE = "executiveCommittee { seats { id } coordinator { id } }"
SHOWN = f"{{ {COMMITTEE} }}"


def _member_for_now(platform: Platform, iso_alpha3: str) -> Made:
    """An observer that registered a mechanism, which it withdraws later."""
    made = make_observer(platform, iso_alpha3)
    with writing(platform, made.viewer, START - timedelta(days=300)) as write:
        described = mechanisms.MechanismDescription("en", "A fictitious mechanism", MechanismType.AD_HOC)
        mechanisms.register_mechanism(write, made.key, described)
    return made


def _ceases(platform: Platform, made: Made) -> None:
    with writing(platform, now=platform.now()) as write:
        mechanisms.withdraw_mechanism(write, made.key, "It was another state's.")


def test_no_show_of_hands_is_entered_for_a_former_member(platform: Platform, ask: Ask) -> None:
    """(M4)"""
    members = [*make_members(platform, ("PRY", "MAR", "JPN")), _member_for_now(platform, "POL")]
    meeting = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
    by = f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"'
    assert codes(change(ask, "openVote", by)) == []
    _ceases(platform, members[3])
    hands = ", ".join(f'{{participant: "{members[place].id}", choice: YES}}' for place in (1, 3))
    (refused,) = change(ask, "enterRollCall", f"{by}, voices: [{hands}]", chair_of(members[1]))["errors"]
    assert (refused["code"], refused["path"]) == ("NOT_ELIGIBLE", ["voices", "1", "participant"])
    assert refused["message"] == "POL is no longer a member: leave it out."


def test_no_vote_is_opened_once_there_is_no_member(platform: Platform, ask: Ask) -> None:
    """(D4)"""
    alone = _member_for_now(platform, "POL")
    decision = make_contested_decision(platform, replace(alone, viewer=Viewer(Role.FOCAL_POINT, alone.key)))
    _ceases(platform, alone)
    assert codes(change(ask, "openVote", f'decision: "Decision:{decision}"')) == ["NO_ELECTORATE"]


@pytest.mark.parametrize("body", DecisionBody)
def test_silence_adopts_nothing_without_members(platform: Platform, ask: Ask, body: DecisionBody) -> None:
    """(D2) Neither before there is a member nor after the last one is gone, with a seat or without."""
    query = f'body: {body.name}, language: EN, title: "A fictitious decision", text: "Its text."'
    decision = change(ask, "proposeDecision", query)["decision"]["id"]
    seek = f'decision: "{decision}", until: "{later(platform, 300)}"'
    assert codes(change(ask, "seekConsensus", seek)) == ["NO_ELECTORATE"]
    seats = [_member_for_now(platform, code) for code in ("POL", "MAR", "JPN")]
    make_committee(platform, seats, now=platform.now() - timedelta(days=90))
    for seat in seats:
        _ceases(platform, seat)
    assert codes(change(ask, "seekConsensus", seek)) == ["NO_ELECTORATE"]
    make_members(platform, ("PRY",))
    alone = [] if body is DecisionBody.NETWORK else ["NO_ELECTORATE"]
    assert codes(change(ask, "seekConsensus", seek)) == alone


def test_a_vote_does_not_wait_for_the_ballot_of_a_former_member(platform: Platform, ask: Ask) -> None:
    """(M4, D4)"""
    (member,), poland = make_members(platform, ("PRY",)), _member_for_now(platform, "POL")
    by = f'decision: "Decision:{make_contested_decision(platform, member)}"'
    assert codes(change(ask, "openVote", f'{by}, until: "{later(platform, 5)}"')) == []
    _ceases(platform, poland)
    query = f'{{ node(id: "{poland.id}") {{ ... on Participant {{ pendingDecisions {{ totalCount }} }} }} }}'
    assert ask(query)["data"]["node"]["pendingDecisions"]["totalCount"] == 0
    waiting = "{ decisions { nodes { waiting { isoAlpha3 } } } }"
    assert ask(waiting)["data"]["decisions"]["nodes"] == [{"waiting": [{"isoAlpha3": "PRY"}]}]
    assert codes(change(ask, "closeVote", by)) == ["VOTE_NOT_DUE"]
    assert codes(change(ask, "castBallot", f'{by}, participant: "{member.id}", choice: YES', member.viewer)) == []
    assert change(ask, "closeVote", by)["decision"]["stage"] == "ADOPTED"
    assert ask(waiting)["data"]["decisions"]["nodes"] == [{"waiting": [{"isoAlpha3": "POL"}]}]


def test_a_former_member_can_withdraw_its_objection(platform: Platform, ask: Ask) -> None:
    """(D2) The objection it raised as a member stands until then."""
    poland = _member_for_now(platform, "POL")
    with writing(platform, now=platform.now()) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A fictitious decision", "Its text.")
        consensus.seek_consensus(write, decision, platform.now() + timedelta(days=4))
    by = f'decision: "Decision:{decision}", participant: "{poland.id}"'
    speaking, observing = Viewer(Role.FOCAL_POINT, poland.key), Viewer(Role.OBSERVER, poland.key)
    assert codes(change(ask, "raiseObjection", f'{by}, reason: "A fictitious reason."', speaking)) == []
    _ceases(platform, poland)
    assert codes(change(ask, "withdrawObjection", by, observing)) == []
    assert codes(change(ask, "withdrawObjection", by, observing)) == ["NOT_ALLOWED"]
    assert codes(change(ask, "raiseObjection", f'{by}, reason: "Another."', observing)) == ["NOT_ALLOWED"]


def test_a_former_member_cannot_become_coordinator(platform: Platform) -> None:
    """(C1, C2)"""
    members = [*make_members(platform, ("PRY", "MAR", "JPN")), _member_for_now(platform, "POL")]
    make_committee(platform, members, now=platform.now() - timedelta(days=90))
    decision = make_adopted_decision(platform, platform.now() - timedelta(days=9), DecisionBody.EXECUTIVE_COMMITTEE)
    _ceases(platform, members[3])
    with pytest.raises(Invalid, match="and a member today") as refused, writing(platform, now=platform.now()) as write:
        coordinators.appoint_coordinator(write, decision, members[3].key)
    assert refused.value.path == ["coordinator"]


def test_a_committee_whose_coordinator_is_no_longer_a_member_has_none(platform: Platform, ask: Ask) -> None:
    """(C2) Its seat is given to another, whether or not another Coordinator was appointed before."""
    members = [*make_members(platform, ("PRY", "MAR", "JPN")), _member_for_now(platform, "POL")]
    made = make_committee(platform, members, now=platform.now() - timedelta(days=91))
    decision = make_adopted_decision(platform, platform.now() - timedelta(days=9), DecisionBody.EXECUTIVE_COMMITTEE)
    with writing(platform, now=platform.now()) as write:
        coordinators.appoint_coordinator(write, decision, members[3].key)
        appointing, since = write.session.execute(
            select(table.c.decision_id, table.c.since).where(table.c.id == made)
        ).one()
    seats = ", ".join(f'"{member.id}"' for member in members[:3])
    without = f'decision: "Decision:{appointing}", seats: [{seats}], from: "{since}"'
    (refused,) = change(ask, "appointExecutiveCommittee", without, answer=COMMITTEE)["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["seats"])
    assert refused["message"].endswith("or appoint another Coordinator first.")
    assert _told_of_the_coordinator(ask) == {"status": "MET", "detail": "It has one."}
    assert ask(SHOWN)["data"]["executiveCommittee"]["coordinator"] == {"id": members[3].id}
    _ceases(platform, members[3])
    assert ask(SHOWN)["data"]["executiveCommittee"]["coordinator"] is None
    assert _told_of_the_coordinator(ask)["status"] == "BREACHED"
    with_reason = f'{without}, reason: "It never had a mechanism."'
    corrected = change(ask, "appointExecutiveCommittee", with_reason, answer=COMMITTEE)
    assert corrected["errors"] == []
    shown = corrected["executiveCommittee"]
    assert ({seat["id"] for seat in shown["seats"]}, shown["coordinator"]) == ({one.id for one in members[:3]}, None)
    assert _told_of_the_coordinator(ask)["status"] == "BREACHED"
    named = f'decision: "Decision:{decision}", coordinator: "{members[0].id}"'
    assert change(ask, "appointCoordinator", named, answer=COMMITTEE)["errors"] == []
    assert _told_of_the_coordinator(ask)["status"] == "MET"


def _told_of_the_coordinator(ask: Ask) -> dict[str, str]:
    """Status and detail of the obligation to have a Coordinator."""
    found = ask("{ network { obligations { rule status detail } } }")["data"]["network"]["obligations"]
    (obligation,) = (
        {name: one[name] for name in ("status", "detail")} for one in found if "Coordinator" in one["rule"]
    )
    return obligation


def test_the_obligation_says_how_a_vacant_seat_is_filled(platform: Platform) -> None:
    """(C1) By another committee: it is not corrected, as the seat was held until then."""
    seats = [*make_members(platform, ("PRY", "MAR", "JPN")), _member_for_now(platform, "POL")]
    make_committee(platform, seats, now=platform.now() - timedelta(days=90))
    _ceases(platform, seats[3])
    with platform.database.reading() as session:
        (found,) = [one for one in obligations_on(session, platform.now().date()) if "3 to 5" in one.rule]
    assert (found.status, found.detail) == (
        ObligationStatus.BREACHED,
        "POL is not a member, so it cannot have a seat: adopt a decision of the Network on another committee in an "
        "annual or extraordinary meeting, and appoint it by that decision (appointExecutiveCommittee).",
    )
