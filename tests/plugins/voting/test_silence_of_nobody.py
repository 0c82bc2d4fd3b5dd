"""Silence adopts nothing if nobody could break it: D2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.members import contacts
from core.members.enums import MechanismType
from core.members.rules.focal_points import designate_focal_point, erase_focal_point
from core.members.rules.mechanisms import MechanismDescription, register_mechanism, withdraw_mechanism
from core.platform import Platform
from plugins.voting import verify
from plugins.voting.background import CLOCK
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.errors import ConsensusTooLong, NoElectorate
from plugins.voting.rules import ballots, consensus, decisions, objections, votes
from tests.factories import Made, writing
from tests.plugins.voting.steps import START, decision_row, exported_proof, make_committee, make_members
from tests.plugins.voting.test_proof import entry, rehash

END = datetime(2029, 5, 1, tzinfo=UTC)
"""The first moment after the mandate of a committee that has been in office since 60 days after START."""
SECOND, SILENCE = timedelta(seconds=1), timedelta(hours=72)


def _propose(platform: Platform, body: DecisionBody = DecisionBody.EXECUTIVE_COMMITTEE) -> int:
    with writing(platform, now=START) as write:
        return decisions.propose_decision(write, body, "en", "A fictitious decision", "Its text.")


def _seek(platform: Platform, decision: int, now: datetime, until: datetime) -> None:
    with writing(platform, now=now) as write:
        consensus.seek_consensus(write, decision, until)


def _close(platform: Platform, decision: int, now: datetime) -> str:
    with writing(platform, CLOCK, now) as write:
        consensus.close_if_due(write, decision)
    return str(decision_row(platform, decision).stage)


def test_the_committee_cannot_be_asked_beyond_its_mandate(platform: Platform) -> None:
    make_committee(platform, make_members(platform))
    decision = _propose(platform)
    for days, way_out in ((4, "until 2029-04-30T23:59:59Z at the latest"), (1, "seek it in an open meeting, or once")):
        with pytest.raises(ConsensusTooLong, match=way_out) as refused:
            _seek(platform, decision, END - timedelta(days=days), END + timedelta(days=3))
        assert refused.value.path == ["until"]
    _seek(platform, decision, END - SECOND - SILENCE, END - SECOND)
    assert _close(platform, decision, END + timedelta(hours=1)) == "ADOPTED"


def test_the_committee_can_be_asked_beyond_its_mandate_if_the_next_one_is_appointed(platform: Platform) -> None:
    members = make_members(platform)
    make_committee(platform, members)
    make_committee(platform, members, since=END.date(), now=END - timedelta(days=100))
    decision = _propose(platform)
    _seek(platform, decision, END - timedelta(days=1), END + timedelta(days=3))
    assert _close(platform, decision, END + timedelta(days=3)) == "ADOPTED"


def test_the_network_can_be_asked_beyond_the_mandate_of_its_committee(platform: Platform) -> None:
    make_committee(platform, make_members(platform))
    decision = _propose(platform, DecisionBody.NETWORK)
    _seek(platform, decision, END - timedelta(days=1), END + timedelta(days=2))
    assert _close(platform, decision, END + timedelta(days=2)) == "ADOPTED"


def _cease(platform: Platform, members: list[Made], now: datetime) -> None:
    for made in members:
        with writing(platform, now=now) as write:
            withdraw_mechanism(write, made.key, "Abolished.", START.date())


@pytest.mark.parametrize("body", DecisionBody)
@pytest.mark.parametrize(("left", "found"), [(0, "CONTESTED"), (1, "ADOPTED")], ids=["nobody is left", "one is left"])
def test_a_decision_to_which_nobody_may_object_any_longer_is_contested(
    platform: Platform, body: DecisionBody, left: int, found: str
) -> None:
    members = make_members(platform)
    make_committee(platform, members)
    decision, now = _propose(platform, body), END - timedelta(days=100)
    _seek(platform, decision, now, now + SILENCE)
    _cease(platform, members[left:], now + timedelta(days=1))
    assert _close(platform, decision, now + SILENCE) == found


def _fall_silent(platform: Platform, now: datetime, left: int = 0) -> None:
    """Erase the focal points of all members but so many."""
    with writing(platform, now=now) as write:
        for contact in contacts(write.session, now.date())[left:]:
            erase_focal_point(write, contact.focal_point, None, mistaken=True)


@pytest.mark.parametrize("body", DecisionBody)
def test_a_member_without_a_focal_point_cannot_object_or_vote(platform: Platform, body: DecisionBody) -> None:
    """(D2, D4, M4) Only the focal point of a member objects and votes."""
    members = make_members(platform)
    make_committee(platform, members)
    now = END - timedelta(days=100)
    unsought, contested = (_propose(platform, body) for _ in range(2))
    _seek(platform, contested, now, now + SILENCE)
    with writing(platform, members[0].viewer, now) as write:
        objections.raise_objection(write, contested, members[0].key, "A reason.")
    assert _close(platform, contested, now + SILENCE) == "CONTESTED"
    later = now + SILENCE
    _fall_silent(platform, later)
    with pytest.raises(NoElectorate, match="focal point") as refused:
        _seek(platform, unsought, later, later + SILENCE)
    assert refused.value.path == ["decision"]
    with pytest.raises(NoElectorate, match="focal point"), writing(platform, now=later) as write:
        votes.open_vote(write, contested)
    with writing(platform, now=later) as write:
        designate_focal_point(write, members[0].key, "Fictitious", None, "pry@test.example", later.date())
    with writing(platform, now=later) as write:
        votes.open_vote(write, contested)
    _seek(platform, unsought, later, later + SILENCE)


@pytest.mark.parametrize(("left", "found"), [(0, "CONTESTED"), (1, "ADOPTED")], ids=["nobody is left", "one is left"])
def test_a_decision_is_contested_once_no_member_has_a_focal_point(platform: Platform, left: int, found: str) -> None:
    """(M4)"""
    make_members(platform)
    decision, now = _propose(platform, DecisionBody.NETWORK), START + timedelta(days=1)
    _seek(platform, decision, now, now + SILENCE)
    _fall_silent(platform, now + timedelta(days=1), left)
    assert _close(platform, decision, now + SILENCE) == found


def test_a_vote_on_a_decision_to_which_nobody_could_object_is_proved_as_any_other(platform: Platform) -> None:
    members = make_members(platform)
    decision, now = _propose(platform, DecisionBody.NETWORK), START + timedelta(days=1)
    _seek(platform, decision, now, now + SILENCE)
    _cease(platform, members, now + timedelta(days=1))
    assert _close(platform, decision, now + SILENCE) == "CONTESTED"
    with pytest.raises(NoElectorate), writing(platform, now=now + SILENCE) as write:
        votes.open_vote(write, decision)
    later = now + timedelta(days=10)
    with writing(platform, now=later) as write:
        register_mechanism(write, members[0].key, MechanismDescription("en", "Another", MechanismType.AD_HOC))
        votes.open_vote(write, decision)
    with writing(platform, members[0].viewer, later) as write:
        ballots.cast_ballot(write, decision, ballots.Voice(members[0].key, Choice.YES))
    with writing(platform, now=later) as write:
        votes.close_vote(write, decision)
    proof = exported_proof(platform, decision)
    assert "is ADOPTED by vote" in verify.verify(proof)
    del entry(proof, "decision.consensus_closed")["payload"]["nobodyToObject"]
    rehash(proof)
    with pytest.raises(verify.Fault, match="this one was not contested"):
        verify.verify(proof)
