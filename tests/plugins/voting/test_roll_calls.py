"""The recorded votes of the General Assembly on human rights, through the full path: D1 to D6."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from core.identity import Role, Viewer
from core.journal.chain import verify as journal_faults
from core.members.enums import MechanismType, Standing
from core.members.rules import focal_points, mechanisms, taking_part
from core.members.tables import regional_groups, states
from core.platform import Platform
from plugins.voting import verify
from plugins.voting.enums import Choice, DecisionBody, MeetingKind
from plugins.voting.rules import (
    agendas,
    attendance,
    ballots,
    consensus,
    decisions,
    meetings,
    objections,
    roll_calls,
    votes,
)
from plugins.voting.rules.schedules import Schedule
from plugins.voting.tables import decisions as taken
from tests.factories import writing
from tests.plugins.voting.steps import exported_proof

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
STARTS = NOW + timedelta(days=60)

pytestmark = pytest.mark.skipif(
    not (DATA / "unga-ballots.csv").exists(), reason="the recorded roll calls are not beside the project"
)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _make_members(platform: Platform, wanted: list[str]) -> dict[str, int]:
    """A member for every code or name that voted; the test makes up states that no longer exist."""
    with writing(platform, now=NOW) as write:
        known = {row.iso_alpha3: row.id for row in write.session.execute(select(states.c.iso_alpha3, states.c.id))}
        made = {}
        for number, name in enumerate(wanted):
            if name not in known:
                known[name] = _former_state(write.session, 2_000 + number)
            participant = taking_part.add_participant(
                write, known[name], Standing.MEMBER, date(2024, 6, 3), founding=False, fictitious=True
            )
            described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC)
            mechanisms.register_mechanism(write, participant, described)
            focal_points.designate_focal_point(
                write, participant, f"Fictitious {number}", None, f"p{number}@test.example", date(2024, 6, 3)
            )
            made[name] = participant
    return made


def _former_state(session: Any, number: int) -> int:
    texts = {"en": f"Former {number}"}
    session.execute(
        insert(states).values(
            id=number, iso_alpha2=f"{number % 100:02}", iso_alpha3=f"Z{number % 100:02}",
            m49=f"x{number % 100:02}", name=texts, formal_name=texts, sort_name=f"former {number}",
            search_names=f"former {number}", region="None", sub_region="None", un_member_since=1945,
        )
    )  # fmt: skip
    session.execute(insert(regional_groups).values(id=number, state_id=number, regional_group="AFRICA"))
    return number


def _meeting(platform: Platform) -> int:
    with writing(platform, now=NOW) as write:
        appointment = Schedule(STARTS, STARTS + timedelta(days=30), "America/New_York")
        meeting = meetings.plan_meeting(write, MeetingKind.ANNUAL, "en", "Recorded votes", appointment)
        agendas.prepare_agenda(write, meeting, [agendas.Item("en", "Recorded votes")])
        agendas.send_agenda(write, meeting)
    with writing(platform, now=STARTS) as write:
        meetings.open_meeting(write, meeting)
    return meeting


def _replay(
    platform: Platform, meeting: int, here: set[int], call: Mapping[str, str], voices: list[ballots.Voice], at: datetime
) -> int:
    """One roll call: proposed, contested, with attendance marked, voted by show of hands, closed.

    here: who was present at the one before.
    """
    chair = Viewer(Role.COORDINATOR, participant=voices[0].participant, name="Chair of the test")
    present = [voice.participant for voice in voices]
    objecting = Viewer(Role.FOCAL_POINT, participant=present[-1], name="Member of the test")
    title = call["title"].strip() or call["resolution"].strip() or "Untitled"
    with writing(platform, now=at) as write:
        decision = decisions.propose_decision(
            write, DecisionBody.NETWORK, "en", title, call["resolution"] or "-", meeting
        )
        for moved, come in ((here.difference(present), False), (set(present) - here, True)):
            if moved:
                attendance.record_attendance(write, meeting, sorted(moved), come)
        consensus.seek_consensus(write, decision, at + timedelta(minutes=1))
        write.viewer = objecting
        objections.raise_objection(write, decision, present[-1], "A vote was asked for.")
        write.viewer = chair
        consensus.close_consensus(write, decision)
        votes.open_vote(write, decision)
        roll_calls.enter_roll_call(write, decision, voices)
        votes.close_vote(write, decision)
    return decision


@pytest.mark.long(25)
def test_every_recorded_roll_call_gives_its_recorded_numbers(platform: Platform) -> None:
    calls = _rows("unga-roll-calls.csv")
    by_call: dict[str, list[tuple[str, Choice]]] = defaultdict(list)
    for row in _rows("unga-ballots.csv"):
        by_call[row["roll_call"]].append((row["state"] or row["country"], Choice[row["choice"]]))
    members = _make_members(platform, sorted({name for voices in by_call.values() for name, _ in voices}))
    meeting = _meeting(platform)
    made: dict[str, int] = {}
    here: set[int] = set()
    for number, call in enumerate(calls):
        voices = [ballots.Voice(members[name], choice) for name, choice in by_call[call["roll_call"]]]
        at = STARTS + timedelta(minutes=number)
        made[call["roll_call"]] = _replay(platform, meeting, here, call, voices, at)
        here = {voice.participant for voice in voices}
    assert len(made) == 698

    with platform.database.reading() as session:
        found = {row.id: row for row in session.execute(select(taken))}
        assert session.execute(select(func.count()).select_from(ballots.ballots)).scalar_one() == 99_070
        assert list(journal_faults(session)) == []
    ties = 0
    for call in calls:
        row = found[made[call["roll_call"]]]
        yes, no, abstain = int(call["yes"]), int(call["no"]), int(call["abstain"])
        assert (row.yes_count, row.no_count, row.abstain_count) == (yes, no, abstain), call
        assert (row.eligible_count, row.present_count) == (len(members), yes + no + abstain)
        assert row.stage == ("ADOPTED" if yes > no else "NOT_ADOPTED")
        ties += yes == no
    assert ties == 3
    assert sorted(row.number for row in found.values()) == list(range(1, 699))
    proof = exported_proof(platform, made[calls[-1]["roll_call"]])
    assert "by vote" in verify.verify(proof)
