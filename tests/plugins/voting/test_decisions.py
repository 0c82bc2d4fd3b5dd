"""A decision from its proposal to its end, and what each viewer sees of it at each step."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select, update

from core.identity import PUBLIC, Role, Viewer
from core.journal.chain import verify as journal_faults
from core.platform import Platform
from core.tables import journal
from core.writing.write import Write
from plugins.voting.background import close_all_due
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.errors import ConsensusNotDue, TooManyObjections
from plugins.voting.rules import ballots, consensus, decisions, objections, votes
from plugins.voting.tables import decisions as table
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_observer, writing
from tests.plugins.voting.steps import (
    START,
    chair_of,
    change,
    codes,
    make_committee,
    make_contested_decision,
    make_members,
    make_open_vote,
)

SEEN = """query($id: ID!) { decision(id: $id) { stage tally { yes } cast { isoAlpha3 } waiting { isoAlpha3 }
  ballots { totalCount nodes { choice } } } node(id: $id) { ... on Decision { ballots { totalCount } tally { no } } }
  state(isoAlpha3: "PRY") { ballots { totalCount nodes { choice } } } }"""


def _propose(ask: Ask, viewer: Viewer, body: str = "NETWORK") -> str:
    fields = f'body: {body}, language: EN, title: "A fictitious decision", text: "Its text."'
    payload = change(ask, "proposeDecision", fields, viewer, "decision { id reference stage }")
    assert payload["errors"] == []
    return str(payload["decision"]["id"])


def _until(hours: int) -> str:
    return f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def test_a_decision_by_consensus_closes_by_itself(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = make_members(platform)
    decision = _propose(ask, members[0].viewer)
    by = f'decision: "{decision}"'
    assert codes(change(ask, "seekConsensus", f'{by}, until: "{_until(71)}"')) == ["CONSENSUS_TOO_SHORT"]
    sought = change(ask, "seekConsensus", f'{by}, until: "{_until(73)}"', members[0].viewer)
    assert sought["decision"]["stage"] == "CONSENSUS"
    assert codes(change(ask, "closeConsensus", by)) == ["CONSENSUS_NOT_DUE"]
    now = platform.now()
    monkeypatch.setattr(platform, "now", lambda: now)
    for seconds, closed in ((1, 0), (0, 1), (0, 0)):
        with platform.database.transaction() as session:
            session.execute(update(table).values(consensus_until=now + timedelta(seconds=seconds)))
        assert close_all_due(platform) == closed
    found = ask("query($id: ID!) { decision(id: $id) { stage method decidedAt tally { yes } } }", {"id": decision})
    assert found["data"]["decision"]["stage"] == "ADOPTED"
    assert found["data"]["decision"]["method"] == "CONSENSUS"
    assert found["data"]["decision"]["tally"] is None


def test_a_decision_that_cannot_be_closed_does_not_hold_up_others(
    platform: Platform, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = make_members(platform)
    faulty, other = (_propose(ask, members[0].viewer) for _ in range(2))
    for decision in (faulty, other):
        change(ask, "seekConsensus", f'decision: "{decision}", until: "{_until(73)}"', members[0].viewer)
    with platform.database.transaction() as session:
        session.execute(update(table).values(consensus_until=platform.now() - timedelta(seconds=5)))
        session.execute(update(table).where(table.c.id == int(faulty.partition(":")[2])).values(number=-1))

    def end(write: Write, row: Any, at: datetime) -> None:
        if row.number == -1:
            raise ZeroDivisionError
        ending(write, row, at)

    ending = consensus.end_consensus
    monkeypatch.setattr(consensus, "end_consensus", end)
    with pytest.raises(ZeroDivisionError):
        close_all_due(platform)
    stages = ask("{ decisions { nodes { id stage } } }", viewer=members[0].viewer)["data"]["decisions"]["nodes"]
    assert {node["id"]: node["stage"] for node in stages} == {faulty: "CONSENSUS", other: "ADOPTED"}


def test_a_write_after_the_deadline_finds_the_consensus_closed(platform: Platform) -> None:
    members = make_members(platform)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")
        consensus.seek_consensus(write, decision, START + timedelta(hours=72))
    with pytest.raises(ConsensusNotDue), writing(platform, now=START + timedelta(hours=71)) as write:
        consensus.close_consensus(write, decision)
    with (
        pytest.raises(Exception, match="ADOPTED"),
        writing(platform, members[1].viewer, START + timedelta(hours=72)) as write,
    ):
        objections.raise_objection(write, decision, members[1].key, "Too late")


def test_objections_stand_until_withdrawn(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    observer = make_observer(platform, "KEN")
    decision = _propose(ask, members[0].viewer)
    by = f'decision: "{decision}"'
    change(ask, "seekConsensus", f'{by}, until: "{_until(73)}"', members[0].viewer)
    objection = f'{by}, participant: "{members[1].id}"'
    for viewer, participant, code in (
        (PUBLIC, members[1].id, "NOT_ALLOWED"),
        (SECRETARIAT, members[1].id, "NOT_ALLOWED"),
        (members[0].viewer, members[1].id, "NOT_ALLOWED"),
        (observer.viewer, observer.id, "NOT_ALLOWED"),
        (Viewer(Role.FOCAL_POINT, participant=observer.key), observer.id, "NOT_ELIGIBLE"),
    ):
        fields = f'{by}, participant: "{participant}", reason: "x"'
        assert codes(change(ask, "raiseObjection", fields, viewer)) == [code]
    assert codes(change(ask, "raiseObjection", f'{objection}, reason: " "', members[1].viewer)) == ["INVALID"]
    raised = change(
        ask,
        "raiseObjection",
        f'{objection}, reason: "A reason"',
        members[1].viewer,
        "decision { objections { reason withdrawnAt by { state { isoAlpha3 } } } }",
    )
    assert raised["decision"]["objections"] == [
        {"reason": "A reason", "withdrawnAt": None, "by": {"state": {"isoAlpha3": "MAR"}}}
    ]
    assert codes(change(ask, "raiseObjection", f'{objection}, reason: "Again"', members[1].viewer)) == ["CONFLICT"]
    assert codes(change(ask, "withdrawObjection", objection, members[1].viewer)) == []
    assert codes(change(ask, "withdrawObjection", objection, members[1].viewer)) == ["NOT_FOUND"]
    assert codes(change(ask, "openVote", by)) == ["WRONG_STAGE"]


def test_the_objections_of_one_member_are_limited(platform: Platform) -> None:
    members = make_members(platform)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B")
        consensus.seek_consensus(write, decision, START + timedelta(hours=72))
    one, other = members[:2]
    for _ in range(objections.MOST_OBJECTIONS):
        with writing(platform, one.viewer, START) as write:
            objections.raise_objection(write, decision, one.key, "A reason")
            objections.withdraw_objection(write, decision, one.key)
    with pytest.raises(TooManyObjections) as refused, writing(platform, one.viewer, START) as write:
        objections.raise_objection(write, decision, one.key, "A reason")
    assert refused.value.path == ["decision"]
    with writing(platform, other.viewer, START) as write:
        objections.raise_objection(write, decision, other.key, "A reason")


def test_a_vote_from_opening_to_its_result(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = f"Decision:{make_contested_decision(platform, members[1])}"
    by = f'decision: "{decision}"'
    assert codes(change(ask, "openVote", by, members[0].viewer)) == ["NOT_ALLOWED"]
    assert codes(change(ask, "openVote", by)) == []
    observer_made_member = make_members(platform, ("KEN",))[0]
    late = f'{by}, participant: "{observer_made_member.id}", choice: YES'
    assert codes(change(ask, "castBallot", late, observer_made_member.viewer)) == ["NOT_ELIGIBLE"]
    for member, choice in zip(members, ("NO", "YES", "YES"), strict=False):
        fields = f'{by}, participant: "{member.id}", choice: {choice}, explanation: "Because of {choice}"'
        assert codes(change(ask, "castBallot", fields, member.viewer)) == []
    changed = f'{by}, participant: "{members[0].id}", choice: ABSTAIN'
    assert codes(change(ask, "castBallot", changed, members[0].viewer)) == []
    for viewer in (SECRETARIAT, members[1].viewer, members[0].viewer, chair_of(members[2])):
        if viewer is not members[0].viewer:
            assert codes(change(ask, "castBallot", changed, viewer)) == ["NOT_ALLOWED"]
    assert codes(change(ask, "closeVote", by, members[0].viewer)) == ["NOT_ALLOWED"]
    answer = """decision { stage method tally { eligible present yes no abstain presentAndVoting adopted }
      ballots { totalCount nodes { state { isoAlpha3 } choice explanation } } }"""
    closed = change(ask, "closeVote", by, answer=answer)["decision"]
    assert closed["tally"] == {
        "eligible": 4, "present": 3, "yes": 2, "no": 0, "abstain": 1, "presentAndVoting": 2, "adopted": True,
    }  # fmt: skip
    assert (closed["stage"], closed["method"], closed["ballots"]["totalCount"]) == ("ADOPTED", "VOTE", 3)
    said = {ballot["state"]["isoAlpha3"]: ballot["choice"] for ballot in closed["ballots"]["nodes"]}
    assert said == {"PRY": "ABSTAIN", "MAR": "YES", "PRT": "YES"}
    assert codes(change(ask, "castBallot", changed, members[0].viewer)) == ["WRONG_STAGE"]
    assert codes(change(ask, "closeVote", by)) == ["WRONG_STAGE"]
    assert codes(change(ask, "withdrawDecision", f'{by}, reason: "x"')) == ["WRONG_STAGE"]
    with platform.database.reading() as session:
        assert list(journal_faults(session)) == []


def test_nobody_reads_a_choice_while_the_vote_is_open(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    decision = make_open_vote(platform, members)
    for member, choice in zip(members, (Choice.NO, Choice.YES, Choice.YES), strict=False):
        with writing(platform, member.viewer) as write:
            ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice, f"Why {choice.name}"))
    with platform.database.reading() as session:
        keys = list(session.execute(select(ballots.ballots.c.id)).scalars())
        written = [row.payload for row in session.execute(select(journal)) if row.action == "ballots.cast"]
    assert len(written) == 3
    for payload in written:
        assert not any(word in payload for word in ("YES", "NO", "ABSTAIN", "Why", "nonce", "explanation"))
        assert set(orjson.loads(payload)["ballots"][0]) == {"participant", "state", "commitment", "changed"}
    viewers = [PUBLIC, SECRETARIAT, members[0].viewer, members[3].viewer, chair_of(members[1])]
    for viewer in viewers:
        seen = ask(SEEN, {"id": f"Decision:{decision}"}, viewer)["data"]
        assert seen["decision"] == {
            "stage": "VOTING",
            "tally": None,
            "cast": [{"isoAlpha3": "MAR"}, {"isoAlpha3": "PRY"}, {"isoAlpha3": "PRT"}],
            "waiting": [{"isoAlpha3": "JPN"}],
            "ballots": {"totalCount": 0, "nodes": []},
        }
        assert seen["node"] == {"ballots": {"totalCount": 0}, "tally": None}
        assert seen["state"]["ballots"] == {"totalCount": 0, "nodes": []}
        nodes = ask(
            "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [f"Ballot:{key}" for key in keys]}, viewer
        )
        assert nodes["data"]["nodes"] == [None, None, None]
    awaited = ask('{ participant(isoAlpha3: "JPN") { pendingDecisions { nodes { reference } } } }')
    assert awaited["data"]["participant"]["pendingDecisions"]["nodes"] == [{"reference": "2026/1"}]
    with writing(platform) as write:
        decisions.withdraw_decision(write, decision, "A reason")
    seen = ask(SEEN, {"id": f"Decision:{decision}"}, SECRETARIAT)["data"]
    assert seen["decision"]["stage"] == "WITHDRAWN"
    assert seen["decision"]["ballots"] == {"totalCount": 0, "nodes": []}


def test_the_committee_decides_with_its_seats(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    outsider = make_members(platform, ("BRA",))[0]
    make_committee(platform, members)
    now = START + timedelta(days=70)
    decision = make_contested_decision(platform, members[0], now, body=DecisionBody.EXECUTIVE_COMMITTEE)
    with writing(platform, now=now + timedelta(days=4)) as write:
        votes.open_vote(write, decision)
    fields = f'decision: "Decision:{decision}", participant: "{outsider.id}", choice: YES'
    assert codes(change(ask, "castBallot", fields, outsider.viewer)) == ["NOT_ELIGIBLE"]
    seen = ask(SEEN, {"id": f"Decision:{decision}"})["data"]["decision"]
    assert {state["isoAlpha3"] for state in seen["waiting"]} == {"PRY", "MAR", "PRT", "JPN"}


def test_references_count_up_within_a_year(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    for now in (START, START, START + timedelta(days=400)):
        with writing(platform, members[0].viewer, now) as write:
            decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", None, members[0].key)
    query = "{ decisions { nodes { reference proposedBy { state { isoAlpha3 } } } } }"
    assert ask(query)["data"]["decisions"]["nodes"] == []
    found = ask(query, viewer=members[1].viewer)["data"]["decisions"]["nodes"]
    assert [decision["reference"] for decision in found] == ["2026/1", "2026/2", "2027/1"]
    assert {decision["proposedBy"]["state"]["isoAlpha3"] for decision in found} == {"PRY"}


def test_proposing_for_another_participant_is_refused_at_that_input(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    fields = f'body: NETWORK, language: EN, title: "A", text: "B", proposedBy: "{members[1].id}"'
    (error,) = change(ask, "proposeDecision", fields, members[0].viewer)["errors"]
    assert (error["code"], error["path"]) == ("NOT_ALLOWED", ["proposedBy"])


@pytest.mark.parametrize("viewer", [PUBLIC, Viewer(Role.PARTNER, partner=1), Viewer(Role.OBSERVER, participant=1)])
def test_viewers_that_take_no_part_write_nothing(platform: Platform, ask: Ask, viewer: Viewer) -> None:
    members = make_members(platform)
    decision = make_open_vote(platform, members)
    by = f'decision: "Decision:{decision}"'
    proposal = 'body: NETWORK, language: EN, title: "A", text: "B"'
    for name, fields in (
        ("proposeDecision", proposal),
        ("castBallot", f'{by}, participant: "{members[0].id}", choice: YES'),
        ("closeVote", by),
        ("withdrawDecision", f'{by}, reason: "x"'),
    ):
        assert codes(change(ask, name, fields, viewer)) == ["NOT_ALLOWED"]
