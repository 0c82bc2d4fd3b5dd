"""What whoever proposed a decision may still do with it: D1."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.errors import NotAllowed
from core.members.rules.mechanisms import withdraw_mechanism
from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import consensus, decisions
from tests.factories import Made, writing
from tests.plugins.voting.steps import START, decision_row, make_committee, make_members

NOW = START + timedelta(days=70)
SILENCE = timedelta(hours=72)


def _proposed(platform: Platform, proposer: Made, body: DecisionBody, now: datetime) -> int:
    with writing(platform, proposer.viewer, now) as write:
        return decisions.propose_decision(write, body, "en", "A decision", "Its text.", None, proposer.key)


def _require_nothing_allowed(platform: Platform, proposer: Made, decision: int) -> None:
    """A draft is neither put before the others, translated nor withdrawn by its proposer."""
    with pytest.raises(NotAllowed), writing(platform, proposer.viewer, NOW) as write:
        consensus.seek_consensus(write, decision, NOW + SILENCE)
    with pytest.raises(NotAllowed), writing(platform, proposer.viewer, NOW) as write:
        decisions.translate_decision(write, decision, "fr", "Une décision", "Son texte.")
    with pytest.raises(NotAllowed), writing(platform, proposer.viewer, NOW) as write:
        decisions.withdraw_decision(write, decision, "A reason.")


def test_a_former_seat_takes_no_further_step_with_what_it_proposed_to_the_committee(platform: Platform) -> None:
    """(D1) The new Committee takes it up or withdraws it, also once consensus has been sought."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:4], now=START - timedelta(days=200))
    decision = _proposed(platform, members[0], DecisionBody.EXECUTIVE_COMMITTEE, START)
    make_committee(platform, members[1:])
    _require_nothing_allowed(platform, members[0], decision)
    with writing(platform, now=NOW) as write:
        consensus.seek_consensus(write, decision, NOW + SILENCE)
    with pytest.raises(NotAllowed), writing(platform, members[0].viewer, NOW) as write:
        decisions.withdraw_decision(write, decision, "A reason.")
    assert decision_row(platform, decision).stage == "CONSENSUS"


def test_a_former_member_takes_no_further_step_with_what_it_proposed(platform: Platform) -> None:
    """(D1, M2) Nor does it decide; a member that still is one may."""
    members = make_members(platform)
    by_former, by_member = (_proposed(platform, one, DecisionBody.NETWORK, START) for one in members[:2])
    with writing(platform, now=NOW) as write:
        withdraw_mechanism(write, members[0].key, "Abolished.", NOW.date())
    _require_nothing_allowed(platform, members[0], by_former)
    with writing(platform, members[1].viewer, NOW) as write:
        consensus.seek_consensus(write, by_member, NOW + SILENCE)
        decisions.withdraw_decision(write, by_member, "A reason.")
    assert decision_row(platform, by_member).stage == "WITHDRAWN"
