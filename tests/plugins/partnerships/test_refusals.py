"""Invalid input is refused with a typed error and a code, and nothing of it is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core.migrations.upgrading import migrate
from plugins.partnerships.tables import partners
from tests.factories import SECRETARIAT
from tests.plugins.partnerships.world import World, proposal, refused


def test_an_unknown_party_is_refused_and_named(world: World) -> None:
    for fields, party in (({"partners": ["Partner:999"]}, "Partner:999"),
                          ({"participants": [world.paraguay.id, "Participant:999"]}, "Participant:999")):  # fmt: skip
        error = refused(world, "proposePartnership", world.paraguay.viewer, **proposal(world, **fields))
        assert (error["__typename"], error["code"], error["party"]) == ("UnknownParty", "UNKNOWN_PARTY", party)
        (listed,) = fields
        assert error["path"] == [listed, str(len(fields[listed]) - 1)]
    error = refused(world, "proposePartnership", SECRETARIAT, **proposal(world, partners=["Participant:1"]))
    assert (error["code"], error["path"]) == ("INVALID_ID", ["partners", "0"])
    error = refused(world, "joinPartnership", world.paraguay.viewer, partnership=world.partnership, party="Partner:998")
    assert error["code"] == "UNKNOWN_PARTY"


def test_a_participant_that_is_named_twice_is_refused(world: World) -> None:
    twice = proposal(world, participants=[world.paraguay.id, world.paraguay.id])
    error = refused(world, "proposePartnership", world.paraguay.viewer, **twice)
    assert (error["__typename"], error["code"], error["party"]) == ("PartyTwice", "PARTY_TWICE", world.paraguay.id)
    assert error["path"] == ["participants", "1"]
    error = refused(world, "joinPartnership", SECRETARIAT, partnership=world.partnership, party=world.paraguay.id)
    assert error["code"] == "PARTY_TWICE"


def test_nobody_joins_before_a_partnership_began(world: World) -> None:
    wanted = {"partnership": world.partnership, "party": world.morocco.id, "on": "2024-06-03"}
    error = refused(world, "joinPartnership", world.paraguay.viewer, **wanted)
    assert (error["code"], error["path"]) == ("INVALID", ["on"])


def test_a_party_that_left_can_join_again_from_that_day_on(world: World) -> None:
    morocco = {"partnership": world.partnership, "party": world.morocco.id}
    joins, between, leaves = ((world.platform.now().date() + timedelta(days=n)).isoformat() for n in (1, 3, 5))
    for name, on in (("joinPartnership", joins), ("leavePartnership", leaves)):
        assert world.change(name, SECRETARIAT, "partnership { id }", **morocco, on=on)["errors"] == []
    error = refused(world, "joinPartnership", SECRETARIAT, **morocco, on=between)
    assert error["code"] == "PARTY_TWICE"
    assert world.change("joinPartnership", SECRETARIAT, "partnership { id }", **morocco, on=leaves)["errors"] == []


PROPOSALS: list[tuple[Any, ...]] = [
    ({"objectives": []}, "OBJECTIVE_REQUIRED", ["objectives"]),
    ({"objectives": [0]}, "INVALID", ["objectives", "0"]),
    ({"objectives": [1, 7]}, "INVALID", ["objectives", "1"]),
    ({"sustainableDevelopmentGoals": [18]}, "INVALID", ["sustainableDevelopmentGoals", "0"]),
    ({"partners": []}, "TOO_FEW_PARTIES", ["participants"]),
    ({"startsOn": "2026-05-02", "endsOn": "2026-05-01"}, "END_BEFORE_START", ["endsOn"]),
    ({"endsOn": "2026-05-01"}, "END_BEFORE_START", ["endsOn"]),
    ({"startsOn": "0001-01-01"}, "INVALID", ["startsOn"]),
    ({"endsOn": "9999-12-31"}, "INVALID", ["endsOn"]),
    ({"agreementUrl": "javascript:alert(1)"}, "UNSAFE_LINK", ["agreementUrl"]),
    ({"agreementUrl": "https://"}, "UNSAFE_LINK", ["agreementUrl"]),
    ({"agreementUrl": 'https://x.example/"onload=1'}, "UNSAFE_LINK", ["agreementUrl"]),
    ({"agreementUrl": "https://[x"}, "UNSAFE_LINK", ["agreementUrl"]),
    ({"title": " "}, "INVALID", ["title"]),
    ({"title": "x" * 301}, "INVALID", ["title"]),
]


def test_an_invalid_proposal_is_refused(world: World) -> None:
    for fields, code, path in PROPOSALS:
        error = refused(world, "proposePartnership", world.paraguay.viewer, **proposal(world, **fields))
        assert (error["code"], error["path"]) == (code, path), fields


def test_all_mistakes_in_a_proposal_are_reported_at_once(world: World) -> None:
    for fields, wrong in (
        ({"partners": ["Partner:1", "Partner:999"]}, ("UNKNOWN_PARTY", ["partners", "1"])),
        ({"partners": ["Partner:1", "Partner:1"]}, ("PARTY_TWICE", ["partners", "1"])),
        ({"partners": []}, ("TOO_FEW_PARTIES", ["participants"])),
    ):
        given = proposal(world, title=" ", objectives=[7], **fields)
        payload = world.change("proposePartnership", world.paraguay.viewer, "partnership { id }", **given)
        assert [(error["code"], error["path"]) for error in payload["errors"]] == [
            ("INVALID", ["title"]), wrong, ("INVALID", ["objectives", "0"]),
        ]  # fmt: skip


def test_without_a_participant_there_is_no_partnership(world: World) -> None:
    only = proposal(world, participants=[], partners=["Partner:1", "Partner:2"])
    assert refused(world, "proposePartnership", SECRETARIAT, **only)["code"] == "TOO_FEW_PARTIES"


SUMS: list[tuple[Any, ...]] = [
    ("-1", "EUR", "INVALID_AMOUNT", 2),
    ("0", "EUR", "INVALID_AMOUNT", 2),
    ("1.001", "EUR", "INVALID_AMOUNT", 2),
    ("1.5", "JPY", "INVALID_AMOUNT", 0),
    ("1.0001", "KWD", "INVALID_AMOUNT", 3),
    ("1e3", "EUR", "INVALID_AMOUNT", 2),
    ("1,5", "EUR", "INVALID_AMOUNT", 2),
    ("NaN", "EUR", "INVALID_AMOUNT", 2),
    ("\u0661", "EUR", "INVALID_AMOUNT", 2),
    ("", "EUR", "INVALID_AMOUNT", 2),
    ("1" * 16, "EUR", "INVALID_AMOUNT", 2),
    (None, "EUR", "INVALID_AMOUNT", 2),
    ("1", None, "UNKNOWN_CURRENCY", None),
    ("1", "XXX", "UNKNOWN_CURRENCY", None),
    ("1", "eur", "UNKNOWN_CURRENCY", None),
    ("1", "DEM", "UNKNOWN_CURRENCY", None),
]


def test_a_sum_that_is_not_exact_is_refused(world: World) -> None:
    for amount, currency, code, decimals in SUMS:
        error = refused(world, "recordContribution", world.paraguay.viewer, partnership=world.partnership, kind="FUNDING",
                        by="Somebody", description="A gift", amount=amount, currency=currency)  # fmt: skip
        assert error["code"] == code, amount
        assert error.get("decimals") == decimals, amount


def test_each_status_can_be_reached_only_from_the_previous_one(world: World) -> None:
    on = {"partnership": world.partnership}
    status = "partnership { status }"
    member = world.paraguay.viewer
    error = refused(world, "activatePartnership", SECRETARIAT, **on)
    assert (error["__typename"], error["status"]) == ("WrongPartnershipStatus", "ACTIVE")
    assert refused(world, "declinePartnership", SECRETARIAT, **on, reason="X")["code"] == "WRONG_STATUS"
    assert refused(world, "resumePartnership", member, **on)["code"] == "WRONG_STATUS"
    assert world.change("suspendPartnership", member, status, **on, reason="X")["partnership"]["status"] == "SUSPENDED"
    assert world.change("resumePartnership", member, status, **on)["partnership"]["status"] == "ACTIVE"
    assert (
        world.change("concludePartnership", member, status, **on, on="2999-01-01")["partnership"]["status"] == "ACTIVE"
    )
    assert refused(world, "concludePartnership", member, **on, on="2999-01-02")["code"] == "INVALID"
    today = world.platform.now().date().isoformat()
    done = world.change("concludePartnership", member, "partnership { status endsOn }", **on, on=today)
    assert done["partnership"] == {"status": "CONCLUDED", "endsOn": today}
    for name in ("resumePartnership", "activatePartnership"):
        assert refused(world, name, SECRETARIAT, **on)["status"] == "CONCLUDED"
    assert refused(world, "joinPartnership", SECRETARIAT, **on, party="Partner:2")["code"] == "WRONG_STATUS"


PARTNERS: list[tuple[Any, ...]] = [
    ({"kind": "OHCHR", "name": "Another"}, "CONFLICT"),
    ({"kind": "ACADEMIA", "name": " "}, "INVALID"),
    ({"kind": "ACADEMIA", "name": "Fictitious\nUniversity"}, "INVALID"),
    ({"kind": "ACADEMIA", "name": "X", "accreditation": "A"}, "INVALID"),
    ({"kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION", "name": "X", "accreditation": "A"}, "INVALID"),
    ({"kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION", "name": "X", "isoAlpha3": "XYZ"}, "NOT_FOUND"),
    ({"kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION", "name": "X", "isoAlpha3": "MAR"}, "NOT_ALLOWED"),
    ({"kind": "UN_ENTITY", "name": "United Nations Population Fund"}, "CONFLICT"),
    ({"kind": "ACADEMIA", "name": "X", "website": "data:text/html,x"}, "UNSAFE_LINK"),
]


def test_an_invalid_partner_is_not_registered(world: World) -> None:
    for fields, code in PARTNERS:
        assert refused(world, "registerPartner", world.paraguay.viewer, language="EN", **fields)["code"] == code, fields


def test_an_accredited_institution_is_listed_by_its_state_and_as_a_member_of_ganhri(world: World) -> None:
    fields = {
        "language": "ES",
        "kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION",
        "name": "Defensoría ficticia",
        "isoAlpha3": "pry",
    }
    wanted = "partner { state { isoAlpha3 institutions { name } } accreditation memberOf { acronym } }"
    made = world.change("registerPartner", world.paraguay.viewer, wanted, **fields, accreditation="B")["partner"]
    assert made == {
        "state": {"isoAlpha3": "PRY", "institutions": [{"name": "Defensoría ficticia"}]},
        "accreditation": "B",
        "memberOf": [{"acronym": "GANHRI"}],
    }
    assert refused(world, "registerPartner", world.paraguay.viewer, **fields)["code"] == "CONFLICT"
    found = world.ask('{ partners(filter: {nameContains: "DEFENSORIA", accreditation: B}) { totalCount } }')["data"]
    assert found["partners"]["totalCount"] == 1


def test_a_name_is_the_same_with_any_apostrophe_also_in_earlier_records(world: World) -> None:
    fields = {"language": "FR", "kind": "ACADEMIA", "name": "Institut fictif d\u2019Asunción"}
    made = world.change("registerPartner", SECRETARIAT, "partner { id name }", **fields)["partner"]
    assert made["name"] == fields["name"]
    typed = {**fields, "name": "Institut fictif d'Asuncion"}
    assert refused(world, "registerPartner", SECRETARIAT, **typed)["code"] == "CONFLICT"
    query = "query($text: String) { partners(filter: {nameContains: $text}) { nodes { id name } } }"
    before = {"sort_name": "institut fictif d\u2019asuncion", "search_names": "institut fictif d\u2019asuncion"}
    with world.platform.database.transaction() as session:
        session.execute(update(partners).where(partners.c.id == int(made["id"].partition(":")[2])).values(**before))
    migrate(world.platform.database, world.platform.plugins)
    for text in ("fictif d'A", "fictif d\u2019a "):
        assert world.ask(query, {"text": text})["data"]["partners"]["nodes"] == [made]


def test_obligations_report_what_is_still_due(world: World) -> None:
    found = world.ask("{ network { obligations { section rule status detail } } }")["data"]["network"]["obligations"]
    by_rule = {one["rule"]: one for one in found}
    with_ohchr = by_rule["The Network has an active partnership with OHCHR."]
    assert (with_ohchr["status"], with_ohchr["detail"]) == ("MET", "One active partnership is with OHCHR.")
    each = by_rule["A partnership supports each of the Network's objectives."]
    assert (each["status"], each["detail"]) == ("DUE", "No partnership supports 2, 3, 4, 5, 6.")
    world.change("suspendPartnership", SECRETARIAT, "partnership { id }", partnership=world.partnership, reason="X")
    for status, detail, without in (
        ("DUE", "No active partnership is with OHCHR.", "1, 2, 3, 4, 5, 6"),
        ("MET", "One active partnership is with OHCHR.", "2, 3, 4, 5, 6"),
        ("MET", "2 active partnerships are with OHCHR.", "2, 3, 4, 5, 6"),
    ):
        found = world.ask("{ network { obligations { rule status detail } } }")["data"]["network"]["obligations"]
        assert {**with_ohchr, "status": status, "detail": detail} in [
            {"section": with_ohchr["section"], **one} for one in found
        ]
        assert {"rule": each["rule"], "status": "DUE", "detail": f"No partnership supports {without}."} in found
        for starts, objectives in (("2999-01-01", [1, 2]), (None, [1])):
            given = proposal(world, startsOn=starts, objectives=objectives)
            made = world.change("proposePartnership", world.paraguay.viewer, "partnership { id }", **given)
            on = made["partnership"]["id"]
            world.change("activatePartnership", SECRETARIAT, "partnership { id }", partnership=on)
