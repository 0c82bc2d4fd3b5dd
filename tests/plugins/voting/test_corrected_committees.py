"""A committee or its Coordinator is entered again, with another committee in between: C1 to C3."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from core.errors import Conflict, NotAllowed, NotFound
from core.identity import Role, Viewer
from core.members.enums import RegionalGroup
from core.members.rules.mechanisms import withdraw_mechanism
from core.members.rules.regional_groups import correct_regional_group
from core.platform import Platform
from plugins.voting.enums import Choice, DecisionBody
from plugins.voting.errors import NoMandate
from plugins.voting.rules import ballots, committees, coordinators, votes
from plugins.voting.rules.bodies import committee_on, coordinator_of, seats_of
from plugins.voting.tables import coordinators as coordinators_table
from tests.conftest import Ask
from tests.factories import Made, make_member, writing
from tests.plugins.voting.steps import (
    START,
    change,
    last_journal_entry,
    make_adopted_decision,
    make_committee,
    make_members,
    make_open_vote,
    open_meeting,
)

APPOINTED = START + timedelta(days=60, hours=1)
LATER = START + timedelta(days=65)
BEGINS = LATER.date()
MONTHS = timedelta(days=90)
REASON = "The wrong state was entered."


@pytest.mark.parametrize("days", [-1, 1, 700])
def test_a_mandate_that_has_begun_is_not_moved(platform: Platform, days: int) -> None:
    """(C1) Otherwise it would last longer than three years, or days that it served would have no committee."""
    members = make_members(platform)
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        committees.appoint_executive_committee(write, appointing, keys, BEGINS - timedelta(days=1))
        committees.appoint_executive_committee(write, appointing, keys, BEGINS)
    moved = BEGINS + timedelta(days=days)
    with (
        pytest.raises(Conflict, match="began on 2026-05-06") as refused,
        writing(platform, now=LATER + timedelta(days=700)) as write,
    ):
        committees.appoint_executive_committee(write, appointing, keys, moved)
    assert refused.value.path == ["from"]


def test_seats_of_a_mandate_that_has_begun_are_corrected_by_the_secretariat_alone(platform: Platform) -> None:
    """(C1) Not by the seats themselves; before it begins, also by the committee in office."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN", "POL"))
    make_committee(platform, members[:3], now=START - timedelta(days=200))
    appointing, keys = _appointing(platform, members)
    seat = Viewer(Role.COMMITTEE, participant=members[1].key)
    for chosen in (keys[:3], keys[:4]):
        with writing(platform, seat, APPOINTED) as write:
            made = committees.appoint_executive_committee(write, appointing, chosen, BEGINS)
    with pytest.raises(NotAllowed, match="the secretariat"), writing(platform, seat, LATER) as write:
        committees.appoint_executive_committee(write, appointing, keys[1:], BEGINS)
    with writing(platform, now=LATER) as write:
        committees.appoint_executive_committee(write, appointing, keys[1:], BEGINS, REASON)
        assert {party.participant for party in seats_of(write.session, made, LATER.date())} == set(keys[1:])


def test_a_seat_is_removed_from_a_mandate_that_has_begun_only_with_a_reason(platform: Platform, ask: Ask) -> None:
    """(C1) The journal keeps the reason: everybody saw who had that seat. None is needed to add a seat."""
    members = make_members(platform)
    make_committee(platform, members[:3], now=platform.now() - timedelta(days=63))
    assert _enter_again(ask, members) == []
    (refused,) = _enter_again(ask, members[1:])
    assert (refused["code"], refused["path"]) == ("INVALID", ["reason"])
    assert "PRY would no longer have a seat" in refused["message"]
    assert _enter_again(ask, members[1:], f', reason: "{REASON}"') == []
    entry = last_journal_entry(ask)
    assert (entry["action"], entry["payload"]["reason"]) == ("committee.corrected", REASON)


def _enter_again(ask: Ask, members: list[Made], reason: str = "") -> list[dict[str, Any]]:
    """Enter the committee in office again with other seats; returns the refusals."""
    found = ask("{ executiveCommittee { from appointedBy { id } } }")["data"]["executiveCommittee"]
    seats = ", ".join(f'"{member.id}"' for member in members)
    fields = f'decision: "{found["appointedBy"]["id"]}", seats: [{seats}], from: "{found["from"]}"{reason}'
    payload = change(ask, "appointExecutiveCommittee", fields, answer="executiveCommittee { id }")
    return list(payload["errors"])


