"""A vote in a meeting: those present cast their ballots, and the chair enters a show of hands."""

from __future__ import annotations

from datetime import timedelta

from core.platform import Platform
from plugins.voting import verify
from tests.conftest import Ask
from tests.factories import SECRETARIAT
from tests.plugins.voting.steps import (
    chair_of,
    change,
    codes,
    exported_proof,
    make_decision_contested_in,
    make_members,
    make_open_vote,
    open_meeting,
)


def _voice(participant: str, more: str = "") -> str:
    return f'{{participant: "{participant}", choice: YES{more}}}'


def _roll_call(by: str, *voices: str) -> str:
    return f"{by}, voices: [{', '.join(voices)}]"


def test_a_roll_call_before_the_vote_is_refused(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
    by = f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"'
    chair, voice = chair_of(members[0]), _voice(members[1].id)

    def enter(*voices: str) -> list[str]:
        return codes(change(ask, "enterRollCall", _roll_call(by, *voices), chair))

    assert enter(voice) == ["WRONG_STAGE"]
    change(ask, "openVote", by)
    assert enter() == ["INVALID"]
    assert enter(voice, voice) == ["INVALID"]
    assert enter(voice) == []
    assert codes(change(ask, "strikeVoices", f"{by}, participants: []", chair)) == ["INVALID"]


def test_no_show_of_hands_is_entered_by_correspondence(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    hands = _roll_call(f'decision: "Decision:{make_open_vote(platform, members)}"', _voice(members[1].id))
    assert codes(change(ask, "enterRollCall", hands, chair_of(members[0]))) == ["NOT_ALLOWED"]


def test_in_a_meeting_only_those_present_vote_and_the_chair_enters_the_hands(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members[:3], now=platform.now() - timedelta(days=60))
    decision = f"Decision:{make_decision_contested_in(platform, members, meeting)}"
    by = f'decision: "{decision}"'
    opened = change(ask, "openVote", by, answer="decision { votedInMeeting }")
    assert opened["decision"]["votedInMeeting"]
    assert codes(change(ask, "closeMeeting", f'meeting: "Meeting:{meeting}"', answer="meeting { id }")) == [
        "UNFINISHED_DECISION"
    ]
    absent = f'{by}, participant: "{members[3].id}", choice: YES'
    away = change(ask, "castBallot", absent, members[3].viewer)["errors"]
    assert [(error["code"], error["path"]) for error in away] == [("NOT_PRESENT", ["participant"])]
    assert away[0]["message"].endswith("ask the chair to mark you.")
    own = f'{by}, participant: "{members[0].id}", choice: NO'
    assert codes(change(ask, "castBallot", own, members[0].viewer)) == []
    voice, chair = _voice(members[1].id), chair_of(members[1])
    assert codes(change(ask, "enterRollCall", _roll_call(by, voice), SECRETARIAT)) == ["NOT_ALLOWED"]
    with_own_ballot = _roll_call(by, voice, _voice(members[0].id))
    (refused,) = change(ask, "enterRollCall", with_own_ballot, chair)["errors"]
    assert (refused["code"], refused["path"]) == ("CONFLICT", ["voices", "1", "participant"])
    assert refused["message"].startswith("PRY cast its own ballot")
    for faulty, code, field, message in (
        (_voice(members[3].id), "NOT_PRESENT", "participant", "mark JPN first, or leave it out."),
        (_voice("Participant:999"), "NOT_ELIGIBLE", "participant", ""),
        (_voice("999"), "INVALID_ID", "participant", ""),
        (_voice(members[2].id, ', explanation: "\\u0001."'), "INVALID", "explanation", ""),
    ):
        (refused,) = change(ask, "enterRollCall", _roll_call(by, voice, faulty), chair)["errors"]
        assert (refused["code"], refused["path"]) == (code, ["voices", "1", field])
        assert refused["message"].endswith(message)
    assert codes(change(ask, "enterRollCall", _roll_call(by, voice), chair)) == []
    answer = "decision { stage tally { eligible present yes no } ballots { nodes { choice enteredByChair } } }"
    closed = change(ask, "closeVote", by, answer=answer)["decision"]
    assert closed["tally"] == {"eligible": 4, "present": 3, "yes": 1, "no": 1}
    assert closed["stage"] == "NOT_ADOPTED"
    assert {ballot["choice"]: ballot["enteredByChair"] for ballot in closed["ballots"]["nodes"]} == {
        "NO": False,
        "YES": True,
    }


def test_a_voice_entered_for_the_wrong_member_is_struck_while_the_vote_is_open(platform: Platform, ask: Ask) -> None:
    """It is not counted, and the proof of the vote verifies; a ballot that a member cast itself is not struck."""
    members = make_members(platform)
    meeting = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
    decision = f"Decision:{make_decision_contested_in(platform, members, meeting)}"
    by, chair = f'decision: "{decision}"', chair_of(members[0])
    change(ask, "openVote", by)
    change(ask, "castBallot", f'{by}, participant: "{members[1].id}", choice: NO', members[1].viewer)
    hands = _roll_call(by, _voice(members[0].id), _voice(members[2].id))
    assert codes(change(ask, "enterRollCall", hands, chair)) == []
    for wrong in (members[1], members[3]):
        listed = f'participants: ["{members[2].id}", "{members[2].id}", "{wrong.id}"]'
        (refused,) = change(ask, "strikeVoices", f"{by}, {listed}", chair)["errors"]
        assert (refused["code"], refused["path"]) == ("CONFLICT", ["participants", "2"])
    answer = "decision { cast { isoAlpha3 } }"
    struck = change(ask, "strikeVoices", f'{by}, participants: ["{members[2].id}"]', chair, answer)["decision"]
    assert sorted(one["isoAlpha3"] for one in struck["cast"]) == ["MAR", "PRY"]
    closed = change(ask, "closeVote", by, answer="decision { stage tally { present yes no } }")["decision"]
    assert closed == {"stage": "NOT_ADOPTED", "tally": {"present": 4, "yes": 1, "no": 1}}
    assert "1 YES, 1 NO" in verify.verify(exported_proof(platform, int(decision.partition(":")[2])))
    assert codes(change(ask, "strikeVoices", f'{by}, participants: ["{members[0].id}"]', chair)) == ["WRONG_STAGE"]
