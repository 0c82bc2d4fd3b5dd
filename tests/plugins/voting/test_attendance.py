"""Attendance recorded by mistake is struck, unless the participant has voted since."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from core.conformance import Network
from core.platform import Platform
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import attendance, ballots, consensus, decisions, meetings, votes
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import (
    chair_of,
    change,
    codes,
    last_journal_entry,
    make_decision_contested_in,
    make_members,
    open_meeting,
)

PRESENCES = "meeting { attendance { nodes { participant { id } presentUntil } } }"


def _opened(platform: Platform, present: list[Made]) -> int:
    return open_meeting(platform, present, now=platform.now() - timedelta(days=60))


def test_attendance_that_does_not_change_is_not_journaled_again(platform: Platform, ask: Ask) -> None:
    here, away = make_members(platform)[:2]
    meeting = f'meeting: "Meeting:{_opened(platform, [here])}"'
    before = last_journal_entry(ask)
    for member, present in ((here, "true"), (away, "false")):
        fields = f'{meeting}, participants: ["{member.id}"], present: {present}'
        (refused,) = change(ask, "recordAttendance", fields, answer="meeting { id }")["errors"]
        assert (refused["code"], refused["path"]) == ("INVALID", ["participants"])
        assert refused["message"].startswith("This would change nothing: ")
    assert last_journal_entry(ask) == before
    both = f'{meeting}, participants: ["{here.id}", "{away.id}"], present: true'
    change(ask, "recordAttendance", both, answer="meeting { id }")
    assert last_journal_entry(ask)["payload"] == {"participants": [away.id], "present": True}


def test_a_participant_marked_by_mistake_is_no_longer_present(platform: Platform, ask: Ask) -> None:
    """Also for the open vote; the journal records what was struck."""
    members = make_members(platform)
    meeting = _opened(platform, members)
    here, by = (
        f'meeting: "Meeting:{meeting}"',
        f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"',
    )
    change(ask, "openVote", by)
    wrong = f'{here}, participants: ["{members[3].id}"]'
    struck = change(ask, "strikeAttendance", wrong, answer=PRESENCES)
    assert struck["errors"] == []
    left = {presence["participant"]["id"] for presence in struck["meeting"]["attendance"]["nodes"]}
    assert left == {member.id for member in members[:3]}
    ballot = f'{by}, participant: "{members[3].id}", choice: YES'
    assert codes(change(ask, "castBallot", ballot, members[3].viewer)) == ["NOT_PRESENT"]
    closed = change(ask, "closeVote", by, answer="decision { tally { present } }")
    assert closed["decision"]["tally"]["present"] == 3
    about = {"subject": f"Meeting:{meeting}"}
    query = "query($filter: JournalFilter) { journal(filter: $filter, last: 1) { nodes { action payload } } }"
    (entry,) = ask(query, {"filter": about})["data"]["journal"]["nodes"]
    assert entry["action"] == "meeting.attendance_struck"
    assert [one["participant"] for one in json.loads(entry["payload"])["attendance"]] == [members[3].id]
    (again,) = change(ask, "strikeAttendance", wrong, answer="meeting { id }")["errors"]
    assert (again["code"], again["path"]) == ("CONFLICT", ["participants", "0"])


def test_attendance_of_a_participant_that_voted_cannot_be_struck(platform: Platform, ask: Ask) -> None:
    """A vote entered by mistake has to be struck first; otherwise nothing is struck."""
    members = make_members(platform)
    meeting = _opened(platform, members)
    here, by = (
        f'meeting: "Meeting:{meeting}"',
        f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"',
    )
    change(ask, "openVote", by)
    hands = f'{by}, voices: [{{participant: "{members[2].id}", choice: YES}}]'
    change(ask, "enterRollCall", hands, chair_of(members[0]))
    wrong = f'{here}, participants: ["{members[3].id}", "{members[3].id}", "{members[2].id}"]'
    (refused,) = change(ask, "strikeAttendance", wrong, answer="meeting { id }")["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["participants", "2"])
    voice = f'{by}, participants: ["{members[2].id}"]'
    assert codes(change(ask, "strikeVoices", voice, chair_of(members[0]))) == []
    struck = change(ask, "strikeAttendance", wrong, answer=PRESENCES)["meeting"]
    assert len(struck["attendance"]["nodes"]) == 2
    change(ask, "castBallot", f'{by}, participant: "{members[1].id}", choice: YES', members[1].viewer)
    change(ask, "closeVote", by)
    voted = f'{here}, participants: ["{members[1].id}"]'
    assert codes(change(ask, "strikeAttendance", voted, answer="meeting { id }")) == ["CONFLICT"]


def test_a_withdrawn_vote_does_not_prevent_striking_attendance(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = _opened(platform, members)
    by = f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"'
    change(ask, "openVote", by)
    change(ask, "castBallot", f'{by}, participant: "{members[1].id}", choice: YES', members[1].viewer)
    change(ask, "withdrawDecision", f'{by}, reason: "A mistake"')
    fields = f'meeting: "Meeting:{meeting}", participants: ["{members[1].id}"]'
    assert codes(change(ask, "strikeAttendance", fields, answer="meeting { id }")) == []


@pytest.mark.parametrize("struck", [(1,), (0, 1)])
def test_somebody_who_could_object_stays_marked_while_consensus_was_reached(
    platform: Platform, ask: Ask, struck: tuple[int, ...]
) -> None:
    """(D2) Otherwise the decision would stand although nobody present could object."""
    members = make_members(platform)
    meeting = _opened(platform, members[:2])
    with writing(platform) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A", "B", meeting)
        consensus.seek_consensus(write, decision, write.now + timedelta(minutes=5))
        consensus.close_consensus(write, decision)
    with writing(platform, now=platform.now() + timedelta(minutes=1)) as write:
        attendance.record_attendance(write, meeting, [members[2].key], present=True)

    def strike(*places: int) -> Any:
        chosen = ", ".join(f'"{members[place].id}"' for place in places)
        fields = f'meeting: "Meeting:{meeting}", participants: [{chosen}]'
        return change(ask, "strikeAttendance", fields, answer="meeting { id }")

    if struck == (1,):
        assert codes(strike(0)) == []
    (refused,) = strike(*struck)["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["participants"])
    assert "was adopted by consensus" in refused["message"]
    assert codes(strike(2)) == []


def test_only_the_mistaken_return_of_a_participant_that_left_is_struck(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = _opened(platform, members)
    now = platform.now()
    decision = make_decision_contested_in(platform, members, meeting)
    with writing(platform, now=now) as write:
        votes.open_vote(write, decision)
        write.viewer = members[1].viewer
        ballots.cast_ballot(write, decision, ballots.Voice(members[1].key, ballots.Choice.YES))
    for minutes, present in ((1, False), (2, True)):
        with writing(platform, now=now + timedelta(minutes=minutes)) as write:
            attendance.record_attendance(write, meeting, [members[1].key], present)
    fields = f'meeting: "Meeting:{meeting}", participants: ["{members[1].id}"]'
    struck = change(ask, "strikeAttendance", fields, answer=PRESENCES)["meeting"]
    (stays,) = [one for one in struck["attendance"]["nodes"] if one["participant"]["id"] == members[1].id]
    assert stays["presentUntil"] is not None
    assert codes(change(ask, "strikeAttendance", fields, answer="meeting { id }")) == ["CONFLICT"]


def test_attendance_of_a_closed_meeting_stays(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = _opened(platform, members)
    with writing(platform) as write:
        meetings.close_meeting(write, meeting)
    fields = f'meeting: "Meeting:{meeting}", participants: ["{members[1].id}"]'
    assert codes(change(ask, "strikeAttendance", fields, answer="meeting { id }")) == ["WRONG_STATUS"]


def test_an_open_vote_in_a_meeting_awaits_only_those_present(platform: Platform, ask: Ask) -> None:
    """(D2, D4) A member that is absent may object; a ballot it could not cast is not asked of it."""
    *here, away = make_members(platform)
    meeting = _opened(platform, here)
    sought = change(
        ask,
        "proposeDecision",
        f'body: NETWORK, language: EN, title: "A", text: "B", meeting: "Meeting:{meeting}"',
        answer="decision { id }",
    )
    by = f'decision: "{sought["decision"]["id"]}"'
    change(ask, "seekConsensus", f'{by}, until: "{platform.now() + timedelta(minutes=30):%Y-%m-%dT%H:%M:%SZ}"')
    assert _awaited(ask) == {"MAR", "PRT", "PRY", "JPN"}
    objection = f'{by}, participant: "{away.id}", reason: "A fictitious reason"'
    assert codes(change(ask, "raiseObjection", objection, away.viewer)) == []
    assert change(ask, "closeConsensus", by)["decision"]["stage"] == "CONTESTED"
    assert _waiting(change(ask, "openVote", by, answer=WAITING)) == _awaited(ask) == {"MAR", "PRT", "PRY"}
    attendance_of = f'meeting: "Meeting:{meeting}", participants: ["{{}}"], present: {{}}'
    change(ask, "recordAttendance", attendance_of.format(away.id, "true"), answer="meeting { id }")
    change(ask, "recordAttendance", attendance_of.format(here[0].id, "false"), answer="meeting { id }")
    ballot = f'{by}, participant: "{away.id}", choice: NO'
    assert _waiting(change(ask, "castBallot", ballot, away.viewer, WAITING)) == _awaited(ask) == {"MAR", "PRT"}
    assert _waiting(change(ask, "closeVote", by, answer=WAITING)) == {"MAR", "PRT", "PRY"}


WAITING = "decision { waiting { isoAlpha3 } }"


def _waiting(payload: Any) -> set[str]:
    """The states on whose ballots a decision waits."""
    assert payload["errors"] == []
    return {state["isoAlpha3"] for state in payload["decision"]["waiting"]}


def _awaited(ask: Ask) -> set[str]:
    """The states for which a decision is pending."""
    found = ask("{ members { nodes { state { isoAlpha3 } pendingDecisions { totalCount } } } }")["data"]["members"]
    return {one["state"]["isoAlpha3"] for one in found["nodes"] if one["pendingDecisions"]["totalCount"]}


def test_attendance_in_all_meetings_is_one_list_and_a_file(network: Network) -> None:
    first, second = make_members(network.platform)[:2]
    opened = (_opened(network.platform, [first]), _opened(network.platform, [first, second]))
    document = """query($filter: AttendanceFilter) { attendances(filter: $filter) {
      totalCount nodes { meeting { id } participant { id } } } }"""

    def listed(**condition: str) -> list[tuple[str, str]]:
        found = network.ask(document, {"filter": condition})["data"]["attendances"]
        assert found["totalCount"] == len(found["nodes"])
        return [(node["meeting"]["id"], node["participant"]["id"]) for node in found["nodes"]]

    one, other = (f"Meeting:{meeting}" for meeting in opened)
    everything = [(one, first.id), (other, first.id), (other, second.id)]
    assert sorted(listed()) == sorted(everything)
    assert listed(meeting=one) == [(one, first.id)]
    assert listed(participant=second.id) == [(other, second.id)]
    header, *lines = network.get("/data/attendances.csv").text.lstrip("\ufeff").splitlines()
    assert header == "presentFrom,presentUntil,meeting.id,participant.id"
    assert sorted(tuple(line.split(",")[2:]) for line in lines) == sorted(everything)