def test_the_coordinator_is_corrected_even_after_a_seat_that_chose_it_was_corrected(platform: Platform) -> None:
    """(C2) The decision of the Committee appoints the Coordinator, even if its seats have changed since."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN"))
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    voted = make_open_vote(platform, members, now=APPOINTED, body=DecisionBody.EXECUTIVE_COMMITTEE)
    now = APPOINTED + timedelta(days=5)
    with writing(platform, members[1].viewer, now) as write:
        ballots.cast_ballot(write, voted, ballots.Voice(keys[1], Choice.YES))
    with writing(platform, now=now) as write:
        votes.close_vote(write, voted)
        made = coordinators.appoint_coordinator(write, voted, keys[1])
        committees.appoint_executive_committee(write, appointing, keys[1:], APPOINTED.date(), REASON)
        coordinators.appoint_coordinator(write, voted, keys[3])
        assert coordinator_of(write.session, made, now.date()) == keys[3]


def _appointing(platform: Platform, members: list[Made]) -> tuple[int, list[int]]:
    """A decision that appoints a committee, and the keys of members."""
    meeting = open_meeting(platform, members)
    return make_adopted_decision(platform, APPOINTED - timedelta(hours=1), DecisionBody.NETWORK, meeting), [
        made.key for made in members
    ]


def test_a_committee_moved_beyond_the_next_leaves_no_day_without_a_committee(platform: Platform, ask: Ask) -> None:
    """(C3) The previous one ends when the next one begins, though it had ended for the corrected one."""
    members = make_members(platform)
    keys = [made.key for made in members]
    first = make_committee(platform, members)
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    second_by, third_by = (make_adopted_decision(platform, LATER, DecisionBody.NETWORK, meeting) for _ in range(2))
    before, day = LATER + timedelta(days=5), LATER.date()
    with writing(platform, now=LATER) as write:
        second = committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=10))
        third = committees.appoint_executive_committee(write, third_by, keys, day + timedelta(days=20))
    with writing(platform, now=before) as write:
        committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=30))
        found = [committee_on(write.session, day + timedelta(days=days)).id for days in (0, 10, 19, 20, 29, 30)]
    assert found == [first, first, first, third, third, second]
    asked = "query($id: ID) { journal(filter: {subject: $id}, last: 1) { nodes { payload } } }"
    (entry,) = ask(asked, {"id": f"ExecutiveCommittee:{second}"})["data"]["journal"]["nodes"]
    ended = [f"ExecutiveCommittee:{one}" for one in (first, third)]
    assert json.loads(entry["payload"])["ended"] == ended
    with pytest.raises(Conflict), writing(platform, now=before) as write:
        committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=20))


def test_a_coordinator_entered_again_coordinates_the_committee_in_office(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    keys = [made.key for made in members]
    first = make_committee(platform, members)
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    appointing = make_adopted_decision(platform, LATER, DecisionBody.NETWORK, meeting)
    named = make_adopted_decision(platform, LATER + timedelta(hours=1), DecisionBody.EXECUTIVE_COMMITTEE, meeting)
    with writing(platform, now=LATER + timedelta(hours=2)) as write:
        assert coordinators.appoint_coordinator(write, named, keys[0]) == first
        second = committees.appoint_executive_committee(write, appointing, keys, LATER.date())
        assert coordinators.appoint_coordinator(write, named, keys[1]) == second
        assert coordinator_of(write.session, second, LATER.date()) == keys[1]
    asked = "query($id: ID) { journal(filter: {subject: $id}, last: 1) { nodes { action payload } } }"
    (entry,) = ask(asked, {"id": f"ExecutiveCommittee:{second}"})["data"]["journal"]["nodes"]
    assert entry["action"] == "coordinator.corrected"
    assert json.loads(entry["payload"])["movedFrom"] == f"ExecutiveCommittee:{first}"


def test_a_future_committee_is_replaced_together_with_its_coordinator(platform: Platform) -> None:
    """As when a committee in office could still be postponed."""
    members = make_members(platform)
    keys = [made.key for made in members]
    meeting = open_meeting(platform, members)
    first_by, other_by = (
        make_adopted_decision(platform, APPOINTED - timedelta(hours=1), DecisionBody.NETWORK, meeting) for _ in range(2)
    )
    day = LATER.date()
    with writing(platform, now=APPOINTED) as write:
        put_off = committees.appoint_executive_committee(write, first_by, keys, day + timedelta(days=10))
        row = {"id": 1, "committee_id": put_off, "participant_id": keys[0], "decision_id": first_by, "since": day}
        write.session.execute(insert(coordinators_table).values(**row, appointed_at=APPOINTED))
        made = committees.appoint_executive_committee(write, other_by, keys, day)
        assert committee_on(write.session, day + timedelta(days=10)).id == made


def test_an_older_decision_does_not_end_the_mandate_of_the_committee_of_a_later_one(platform: Platform) -> None:
    """(C3) Its own committee had not begun, and was replaced; the later one is corrected, or succeeded by another."""
    members = make_members(platform)
    older, keys = _appointing(platform, members)
    meetings = [open_meeting(platform, members, now=now - timedelta(days=60)) for now in (LATER, LATER + MONTHS)]
    later, last = (
        make_adopted_decision(platform, now, DecisionBody.NETWORK, meeting)
        for now, meeting in zip((LATER, LATER + MONTHS), meetings, strict=True)
    )
    tomorrow, now = BEGINS + timedelta(days=1), LATER + MONTHS + timedelta(hours=1)
    with writing(platform, now=LATER + timedelta(hours=1)) as write:
        committees.appoint_executive_committee(write, older, keys, BEGINS + timedelta(days=300))
        in_office = committees.appoint_executive_committee(write, later, keys[:3], tomorrow)
    for days in (0, 100):
        with pytest.raises(NoMandate, match="2026/2") as refused, writing(platform, now=now) as write:
            committees.appoint_executive_committee(write, older, keys, now.date() + timedelta(days=days))
        assert refused.value.path == ["decision"]
    with writing(platform, now=now) as write:
        assert committees.appoint_executive_committee(write, later, keys, tomorrow) == in_office
        successor = committees.appoint_executive_committee(write, last, keys, now.date())
        assert committee_on(write.session, now.date()).id == successor


def test_a_wrong_seat_is_corrected_even_if_another_is_no_longer_a_member(platform: Platform) -> None:
    """(C1) Seats are checked with their standing on the first day of the mandate."""
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN"))
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        made = committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    with writing(platform, now=LATER) as write:
        withdraw_mechanism(write, keys[0], "Abolished.", APPOINTED.date())
    corrected = [*keys[:2], keys[3]]
    with writing(platform, now=LATER) as write:
        committees.appoint_executive_committee(write, appointing, corrected, APPOINTED.date(), REASON)
        assert {seat.participant for seat in seats_of(write.session, made, LATER.date())} == set(corrected)


def test_a_wrong_seat_is_corrected_even_if_another_has_moved_to_another_group(platform: Platform) -> None:
    members = make_members(platform, ("PRY", "MAR", "PRT", "JPN"))
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    with writing(platform, now=LATER) as write:
        correct_regional_group(write, "PRY", RegionalGroup.AFRICA, LATER.date())
    with writing(platform, now=LATER) as write:
        committees.appoint_executive_committee(write, appointing, [*keys[:2], keys[3]], APPOINTED.date(), REASON)


@pytest.mark.parametrize("entered_before", [True, False])
def test_a_participant_that_joined_after_the_first_day_of_the_mandate_has_no_seat(
    platform: Platform, entered_before: bool
) -> None:
    members = make_members(platform)
    appointing, keys = _appointing(platform, members)
    if entered_before:
        with writing(platform, now=APPOINTED) as write:
            committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    joined = make_member(platform, "POL", LATER.date())
    with (
        pytest.raises(NotFound, match="took part on 2026-05-01") as refused,
        writing(platform, now=LATER) as write,
    ):
        committees.appoint_executive_committee(write, appointing, [*keys[:2], joined.key], APPOINTED.date())
    assert refused.value.path == ["seats", "2"]


def test_seats_of_a_committee_that_was_succeeded_are_corrected(platform: Platform) -> None:
    """(C1, C3) It still ends when its successor began."""
    members = make_members(platform)
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        first = committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    successor = make_committee(platform, members, now=LATER - timedelta(days=60))
    with writing(platform, now=LATER + timedelta(days=1)) as write:
        committees.appoint_executive_committee(write, appointing, keys[1:], APPOINTED.date(), REASON)
        assert {seat.participant for seat in seats_of(write.session, first, BEGINS)} == set(keys[1:])
        held = [committee_on(write.session, BEGINS + timedelta(days=days)).id for days in (-1, 0)]
    assert held == [first, successor]


def test_the_wrong_seat_of_a_former_committee_is_corrected_even_if_it_coordinated(platform: Platform, ask: Ask) -> None:
    """(C2) That committee then has no Coordinator; the Coordinator in office has to have a seat."""
    members = make_members(platform)
    appointing, keys = _appointing(platform, members)
    with writing(platform, now=APPOINTED) as write:
        first = committees.appoint_executive_committee(write, appointing, keys[:3], APPOINTED.date())
    coordinating = make_adopted_decision(platform, APPOINTED, DecisionBody.EXECUTIVE_COMMITTEE)
    with writing(platform, now=APPOINTED + timedelta(days=4)) as write:
        coordinators.appoint_coordinator(write, coordinating, keys[0])
        with pytest.raises(Conflict, match="Coordinator") as refused:
            committees.appoint_executive_committee(write, appointing, keys[1:], APPOINTED.date())
        assert refused.value.path == ["seats"]
    successor = make_committee(platform, members, now=LATER - timedelta(days=60))
    with writing(platform, now=LATER + timedelta(days=1)) as write:
        committees.appoint_executive_committee(write, appointing, keys[1:], APPOINTED.date(), REASON)
        assert {seat.participant for seat in seats_of(write.session, first, BEGINS)} == set(keys[1:])
    shown = '{ executiveCommittee(on: "%s") { id coordinator { id } } }'
    found = [ask(shown % day)["data"]["executiveCommittee"] for day in (BEGINS - timedelta(days=1), BEGINS)]
    assert found == [{"id": f"ExecutiveCommittee:{one}", "coordinator": None} for one in (first, successor)]
