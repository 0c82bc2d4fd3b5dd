"""(Membership) A mechanism that was withdrawn by mistake continues, as if it had never been withdrawn."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.identity import Role, Viewer
from core.members.enums import MechanismType, Standing
from core.members.rules import accessions, mechanisms
from core.platform import Platform
from tests.conftest import Ask
from tests.core.members.test_figures import as_kept, check
from tests.factories import SECRETARIAT, make_member, make_observer, writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
REINSTATE = """mutation($id: ID!, $reason: String = "It was Ghana's that ceased.") {
  reinstateMechanism(input: {participant: $id, reason: $reason}) {
    mechanism { name website } participant { standing } errors { code path } } }"""
KENYA = '{ participant(isoAlpha3: "KEN") { standing mechanism { id name languages } changes { standing on cause } } }'
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"


def register(platform: Platform, participant: int, name: str, now: datetime = NOON) -> int:
    with writing(platform, now=now) as write:
        described = mechanisms.MechanismDescription(
            "en", name, MechanismType.AD_HOC, website=f"https://{name.lower()}.example/"
        )
        return mechanisms.register_mechanism(write, participant, described)


def withdraw(platform: Platform, participant: int, now: datetime = NOON, ceased: bool = True) -> None:
    with writing(platform, now=now) as write:
        mechanisms.withdraw_mechanism(write, participant, "Fictitious.", NOON.date() if ceased else None)


def reinstate(ask: Ask, participant: str, viewer: Viewer = SECRETARIAT, **given: Any) -> Any:
    return ask(REINSTATE, {"id": participant, **given}, viewer)["data"]["reinstateMechanism"]


@pytest.mark.parametrize("make", [make_member, make_observer])
def test_a_mechanism_withdrawn_from_the_wrong_participant_continues(platform: Platform, ask: Ask, make: Any) -> None:
    kenya = make(platform, "KEN")
    register(platform, kenya.key, "First")
    mechanism = register(platform, kenya.key, "Second")
    with writing(platform) as write:
        mechanisms.translate_mechanism(write, mechanism, "fr", "Second")
    before, kept = ask(KENYA), as_kept(platform)
    withdraw(platform, kenya.key, NOON + 9 * DAY)
    assert ask(KENYA)["data"]["participant"]["standing"] == "OBSERVER"
    payload = reinstate(ask, kenya.id)
    assert payload == {
        "mechanism": {"name": "Second", "website": "https://second.example/"},
        "participant": {"standing": "MEMBER"}, "errors": [],
    }  # fmt: skip
    assert ask(KENYA) == before
    assert as_kept(platform) == kept
    check(platform)
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("mechanism.reinstated", f"Mechanism:{mechanism}")
    assert json.loads(entry["payload"]) == {
        "participant": kenya.id, "until": "2026-03-11", "reason": "It was Ghana's that ceased.",
    }  # fmt: skip


def test_of_several_that_ceased_on_one_day_the_last_continues(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    for number in range(5):
        register(platform, kenya.key, f"Version{number}")
        withdraw(platform, kenya.key)
    assert reinstate(ask, kenya.id)["mechanism"]["name"] == "Version4"
    check(platform)


def test_only_one_that_ceased_to_exist_and_was_not_followed_continues(platform: Platform, ask: Ask) -> None:
    kenya, member, observer = (
        make_observer(platform, "KEN"),
        make_member(platform, "PRY"),
        make_observer(platform, "JPN"),
    )
    register(platform, kenya.key, "Ceased")
    withdraw(platform, kenya.key)
    register(platform, kenya.key, "Next")
    nothing = ("NOT_FOUND", ["participant"])
    for participant in (kenya.id, member.id, observer.id, "Participant:1"):
        (error,) = reinstate(ask, participant)["errors"]
        assert (error["code"], error["path"]) == nothing
    withdraw(platform, kenya.key, NOON + DAY, ceased=False)
    assert reinstate(ask, kenya.id)["errors"] == [{"code": "NOT_FOUND", "path": ["participant"]}]


def test_only_the_secretariat_reinstates_a_mechanism_with_a_reason(platform: Platform, ask: Ask) -> None:
    kenya = make_member(platform, "KEN")
    withdraw(platform, kenya.key)
    for given, viewer, code, path in (
        ({"reason": " "}, SECRETARIAT, "INVALID", ["reason"]),
        ({}, kenya.viewer, "NOT_ALLOWED", None),
        ({}, Viewer(Role.COMMITTEE, kenya.key), "NOT_ALLOWED", None),
    ):
        payload = reinstate(ask, kenya.id, viewer, **given)
        assert payload == {"mechanism": None, "participant": None, "errors": [{"code": code, "path": path}]}


@pytest.mark.parametrize("acceded_on", [date(2026, 3, day) for day in (1, 2, 3)])
def test_who_was_a_member_before_a_mistaken_mechanism_still_is(platform: Platform, ask: Ask, acceded_on: date) -> None:
    """Also if both are of one day, or the accession of the day that has begun in the east."""
    with writing(platform, now=NOON) as write:
        accession = accessions.communicate_accession(write, "KEN", Standing.MEMBER, True, acceded_on)
        kenya = accessions.acknowledge_accession(write, accession, acceded_on)
    before, kept = ask(KENYA), as_kept(platform)
    register(platform, kenya, "Ghanas")
    register(platform, kenya, "Togos")
    for now in (NOON, NOON + 9 * DAY):
        withdraw(platform, kenya, now, ceased=False)
    assert ask(KENYA) == before
    assert as_kept(platform) == kept
    entry = json.loads(ask(LAST)["data"]["journal"]["nodes"][0]["payload"])
    assert (entry["name"], entry["becameObserver"]) == ({"en": "Ghanas"}, False)
    withdraw(platform, kenya, NOON + 9 * DAY, ceased=False)
    (_, since) = ask(KENYA)["data"]["participant"]["changes"]
    assert since == {"standing": "OBSERVER", "on": "2026-03-11", "cause": "MECHANISM_MISSING"}
    check(platform)
