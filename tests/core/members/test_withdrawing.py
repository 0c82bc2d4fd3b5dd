"""(Membership) Accessions and mechanisms recorded by mistake are withdrawn: rights and lists follow, the journal stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select, update
from starlette.testclient import TestClient

from core.errors import Invalid
from core.identity import Role, Viewer, create_token
from core.members import tables
from core.members.enums import MechanismType
from core.members.rules.accessions import acknowledge_accession
from core.members.rules.mechanisms import (
    MechanismDescription,
    register_mechanism,
    translate_mechanism,
    withdraw_mechanism,
)
from core.members.tables import mechanisms
from core.migrations.sources import config_of, sources
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import Ask
from tests.core.members.test_figures import as_kept, check
from tests.factories import SECRETARIAT, Made, make_member, make_observer, writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=9)
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"
STANDS = """{ participant(isoAlpha3: "KEN") { standing mechanism { name } focalPoint { name }
  changes { standing on reason ceasedOn } } }"""
WITHDRAW = """mutation($id: ID!, $reason: String = "It is Ghana's.", $ceased: Date) {
  withdrawMechanism(input: {participant: $id, reason: $reason, ceasedOn: $ceased}) {
    participant { standing mechanism { name } } errors { code path } } }"""


COMMUNICATE = """mutation($iso: String!, $standing: Standing!) {
  communicateAccession(input: {isoAlpha3: $iso, standing: $standing, adoptsDeclaration: true, communicatedOn: "2024-06-01"}) { accession { id } errors { code } } }"""
TAKE_OUT = """mutation($id: ID!, $reason: String = "It was Australia's.") {
  withdrawAccession(input: {accession: $id, reason: $reason}) { state { isoAlpha3 } errors { code path } } }"""


def register(platform: Platform, made: Made, name: str, now: datetime) -> int:
    with writing(platform, now=now) as current:
        described = MechanismDescription("en", name, MechanismType.AD_HOC)
        return register_mechanism(current, made.key, described)


def standings(ask: Ask, *days: date) -> list[str]:
    """How Kenya stands on each of some days."""
    query = "query($on: Date) { members(on: $on) { totalCount } observers(on: $on) { totalCount } }"
    found = [ask(query, {"on": day.isoformat()})["data"] for day in days]
    return ["MEMBER" if one["members"]["totalCount"] else "OBSERVER" for one in found if one]


def test_an_observer_that_a_mistaken_mechanism_made_a_member_is_an_observer_again(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    mechanism = register(platform, kenya, "Ghana's", NOON)
    with writing(platform, now=LATER) as current:
        withdraw_mechanism(current, kenya.key, " It is Ghana's. ")
    seen = ask(STANDS)["data"]["participant"]
    assert (seen["standing"], seen["mechanism"], seen["focalPoint"]) == ("OBSERVER", None, {"name": "Fictitious KEN"})
    assert [(one["standing"], one["on"]) for one in seen["changes"]] == [
        ("OBSERVER", "2024-06-03"), ("MEMBER", "2026-03-02"), ("OBSERVER", "2026-03-11"),
    ]  # fmt: skip
    days = [NOON.date() - timedelta(days=1), NOON.date(), LATER.date() - timedelta(days=1), LATER.date()]
    assert standings(ask, *days) == ["OBSERVER", "MEMBER", "MEMBER", "OBSERVER"]
    check(platform)
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("mechanism.withdrawn", f"Mechanism:{mechanism}")
    assert json.loads(entry["payload"]) == {
        "participant": kenya.id, "name": {"en": "Ghana's"}, "type": "AD_HOC", "since": "2026-03-02",
        "becameObserver": True, "reason": "It is Ghana's.",
    }  # fmt: skip
    register(platform, kenya, "Kenya's own", LATER + timedelta(days=1))
    assert ask(STANDS)["data"]["participant"]["standing"] == "MEMBER"
    check(platform)


def test_on_the_same_day_it_never_was_a_member(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    before, kept = ask(STANDS), as_kept(platform)
    for _ in range(2):
        register(platform, kenya, "Ghana's", NOON)
        with writing(platform, now=NOON) as current:
            withdraw_mechanism(current, kenya.key, "It is Ghana's.")
        assert ask(STANDS) == before
        assert as_kept(platform) == kept


def test_the_text_of_a_change_decides_nothing(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    before = ask(STANDS)
    register(platform, kenya, "Ghana's", NOON)
    with writing(platform, now=NOON) as current:
        current.session.execute(update(tables.standings).values(reason="In words of another day"))
        withdraw_mechanism(current, kenya.key, "It is Ghana's.")
    seen = ask(STANDS)["data"]["participant"]
    assert len(seen["changes"]) == len(before["data"]["participant"]["changes"]) == 1


def test_the_mechanism_that_a_mistaken_one_replaced_continues(platform: Platform, ask: Ask) -> None:
    kenya = make_member(platform, "KEN")
    own = {"standing": "MEMBER", "mechanism": {"name": "Fictitious Mechanism of KEN"}}
    register(platform, kenya, "Ghana's", platform.now())
    payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
    assert payload == {"participant": own, "errors": []}
    for standing in ("MEMBER", "OBSERVER"):  # it acceded as a member, before any mechanism
        without: dict[str, Any] = {"standing": standing, "mechanism": None}
        payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
        assert payload == {"participant": without, "errors": []}
    (_, since) = ask(STANDS)["data"]["participant"]["changes"]
    today = platform.now().date().isoformat()
    assert since == {
        "standing": "OBSERVER", "on": today, "reason": "No national mechanism was registered",
        "ceasedOn": None,
    }  # fmt: skip
    check(platform)


def test_a_member_whose_mechanism_ceased_to_exist_is_an_observer_and_its_past_stays(
    platform: Platform, ask: Ask
) -> None:
    for made in (make_observer(platform, "KEN"), make_member(platform, "PRY")):
        for name in ("First", "Second"):
            register(platform, made, name, NOON)
        with writing(platform, now=LATER) as current:
            withdraw_mechanism(current, made.key, "Abolished by decree.", date(2026, 3, 9))
        seen = ask(STANDS.replace("KEN", made.iso_alpha3))["data"]["participant"]
        assert (seen["standing"], seen["mechanism"]) == ("OBSERVER", None)
        reason = "Its national mechanism ceased to exist on 2026-03-09"
        assert seen["changes"][-1] == {
            "standing": "OBSERVER", "on": "2026-03-11", "reason": reason, "ceasedOn": "2026-03-09",
        }  # fmt: skip
        entry = json.loads(ask(LAST)["data"]["journal"]["nodes"][0]["payload"])
        assert entry["ceasedOn"] == "2026-03-09"
        then = '{ members(on: "2026-03-10") { nodes { mechanism { name } state { isoAlpha3 } } } }'
        had = {"mechanism": {"name": "Second"}, "state": {"isoAlpha3": made.iso_alpha3}}
        assert had in ask(then)["data"]["members"]["nodes"]
    check(platform)


@pytest.mark.parametrize("make", [make_observer, make_member], ids=["the first", "one that replaced another"])
def test_neither_a_mechanism_that_ceased_to_exist_nor_the_one_it_replaced_continues(
    platform: Platform, ask: Ask, make: Callable[[Platform, str], Made]
) -> None:
    """Also when it is all of one day."""
    kenya = make(platform, "KEN")
    register(platform, kenya, "Ceased", NOON)
    with writing(platform, now=NOON) as current:
        withdraw_mechanism(current, kenya.key, "Abolished.", NOON.date())
    before = ask(STANDS)
    assert before["data"]["participant"]["standing"] == "OBSERVER"
    for _ in range(2):
        register(platform, kenya, "Ghana's", NOON)
        with writing(platform, now=NOON) as current:
            withdraw_mechanism(current, kenya.key, "It is Ghana's.")
        assert ask(STANDS) == before
        check(platform)


def test_a_member_without_a_registered_mechanism_becomes_an_observer_too(platform: Platform, ask: Ask) -> None:
    accession = communicate(ask, "FRA", "MEMBER")
    with writing(platform) as current:
        france = acknowledge_accession(current, int(accession.partition(":")[2]), date(2024, 6, 3))
        withdraw_mechanism(current, france, "It has none.")
    seen = ask(STANDS.replace("KEN", "FRA"))["data"]["participant"]
    assert [(one["standing"], one["reason"]) for one in seen["changes"]] == [
        ("MEMBER", "Accession"), ("OBSERVER", "No national mechanism was registered"),
    ]  # fmt: skip
    assert ask(LAST)["data"]["journal"]["nodes"][0]["subject"] == f"Participant:{france}"
    refused = ask(WITHDRAW, {"id": f"Participant:{france}"}, SECRETARIAT)["data"]["withdrawMechanism"]
    assert refused["errors"] == [{"code": "NOT_FOUND", "path": ["participant"]}]


def test_an_earlier_member_stays_one_and_mechanisms_of_others_do_not_continue(platform: Platform, ask: Ask) -> None:
    kenya, ghana = make_observer(platform, "KEN"), make_observer(platform, "GHA")
    for made, name in ((kenya, "Kenya's"), (ghana, "Ghana's"), (kenya, "Kenya's second"), (kenya, "Mistaken")):
        register(platform, made, name, platform.now())
    payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
    assert payload["participant"] == {"standing": "MEMBER", "mechanism": {"name": "Kenya's second"}}
    payload = ask(WITHDRAW, {"id": ghana.id}, SECRETARIAT)["data"]["withdrawMechanism"]
    assert payload["participant"] == {"standing": "OBSERVER", "mechanism": None}


def test_of_several_mechanisms_of_one_day_the_previous_one_continues(platform: Platform, ask: Ask) -> None:
    kenya = make_member(platform, "KEN")
    names = [f"Version {number}" for number in range(5)]
    for name in [*names, "Mistaken"]:
        register(platform, kenya, name, platform.now())
    for name in reversed(names):
        payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
        assert payload["participant"]["mechanism"] == {"name": name}


def test_a_translation_does_not_make_a_mechanism_the_previous_one(platform: Platform, ask: Ask) -> None:
    kenya = make_observer(platform, "KEN")
    first, *_ = [register(platform, kenya, name, platform.now()) for name in ("First", "Second", "Mistaken")]
    with writing(platform) as current:
        translate_mechanism(current, first, "fr", "Premier")
    payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
    assert payload["participant"]["mechanism"] == {"name": "Second"}


def test_migrating_an_earlier_database_finds_what_each_mechanism_replaced(platform: Platform, ask: Ask) -> None:
    kenya, paraguay = make_observer(platform, "KEN"), make_observer(platform, "PRY")
    for name in ("Ceased", "First", "Second", "Mistaken", "Third"):
        register(platform, kenya, name, NOON)
        with writing(platform, now=NOON) as write:
            if name == "Ceased":
                withdraw_mechanism(write, kenya.key, "Abolished.", NOON.date())
            elif name == "Mistaken":
                withdraw_mechanism(write, kenya.key, "It is Ghana's.")
    register(platform, paraguay, "Only", NOON)
    replaced = select(mechanisms.c.id, mechanisms.c.replaced_id).order_by(mechanisms.c.id)
    with platform.database.reading() as session:
        before = session.execute(replaced).all()
    for step, revision in ((command.downgrade, "members_0010"), (command.upgrade, "head")):
        with platform.database.transaction() as session:
            step(config_of("members", *sources(platform.plugins)["members"], session.connection()), revision)
    with platform.database.reading() as session:
        assert session.execute(replaced).all() == before
    assert sum(row.replaced_id is not None for row in before) == 2
    for name in ("Second", "First", None):
        payload = ask(WITHDRAW, {"id": kenya.id}, SECRETARIAT)["data"]["withdrawMechanism"]
        assert payload["participant"]["mechanism"] == (name and {"name": name})


@pytest.mark.parametrize(
    ("ceased_on", "now", "says"),
    [
        (date(1900, 1, 1), LATER, "a member since 2026-03-02"),
        (NOON.date() - timedelta(days=1), LATER, "a member since 2026-03-02"),
        (NOON.date() + timedelta(days=1), datetime(2026, 3, 2, 23, 55, tzinfo=UTC), "no later than 2026-03-02"),
        (LATER.date() + timedelta(days=1), LATER, "no later than 2026-03-11"),
    ],
    ids=["long ago", "before it was a member", "tomorrow, which has begun in the east", "tomorrow"],
)
def test_a_mechanism_ceases_while_its_participant_is_a_member(
    platform: Platform, ask: Ask, ceased_on: date, now: datetime, says: str
) -> None:
    """The history of standings is kept in days of UTC, and so is this day."""
    kenya = make_observer(platform, "KEN")
    register(platform, kenya, "Kenya's", NOON)
    with pytest.raises(Invalid, match=says), writing(platform, now=now) as current:
        withdraw_mechanism(current, kenya.key, "Abolished.", ceased_on)
    assert ask(STANDS)["data"]["participant"]["standing"] == "MEMBER"


def test_only_the_secretariat_withdraws_an_existing_mechanism_with_a_reason(platform: Platform, ask: Ask) -> None:
    kenya, member = make_observer(platform, "KEN"), make_member(platform, "PRY")
    for given, viewer, code, path in (
        ({"id": member.id}, member.viewer, "NOT_ALLOWED", None),
        ({"id": member.id}, Viewer(Role.COMMITTEE, member.key), "NOT_ALLOWED", None),
        ({"id": member.id, "reason": " "}, SECRETARIAT, "INVALID", ["reason"]),
        ({"id": member.id, "ceased": "2999-01-01"}, SECRETARIAT, "INVALID", ["ceasedOn"]),
        ({"id": kenya.id}, SECRETARIAT, "NOT_FOUND", ["participant"]),
        ({"id": "Participant:1"}, SECRETARIAT, "NOT_FOUND", ["participant"]),
    ):
        payload = ask(WITHDRAW, given, viewer)["data"]["withdrawMechanism"]
        assert payload == {"participant": None, "errors": [{"code": code, "path": path}]}


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_its_token_is_that_of_an_observer_again(platform: Platform) -> None:
    kenya = make_observer(platform, "KEN")
    register(platform, kenya, "Ghana's", platform.now())
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.FOCAL_POINT, "Fictitious", kenya.key)
    with TestClient(create_app(platform.settings, platform)) as client:

        def role() -> Any:
            sent = {"authorization": f"Bearer {token}"}
            return client.post("/graphql", json={"query": "{ viewer { role } }"}, headers=sent).json()["data"]

        assert role() == {"viewer": {"role": "FOCAL_POINT"}}
        with writing(platform) as current:
            withdraw_mechanism(current, kenya.key, "It is Ghana's.")
        assert role() == {"viewer": {"role": "OBSERVER"}}


def communicate(ask: Ask, code: str, standing: str = "OBSERVER") -> str:
    """The id of the accession of a state."""
    return str(
        ask(COMMUNICATE, {"iso": code, "standing": standing}, SECRETARIAT)["data"]["communicateAccession"]["accession"][
            "id"
        ]
    )


def test_an_accession_that_was_communicated_by_mistake_is_gone_and_the_state_may_communicate_its_own(ask: Ask) -> None:
    mistaken = communicate(ask, "AUT")
    gone = ask(TAKE_OUT, {"id": mistaken}, SECRETARIAT)["data"]["withdrawAccession"]
    assert gone == {"state": {"isoAlpha3": "AUT"}, "errors": []}
    seen = "query($id: ID!) { accessions { totalCount nodes { id } } node(id: $id) { id } }"
    assert ask(seen, {"id": mistaken})["data"] == {"accessions": {"totalCount": 0, "nodes": []}, "node": None}
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("accession.withdrawn", mistaken)
    assert json.loads(entry["payload"]) == {
        "state": "AUT", "standing": "OBSERVER", "communicatedOn": "2024-06-01", "reason": "It was Australia's.",
    }  # fmt: skip
    assert communicate(ask, "AUT") != mistaken


def test_an_accession_that_was_acknowledged_stays(platform: Platform, ask: Ask) -> None:
    acknowledged, waiting = communicate(ask, "AUS"), communicate(ask, "AUT")
    with writing(platform) as current:
        acknowledge_accession(current, int(acknowledged.partition(":")[2]), date(2024, 6, 3))
    for given, viewer, code, path in (
        ({"id": acknowledged}, SECRETARIAT, "CONFLICT", ["accession"]),
        ({"id": "Accession:1"}, SECRETARIAT, "NOT_FOUND", ["accession"]),
        ({"id": waiting, "reason": ""}, SECRETARIAT, "INVALID", ["reason"]),
        ({"id": waiting}, Viewer(Role.COMMITTEE, 1), "NOT_ALLOWED", None),
    ):
        refused = ask(TAKE_OUT, given, viewer)["data"]["withdrawAccession"]
        assert refused == {"state": None, "errors": [{"code": code, "path": path}]}
    assert ask("{ accessions { totalCount } }")["data"]["accessions"]["totalCount"] == 2
