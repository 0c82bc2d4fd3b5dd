"""A vote in a meeting: who is present casts, and the chair enters the hands that it sees."""

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


def test_a_roll_call_before_the_vote_is_told_that_it_is_not_open(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    meeting = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
    by = f'decision: "Decision:{make_decision_contested_in(platform, members, meeting)}"'
    hands = f'{by}, voices: [{{participant: "{members[1].id}", choice: YES}}]'
    assert codes(change(ask, "enterRollCall", hands, chair_of(members[0]))) == ["WRONG_STAGE"]
    change(ask, "openVote", by)
    assert codes(change(ask, "enterRollCall", f"{by}, voices: []", chair_of(members[0]))) == ["INVALID"]
    twice = hands.replace("[", "[" + hands.partition("[")[2].removesuffix("]") + ", ")
    assert codes(change(ask, "enterRollCall", twice, chair_of(members[0]))) == ["INVALID"]
    assert codes(change(ask, "enterRollCall", hands, chair_of(members[0]))) == []
    assert codes(change(ask, "strikeVoices", f"{by}, participants: []", chair_of(members[0]))) == ["INVALID"]


def test_by_correspondence_there_are_no_hands_to_enter(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    hands = f'decision: "Decision:{make_open_vote(platform, members)}", voices: [{{participant: "{members[1].id}", choice: YES}}]'
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
    hands = f'{by}, voices: [{{participant: "{members[1].id}", choice: YES}}'
    assert codes(change(ask, "enterRollCall", f"{hands}]", SECRETARIAT)) == ["NOT_ALLOWED"]
    chair = chair_of(members[1])
    twice = f'{hands}, {{participant: "{members[0].id}", choice: YES}}]'
    (cast,) = change(ask, "enterRollCall", twice, chair)["errors"]
    assert (cast["code"], cast["path"]) == ("CONFLICT", ["voices", "1", "participant"])
    assert cast["message"].startswith("PRY cast its own ballot")
    for voice, code, where, what in (
        (
            f'participant: "{members[3].id}", choice: YES',
            "NOT_PRESENT",
            "participant",
            "mark JPN first, or leave it out.",
        ),
        ('participant: "Participant:999", choice: YES', "NOT_ELIGIBLE", "participant", ""),
        ('participant: "999", choice: YES', "INVALID_ID", "participant", ""),
        (f'participant: "{members[2].id}", choice: YES, explanation: "\\u0001."', "INVALID", "explanation", ""),
    ):
        (one,) = change(ask, "enterRollCall", f"{hands}, {{{voice}}}]", chair)["errors"]
        assert (one["code"], one["path"]) == (code, ["voices", "1", where])
        assert one["message"].endswith(what)
    assert codes(change(ask, "enterRollCall", f"{hands}]", chair)) == []
    answer = "decision { stage tally { eligible present yes no } ballots { nodes { choice enteredByChair } } }"
    closed = change(ask, "closeVote", by, answer=answer)["decision"]
    assert closed["tally"] == {"eligible": 4, "present": 3, "yes": 1, "no": 1}
    assert closed["stage"] == "NOT_ADOPTED"
    assert {ballot["choice"]: ballot["enteredByChair"] for ballot in closed["ballots"]["nodes"]} == {
        "NO": False,
        "YES": True,
    }


def test_a_voice_entered_for_the_wrong_member_is_struck_while_the_vote_is_open(platform: Platform, ask: Ask) -> None:
    """It counts for nothing, and the proof of the vote holds; what a member cast itself is left to it."""
    members = make_members(platform)
    meeting = open_meeting(platform, members, now=platform.now() - timedelta(days=60))
    decision = f"Decision:{make_decision_contested_in(platform, members, meeting)}"
    by, chair = f'decision: "{decision}"', chair_of(members[0])
    change(ask, "openVote", by)
    change(ask, "castBallot", f'{by}, participant: "{members[1].id}", choice: NO', members[1].viewer)
    hands = ", ".join(f'{{participant: "{one.id}", choice: YES}}' for one in (members[0], members[2]))
    assert codes(change(ask, "enterRollCall", f"{by}, voices: [{hands}]", chair)) == []
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
