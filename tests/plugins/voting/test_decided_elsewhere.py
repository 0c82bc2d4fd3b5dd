"""A decision put before a meeting is taken in it, or by silence or by correspondence: then it is none of that meeting's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import update

from core.migrations.sources import config_of, sources
from core.platform import Platform
from plugins.voting import verify
from plugins.voting.background import CLOCK
from plugins.voting.enums import DecisionBody, MeetingKind
from plugins.voting.rules import agendas, consensus, decisions, meetings, votes
from plugins.voting.rules.schedules import Schedule
from plugins.voting.tables import decisions as table
from tests.conftest import Ask
from tests.factories import Made, writing
from tests.plugins.voting.steps import (
    START,
    decision_row,
    exported_proof,
    make_adopted_decision,
    make_contested_decision,
    make_decision_contested_in,
    make_members,
    open_meeting,
)

OPENED = START + timedelta(days=60)
SILENCE, SHORTLY = timedelta(hours=72), timedelta(minutes=1)
SHOWN = """query($decision: ID!, $meeting: ID!) {
  decision(id: $decision) { stage method bySilence meeting { id } }
  meeting(id: $meeting) { decisions { nodes { id } } agenda { items { decision { id } } } }
  decisions(filter: {meeting: $meeting}) { totalCount } }"""


@pytest.fixture
def members(platform: Platform) -> list[Made]:
    return make_members(platform)


def _planned(platform: Platform) -> int:
    with writing(platform, now=START) as write:
        held = Schedule(OPENED, OPENED + timedelta(hours=6), "America/Asuncion", "Fictitious Hall")
        return meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "A fictitious meeting", held)


def _shown(ask: Ask, decision: int, meeting: int) -> tuple[Any, bool]:
    """A decision as the public sees it, and whether it is one of a meeting."""
    data = ask(SHOWN, {"decision": f"Decision:{decision}", "meeting": f"Meeting:{meeting}"})["data"]
    taken = data["meeting"]["decisions"]["nodes"] == [{"id": f"Decision:{decision}"}]
    assert data["decisions"]["totalCount"] == taken == (data["decision"].pop("meeting") is not None)
    return data["decision"], taken


@pytest.mark.usefixtures("members")
def test_a_decision_adopted_by_silence_is_none_of_the_meeting_before_which_it_was_put(
    platform: Platform, ask: Ask
) -> None:
    """Its point stays on the agenda, with what was decided; the proof of the decision holds."""
    meeting = _planned(platform)
    with writing(platform, now=START) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.")
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "What is to be decided", decision=decision)])
        consensus.seek_consensus(write, decision, START + SILENCE)
    sought = {"stage": "CONSENSUS", "method": None, "bySilence": True}
    assert _shown(ask, decision, meeting) == (sought, True)
    with writing(platform, CLOCK, START + SILENCE) as write:
        consensus.close_if_due(write, decision)
    assert _shown(ask, decision, meeting) == ({"stage": "ADOPTED", "method": "CONSENSUS", "bySilence": True}, False)
    agenda = ask(SHOWN, {"decision": f"Decision:{decision}", "meeting": f"Meeting:{meeting}"})["data"]["meeting"]
    assert agenda["agenda"]["items"] == [{"decision": {"id": f"Decision:{decision}"}}]
    assert "adopted by consensus" in verify.verify(exported_proof(platform, decision))
    journal = "query($filter: JournalFilter) { journal(filter: $filter, last: 2) { nodes { action } } }"
    found = ask(journal, {"filter": {"subject": f"Decision:{decision}"}})["data"]["journal"]["nodes"]
    assert [entry["action"] for entry in found] == ["decision.taken_off", "decision.consensus_closed"]


@pytest.mark.usefixtures("members")
def test_a_draft_left_over_and_adopted_by_silence_is_none_of_the_closed_meeting(platform: Platform, ask: Ask) -> None:
    meeting = open_meeting(platform, [])
    with writing(platform, now=OPENED) as write:
        decision = decisions.propose_decision(write, DecisionBody.NETWORK, "en", "A decision", "Its text.", meeting)
        meetings.close_meeting(write, meeting)
    months_later = OPENED + timedelta(days=150)
    with writing(platform, now=months_later) as write:
        consensus.seek_consensus(write, decision, months_later + SILENCE)
    with writing(platform, CLOCK, months_later + SILENCE) as write:
        consensus.close_if_due(write, decision)
    assert _shown(ask, decision, meeting)[1] is False


def test_a_decision_contested_by_silence_is_still_taken_in_its_meeting_but_not_by_correspondence(
    platform: Platform, ask: Ask, members: list[Made]
) -> None:
    meeting = _planned(platform)
    decision = make_contested_decision(platform, members[0], meeting=meeting)
    assert _shown(ask, decision, meeting)[1] is True
    with writing(platform, now=START + timedelta(days=4)) as write:
        votes.open_vote(write, decision)
    assert _shown(ask, decision, meeting)[1] is False


def test_what_those_present_decide_is_taken_in_their_meeting(platform: Platform, ask: Ask, members: list[Made]) -> None:
    meeting = open_meeting(platform, members)
    decision = make_adopted_decision(platform, OPENED, DecisionBody.NETWORK, meeting)
    assert _shown(ask, decision, meeting) == ({"stage": "ADOPTED", "method": "CONSENSUS", "bySilence": False}, True)
    meeting = open_meeting(platform, members)
    decision = make_decision_contested_in(platform, members, meeting, OPENED)
    with writing(platform, now=OPENED) as write:
        votes.open_vote(write, decision)
        votes.close_vote(write, decision)
    assert _shown(ask, decision, meeting)[1] is True


def test_an_upgrade_takes_earlier_decisions_off_the_meetings_in_which_they_were_not_taken(
    platform: Platform, members: list[Made]
) -> None:
    """(D2) It also stores how consensus was sought on those that were decided before that was kept."""
    meeting = open_meeting(platform, members)
    present, silent = (
        make_adopted_decision(platform, OPENED, DecisionBody.NETWORK, meeting, silence) for silence in (False, True)
    )
    contested = make_contested_decision(platform, members[0], OPENED, meeting=meeting)
    voted = make_contested_decision(platform, members[0], OPENED, meeting=meeting)
    with writing(platform, now=OPENED + timedelta(days=4)) as write:
        votes.open_vote(write, voted)
    with platform.database.transaction() as session:
        config = config_of("voting", *sources(platform.plugins)["voting"], session.connection())
        command.downgrade(config, "voting_0012")
        session.execute(update(table).values(meeting_id=meeting, by_silence=None))
        command.upgrade(config, "voting_0013")
    rows = [decision_row(platform, decision) for decision in (present, silent, contested, voted)]
    assert [row.by_silence for row in rows] == [False, True, True, True]
    assert [row.meeting_id for row in rows] == [meeting, None, meeting, None]
