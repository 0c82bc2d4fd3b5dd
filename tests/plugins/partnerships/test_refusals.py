"""Invalid input is refused with a typed error and a code, and nothing of it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.identity import Role, Viewer
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.partnerships.tables import partners
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, make_observer

ERRORS = """errors { __typename code message path ... on UnknownParty { party } ... on PartyTwice { party }
  ... on EndBeforeStart { startsOn } ... on InvalidAmount { decimals } ... on WrongPartnershipStatus { status } }"""
EVERYTHING = """{ partners { totalCount } partnerships { totalCount } journal { totalCount } network { resources { amount } }
  supportRequests { totalCount } p: partnerships { nodes { status scope contributions { by } activities { totalCount } } } }"""


@dataclass(frozen=True)
class World:
    """Two members, an observer, and an active partnership of the first member with OHCHR."""

    paraguay: Made
    morocco: Made
    kenya: Made
    partnership: str
    ask: Ask
    platform: Platform

    def change(self, name: str, viewer: Viewer, wanted: str, /, **fields: Any) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Input"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} {ERRORS} }} }}"
        return self.ask(document, {"input": fields}, viewer)["data"][name]


def proposal(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "language": "EN", "title": "Fictitious", "description": "Not real.", "participants": [world.paraguay.id],
        "partners": ["Partner:1"], "objectives": [1], **fields,
    }  # fmt: skip


@pytest.fixture
def world(platform: Platform, ask: Ask) -> World:
    made = World(
        make_member(platform, "PRY"), make_member(platform, "MAR"), make_observer(platform, "KEN"), "", ask, platform
    )
    proposed = made.change("proposePartnership", made.paraguay.viewer, "partnership { id }", **proposal(made))
    world = World(made.paraguay, made.morocco, made.kenya, proposed["partnership"]["id"], ask, platform)
    assert (
        made.change("activatePartnership", SECRETARIAT, "partnership { id }", partnership=world.partnership)["errors"]
        == []
    )
    return world


def refused(world: World, name: str, viewer: Viewer, /, **fields: Any) -> dict[str, Any]:
    """The only refusal of a write; checks that nothing was written."""
    wanted = {"recordActivity": "activity", "registerPartner": "partner", "requestSupport": "supportRequest"}
    before = world.ask(EVERYTHING, viewer=SECRETARIAT)
    payload = world.change(name, viewer, wanted.get(name, "partnership") + " { id }", **fields)
    assert world.ask(EVERYTHING, viewer=SECRETARIAT) == before
    assert payload.pop(wanted.get(name, "partnership")) is None
    (error,) = payload["errors"]
    assert error["message"]
    return dict(error)


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


def test_an_observer_acts_for_nobody_but_itself(world: World) -> None:
    observer = world.kenya.viewer
    contribution = {"kind": "VENUE", "by": "X", "description": "Y"}
    activity = {"language": "EN", "title": "X", "on": "2026-01-01"}
    asked = {"kind": "ADVICE", "subject": "X", "details": "Y", "participant": world.paraguay.id}
    for name, fields in (
        ("proposePartnership", proposal(world)),
        ("recordContribution", {"partnership": world.partnership, **contribution}),
        ("recordActivity", {"partnership": world.partnership, **activity}),
        ("suspendPartnership", {"partnership": world.partnership, "reason": "X"}),
        ("concludePartnership", {"partnership": world.partnership, "on": "2026-01-01"}),
        ("activatePartnership", {"partnership": world.partnership}),
        ("joinPartnership", {"partnership": world.partnership, "party": world.kenya.id}),
        ("leavePartnership", {"partnership": world.partnership, "party": world.paraguay.id}),
        ("requestSupport", asked),
        ("registerPartner", {"language": "EN", "name": "X", "kind": "ACADEMIA"}),
    ):
        assert refused(world, name, observer, **fields)["code"] == "NOT_ALLOWED", name


def test_a_partners_token_records_in_its_own_partnerships_and_steers_none(world: World) -> None:
    ohchr, other = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on = {"partnership": world.partnership}
    gift = {**on, "kind": "EXPERTISE", "by": "X", "description": "Y"}
    assert refused(world, "recordContribution", other, **gift)["code"] == "NOT_ALLOWED"
    assert refused(world, "proposePartnership", other, **proposal(world))["code"] == "NOT_ALLOWED"
    for name, fields in (
        ("suspendPartnership", {**on, "reason": "X"}),
        ("activatePartnership", on),
        ("declinePartnership", {**on, "reason": "X"}),
        ("leavePartnership", {**on, "party": world.paraguay.id}),
        ("joinPartnership", {**on, "party": "Partner:2"}),
        ("registerPartner", {"language": "EN", "name": "X", "kind": "ACADEMIA"}),
    ):
        assert refused(world, name, ohchr, **fields)["code"] == "NOT_ALLOWED", name
    assert world.change("recordContribution", ohchr, "partnership { contributions { by } }", **gift)["partnership"] == {
        "contributions": [{"by": "X"}]
    }
    proposed = world.change("proposePartnership", ohchr, "partnership { status }", **proposal(world))
    assert proposed["partnership"] == {"status": "PROPOSED"}


def test_a_partner_declines_what_is_proposed_with_it(world: World) -> None:
    """(S3) Regardless of who proposed it, but not once it is active."""
    ohchr, other = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    proposed = world.change("proposePartnership", world.paraguay.viewer, "partnership { id }", **proposal(world))
    on = {"partnership": proposed["partnership"]["id"], "reason": "No room."}
    assert refused(world, "declinePartnership", other, **on)["code"] == "NOT_ALLOWED"
    declined = world.change("declinePartnership", ohchr, "partnership { status }", **on)
    assert declined["partnership"] == {"status": "DECLINED"}
    assert refused(world, "declinePartnership", ohchr, **on)["code"] == "NOT_ALLOWED"
    ahead = {**proposal(world), "startsOn": "2999-01-01"}
    proposed = world.change("proposePartnership", ohchr, "partnership { id }", **ahead)["partnership"]["id"]
    world.change("activatePartnership", SECRETARIAT, "partnership { id }", partnership=proposed)
    assert refused(world, "declinePartnership", ohchr, partnership=proposed, reason="X")["code"] == "NOT_ALLOWED"


def test_a_partner_leaves_for_itself(world: World) -> None:
    """(S2) It leaves with its own token, and not with that of another partner."""
    ohchr, ganhri = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on, parties = {"partnership": world.partnership}, "partnership { scope }"
    assert refused(world, "leavePartnership", ohchr, **on, party="Partner:1")["code"] == "TOO_FEW_PARTIES"
    world.change("joinPartnership", world.paraguay.viewer, parties, **on, party="Partner:2")
    assert refused(world, "leavePartnership", ohchr, **on, party="Partner:2")["code"] == "NOT_ALLOWED"
    left = world.change("leavePartnership", ganhri, parties, **on, party="Partner:2")
    assert left["partnership"] == {"scope": "BILATERAL"}
    assert refused(world, "leavePartnership", ganhri, **on, party="Partner:2")["code"] == "NOT_FOUND"


def test_a_partner_that_cannot_leave_concludes_the_partnership(world: World) -> None:
    """(S3) A partner concludes its own partnerships only."""
    ohchr, ganhri = (Viewer(Role.PARTNER, partner=key, name="Fictitious") for key in (1, 2))
    on, today = {"partnership": world.partnership}, world.platform.now().date().isoformat()
    error = refused(world, "leavePartnership", ohchr, **on, party="Partner:1")
    assert (error["code"], "Conclude it instead" in error["message"]) == ("TOO_FEW_PARTIES", True)
    assert refused(world, "concludePartnership", ganhri, **on, on=today)["code"] == "NOT_ALLOWED"
    done = world.change("concludePartnership", ohchr, "partnership { status endsOn }", **on, on=today)
    assert done["partnership"] == {"status": "CONCLUDED", "endsOn": today}


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
