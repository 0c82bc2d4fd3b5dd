"""A committee or its Coordinator that is entered once more, with another committee in between: C1 to C3."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.errors import Conflict
from core.platform import Platform
from plugins.voting.bodies import committee_on, coordinator_of
from plugins.voting.enums import DecisionBody
from plugins.voting.rules import committees
from plugins.voting.tables import committees as table
from tests.conftest import Ask
from tests.factories import writing
from tests.plugins.voting.steps import START, adopted, committee, make_members, open_meeting

LATER = START + timedelta(days=65)


def test_a_committee_that_was_put_off_is_replaced_with_its_coordinator(platform: Platform) -> None:
    members = make_members(platform)
    keys = [made.key for made in members]
    first = committee(platform, members)
    named = adopted(platform, LATER - timedelta(days=4), DecisionBody.EXECUTIVE_COMMITTEE)
    with writing(platform, now=LATER) as write:
        committees.appoint_coordinator(write, named, keys[0])
        appointed_by = write.session.execute(select(table.c.decision_id).where(table.c.id == first)).scalar_one()
        put_off = LATER.date() + timedelta(days=10)
        committees.appoint_executive_committee(write, appointed_by, keys, put_off)
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    decision = adopted(platform, LATER, DecisionBody.NETWORK, meeting)
    with writing(platform, now=LATER + timedelta(hours=1)) as write:
        second = committees.appoint_executive_committee(write, decision, keys, LATER.date())
        for day in (LATER.date(), put_off):
            assert committee_on(write.session, day).id == second
        assert coordinator_of(write.session, second, put_off) is None


def test_one_that_is_put_off_beyond_the_next_leaves_the_network_no_day_without_a_committee(
    platform: Platform, ask: Ask
) -> None:
    """(C3) The one before ends as the next begins, though it had ended for the one that is corrected."""
    members = make_members(platform)
    keys = [made.key for made in members]
    first = committee(platform, members)
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    second_by, third_by = (adopted(platform, LATER, DecisionBody.NETWORK, meeting) for _ in range(2))
    in_office, day = LATER + timedelta(days=12), LATER.date()
    with writing(platform, now=LATER) as write:
        second = committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=10))
        third = committees.appoint_executive_committee(write, third_by, keys, day + timedelta(days=20))
    with writing(platform, now=in_office) as write:
        committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=30))
        found = [committee_on(write.session, day + timedelta(days=days)).id for days in (0, 10, 19, 20, 29, 30)]
    assert found == [first, first, first, third, third, second]
    asked = "query($id: ID) { journal(filter: {subject: $id}, last: 1) { nodes { payload } } }"
    (entry,) = ask(asked, {"id": f"ExecutiveCommittee:{second}"})["data"]["journal"]["nodes"]
    ended = [f"ExecutiveCommittee:{one}" for one in (first, third)]
    assert json.loads(entry["payload"])["ended"] == ended
    with pytest.raises(Conflict), writing(platform, now=in_office) as write:
        committees.appoint_executive_committee(write, second_by, keys, day + timedelta(days=20))


def test_a_coordinator_entered_once_more_is_that_of_the_committee_in_office(platform: Platform, ask: Ask) -> None:
    members = make_members(platform)
    keys = [made.key for made in members]
    first = committee(platform, members)
    meeting = open_meeting(platform, members, now=LATER - timedelta(days=60))
    appointing = adopted(platform, LATER, DecisionBody.NETWORK, meeting)
    named = adopted(platform, LATER + timedelta(hours=1), DecisionBody.EXECUTIVE_COMMITTEE, meeting)
    with writing(platform, now=LATER + timedelta(hours=2)) as write:
        assert committees.appoint_coordinator(write, named, keys[0]) == first
        second = committees.appoint_executive_committee(write, appointing, keys, LATER.date())
        assert committees.appoint_coordinator(write, named, keys[1]) == second
        assert coordinator_of(write.session, second, LATER.date()) == keys[1]
    asked = "query($id: ID) { journal(filter: {subject: $id}, last: 1) { nodes { action payload } } }"
    (entry,) = ask(asked, {"id": f"ExecutiveCommittee:{second}"})["data"]["journal"]["nodes"]
    assert entry["action"] == "coordinator.corrected"
    assert json.loads(entry["payload"])["movedFrom"] == f"ExecutiveCommittee:{first}"
