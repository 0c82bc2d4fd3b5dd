"""(Membership) M4: designating who speaks for a participant."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, update

from core.errors import Invalid
from core.members.rules.focal_points import designate_focal_point
from core.members.tables import focal_points
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member, writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_new_focal_point_ends_the_last(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    with writing(platform, member.viewer) as current:
        designate_focal_point(current, member.key, "Second Person", None, "s@test.example", date(2025, 2, 3))
    query = '{ participant(isoAlpha3: "PRY") { focalPoint { name } } members(on: "2025-01-01") { nodes { focalPoint { name until } } } }'
    seen = ask(query)["data"]
    assert seen["participant"]["focalPoint"] == {"name": "Second Person"}
    assert seen["members"]["nodes"][0]["focalPoint"] == {"name": "Fictitious PRY", "until": "2025-02-03"}


def test_a_designation_that_cannot_be_meant_is_refused(platform: Platform) -> None:
    member = make_member(platform, "PRY")
    day, address = date(2025, 1, 1), "a@test.example"
    for name, title, email, since in (
        ("", None, address, day),
        ("a" * 301, None, address, day),
        ("A", "a" * 301, address, day),
        ("A", None, "no address", day),
        ("A", None, "a@[b.c", day),
        ("A", None, address, date(9999, 12, 31)),
        ("A", None, address, date(2020, 1, 1)),
    ):
        with pytest.raises(Invalid), writing(platform, member.viewer) as current:
            designate_focal_point(current, member.key, name, title, email, since)


def _who(ask: Ask, *days: date) -> list[str | None]:
    """The focal point of the only member on each of some days."""
    query = "query($on: Date) { members(on: $on) { nodes { focalPoint { name } } } }"
    seen = [ask(query, {"on": day.isoformat()})["data"]["members"]["nodes"][0]["focalPoint"] for day in days]
    return [point and point["name"] for point in seen]


def test_a_designation_that_has_not_begun_is_replaced_by_one_that_does_not_begin_earlier(
    platform: Platform, ask: Ask
) -> None:
    member = make_member(platform, "PRY")

    def designate(name: str, since: date) -> int:
        with writing(platform, member.viewer, NOON) as current:
            return designate_focal_point(current, member.key, name, None, "a@test.example", since)

    today, day = NOON.date(), timedelta(days=1)
    first = designate("Mistaken", today + 100 * day)
    second = designate("Early", today + 100 * day)
    days = [today + ahead * day for ahead in (0, 99, 100, 299, 300, 365)]
    assert _who(ask, *days) == ["Fictitious PRY", "Fictitious PRY", *["Early"] * 4]
    designate("Later", today + 300 * day)
    assert _who(ask, *days) == [*["Fictitious PRY"] * 4, "Later", "Later"]
    began = (today + 100 * day).isoformat()
    query = "query($id: ID!) { node(id: $id) { ... on FocalPoint { name since until } } }"
    replaced = ask(query, {"id": f"FocalPoint:{first}"})["data"]["node"]
    assert replaced == {"name": "Mistaken", "since": began, "until": began}
    journal = ask("{ journal { nodes { payload } } }")["data"]["journal"]["nodes"]
    ended = [json.loads(entry["payload"]).get("ended") for entry in journal[1:]]
    present = ended[1][0]
    assert ended == [None, [present], [f"FocalPoint:{first}"], [present, f"FocalPoint:{second}"]]


def test_a_successor_stays_designated_when_the_present_one_is_replaced(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    today, day = NOON.date(), timedelta(days=1)

    def designate(name: str, since: date) -> None:
        with writing(platform, member.viewer, NOON) as current:
            designate_focal_point(current, member.key, name, None, "a@test.example", since)

    days = [today + ahead * day for ahead in (-2, -1, 9, 10, 19, 20, 99)]
    designate("Successor", today + 20 * day)
    designate("Corrected", today - day)
    assert _who(ask, *days) == ["Fictitious PRY", *["Corrected"] * 4, "Successor", "Successor"]
    journal = ask("{ journal(last: 1) { nodes { payload } } }")["data"]["journal"]["nodes"]
    assert json.loads(journal[0]["payload"])["until"] == (today + 20 * day).isoformat()
    designate("For A While", today + 10 * day)
    assert _who(ask, *days) == ["Fictitious PRY", *["Corrected"] * 2, *["For A While"] * 2, "Successor", "Successor"]


def test_the_first_day_of_a_successor_is_moved_in_both_directions(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    today, day = NOON.date(), timedelta(days=1)
    for ahead, who in ((20, [None, None]), (30, [None, None]), (10, [None, "Successor"]), (0, ["Successor"] * 2)):
        with writing(platform, member.viewer, NOON) as current:
            since = today + ahead * day
            designate_focal_point(current, member.key, "Successor", None, "a@test.example", since)
        expected = [name or "Fictitious PRY" for name in who]
        assert _who(ask, today, today + 10 * day, today + 40 * day) == [*expected, "Successor"]


def test_nobody_is_designated_before_the_accession(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY", date(2025, 3, 4))
    with platform.database.transaction() as session:
        session.execute(delete(focal_points))
    for since in (date(1026, 1, 5), date(2025, 3, 3)):
        with pytest.raises(Invalid, match="since 2025-03-04") as refused, writing(platform, member.viewer) as current:
            designate_focal_point(current, member.key, "A", None, "a@test.example", since)
        assert refused.value.path == ["since"]
    with writing(platform, member.viewer) as current:
        designate_focal_point(current, member.key, "A", None, "a@test.example", date(2025, 3, 4))
    assert _who(ask, date(2025, 3, 4)) == ["A"]


def test_the_first_designation_is_replaced_too_before_it_begins(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        session.execute(delete(focal_points))
    today, day = NOON.date(), timedelta(days=1)
    for name, ahead in (("Mistaken", 2), ("Ahead", 2)):
        with writing(platform, member.viewer, NOON) as current:
            since = today + ahead * day
            designate_focal_point(current, member.key, name, None, "a@test.example", since)
    assert _who(ask, today, today + day, today + 2 * day) == [None, None, "Ahead"]


def test_a_designation_begins_within_a_year(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    designate = """mutation($id: ID!, $since: Date!) { designateFocalPoint(input: {participant: $id, name: "A",
        email: "a@test.example", since: $since}) { focalPoint { since } errors { code path message } } }"""
    last = platform.now().date() + timedelta(days=366)
    for since in (last + timedelta(days=2), date.max):
        refused = ask(designate, {"id": member.id, "since": since.isoformat()}, member.viewer)
        (error,) = refused["data"]["designateFocalPoint"]["errors"]
        assert (error["code"], error["path"]) == ("INVALID", ["since"])
        assert error["message"].startswith("A designation begins within a year: give a day no later than ")
    taken = ask(designate, {"id": member.id, "since": last.isoformat()}, member.viewer)
    assert taken["data"]["designateFocalPoint"] == {"focalPoint": {"since": last.isoformat()}, "errors": []}


def test_a_focal_point_is_designated_with_a_language_to_write_in(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    designate = """mutation($id: ID!, $language: Language) { designateFocalPoint(input: {participant: $id, name: "A",
        email: "a@test.example", since: "2024-06-03", language: $language}) { focalPoint { language } } }"""
    for language in ("AR", None):
        told = ask(designate, {"id": member.id, "language": language}, member.viewer)
        assert told["data"]["designateFocalPoint"] == {"focalPoint": {"language": language}}


def test_one_that_was_designated_for_the_end_of_the_calendar_is_put_right(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    with platform.database.transaction() as session:
        session.execute(update(focal_points).values(until=date.max))
        ahead = {"id": 1, "participant_id": member.key, "name": "Now", "email": "n@test.example", "since": date.max}
        session.execute(insert(focal_points).values(**ahead))
    with writing(platform, member.viewer, NOON) as current:
        designate_focal_point(current, member.key, "Now", None, "a@test.example", NOON.date())
    assert _who(ask, NOON.date() - timedelta(days=1), NOON.date(), date.max) == ["Fictitious PRY", "Now", "Now"]
