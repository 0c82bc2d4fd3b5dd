"""(D1) Only participants and the secretariat see a draft, by whatever query; once consensus is sought it is public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.rules import agendas, consensus, decisions, meetings
from plugins.voting.rules.schedules import Schedule
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, make_observer, writing

WAYS = """query($id: ID!, $meeting: ID!) { decision(id: $id) { id } node(id: $id) { id } nodes(ids: [$id]) { id }
  decisions { totalCount nodes { id } } drafts: decisions(filter: {meeting: $meeting}) { totalCount }
  meeting(id: $meeting) { decisions { nodes { id } } agenda { items { title decision { id } } } } }"""


def _sees(ask: Ask, decision: str, meeting: str, viewer: Viewer) -> bool:
    """Whether a viewer sees the decision; every kind of query gives the same answer."""
    data = ask(WAYS, {"id": decision, "meeting": meeting}, viewer)["data"]
    (item,) = data["meeting"]["agenda"]["items"]
    assert item["title"] == "A draft"
    ways = [
        data["decision"] == {"id": decision},
        data["node"] == {"id": decision},
        data["nodes"] == [{"id": decision}],
        data["decisions"] == {"totalCount": 1, "nodes": [{"id": decision}]},
        data["drafts"]["totalCount"] == 1,
        data["meeting"]["decisions"]["nodes"] == [{"id": decision}],
        item["decision"] == {"id": decision},
    ]
    assert len(set(ways)) == 1, ways
    return ways[0]


def test_a_draft_is_for_participants(platform: Platform, ask: Ask) -> None:
    proposer, other, observer = (
        make_member(platform, "PRY"),
        make_member(platform, "MAR"),
        make_observer(platform, "KEN"),
    )
    now = platform.now()
    with writing(platform, now=now) as write:
        starts = now + timedelta(days=90)
        appointment = Schedule(starts, starts + timedelta(hours=2), "Africa/Nairobi")
        held = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "Fictitious", appointment)
    with writing(platform, proposer.viewer, now) as write:
        key = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "Secret so far", "T", held, proposer.key)
    with writing(platform, now=now) as write:
        agendas.prepare_agenda(write, held, [agendas.Item("en", "A draft", None, key)])
    decision, meeting = f"Decision:{key}", f"Meeting:{held}"
    insiders = [proposer.viewer, other.viewer, observer.viewer, SECRETARIAT]
    outsiders = [PUBLIC, Viewer(Role.PARTNER, partner=1)]
    assert [_sees(ask, decision, meeting, viewer) for viewer in insiders] == [True] * 4
    assert [_sees(ask, decision, meeting, viewer) for viewer in outsiders] == [False] * 2
    payloads = "{ journal(first: 100) { nodes { payload } } }"
    assert "Secret so far" not in str(ask(payloads, viewer=other.viewer))
    assert "Secret so far" in str(ask(payloads, viewer=SECRETARIAT))
    with writing(platform, proposer.viewer, now) as write:
        consensus.seek_consensus(write, key, now + timedelta(days=4))
    assert [_sees(ask, decision, meeting, viewer) for viewer in (*insiders, *outsiders)] == [True] * 6
    assert "Secret so far" in str(ask(payloads))


OBJECTION = 'decision: $id, participant: $member, reason: "R"'
WRITES = {
    "translateDecision": 'decision: $id, language: FR, title: "T", text: "T"',
    "seekConsensus": 'decision: $id, until: "2099-01-01T00:00:00Z"',
    "raiseObjection": OBJECTION,
    "withdrawObjection": "decision: $id, participant: $member",
    "closeConsensus": "decision: $id",
    "withdrawDecision": 'decision: $id, reason: "R"',
    "openVote": "decision: $id",
    "castBallot": "decision: $id, participant: $member, choice: YES",
    "enterRollCall": "decision: $id, voices: [{participant: $member, choice: YES}]",
    "strikeVoices": "decision: $id, participants: [$member]",
    "closeVote": "decision: $id",
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("outsider", [PUBLIC, Viewer(Role.PARTNER, partner=1)], ids=["public", "partner"])
def test_a_draft_looks_like_a_missing_decision_to_outsiders(
    platform: Platform, ask: Ask, outsider: Viewer, write: str
) -> None:
    member = make_member(platform, "PRY")
    with writing(platform, member.viewer) as writes:
        key = decisions.propose_decision(writes, DecisionBody.NETWORK, "en", "Secret so far", "T")
    declared = "$id: ID!, $member: ID!" if "$member" in WRITES[write] else "$id: ID!"
    document = f"mutation ({declared}) {{ {write}(input: {{{WRITES[write]}}}) {{ errors {{ code message path }} }} }}"
    of_a_draft, of_none = (
        ask(document, {"id": f"Decision:{asked}", "member": member.id}, outsider) for asked in (key, key + 1)
    )
    assert of_a_draft == of_none
    assert [error["code"] for error in of_none["data"][write]["errors"]] == ["NOT_ALLOWED"]


def test_a_draft_that_is_withdrawn_stays_among_participants(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    with writing(platform, member.viewer) as write:
        key = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "Never mind", "T")
        decisions.withdraw_decision(write, key, "A mistake")
    query = "{ decisions { nodes { stage withdrawalReason } } }"
    assert ask(query)["data"]["decisions"]["nodes"] == []
    assert ask(query, viewer=member.viewer)["data"]["decisions"]["nodes"] == [
        {"stage": "WITHDRAWN", "withdrawalReason": "A mistake"}
    ]
    assert "mistake" not in str(ask("{ journal { nodes { payload } } }"))
