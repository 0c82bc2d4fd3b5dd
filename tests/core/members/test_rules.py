"""(Membership) M1 to M4, as somebody who writes meets them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from core.errors import NotAllowed, NotFound
from core.identity import PUBLIC, Role, Viewer
from core.members.enums import MechanismType, Standing
from core.members.rules import accessions, focal_points, mechanisms, taking_part
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import make_member, make_observer, writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

COMMUNICATE = """mutation($iso: String!, $adopts: Boolean = true, $on: Date = "2024-06-01") {
  communicateAccession(input: {isoAlpha3: $iso, standing: OBSERVER, adoptsDeclaration: $adopts, communicatedOn: $on}) {
    accession { id communicatedOn state { isoAlpha3 } } errors { code path } } }"""
ACKNOWLEDGE = """mutation($id: ID!, $on: Date = "2024-06-03") { acknowledgeAccession(input: {accession: $id, on: $on}) {
    accession { acknowledgedOn } participant { id standing joinedOn } errors { code path } } }"""
REGISTER = """mutation($id: ID!) { registerMechanism(input: {participant: $id, language: ES, type: INTERMINISTERIAL,
    name: "Mecanismo ficticio", capacities: [COORDINATION, ENGAGEMENT]}) {
    mechanism { name capacities } participant { standing changes { standing reason } } errors { code path } } }"""


def test_an_observer_joins_and_becomes_a_member_by_its_mechanism(ask: Ask, administrator: object) -> None:
    accession = ask(COMMUNICATE, {"iso": "pry"}, administrator)["data"]["communicateAccession"]["accession"]
    assert accession["communicatedOn"] == "2024-06-01"
    joined = ask(ACKNOWLEDGE, {"id": accession["id"]}, administrator)["data"]["acknowledgeAccession"]
    assert joined["participant"] == {**joined["participant"], "standing": "OBSERVER", "joinedOn": "2024-06-01"}
    (entry,) = ask("{ journal(last: 1) { nodes { payload } } }")["data"]["journal"]["nodes"]
    told = json.loads(entry["payload"])
    assert (told["participant"], told["state"]) == (joined["participant"]["id"], "State:600")
    registered = ask(REGISTER, {"id": joined["participant"]["id"]}, administrator)["data"]["registerMechanism"]
    assert registered["mechanism"] == {"name": "Mecanismo ficticio", "capacities": ["COORDINATION", "ENGAGEMENT"]}
    assert registered["participant"]["standing"] == "MEMBER"
    assert [change["standing"] for change in registered["participant"]["changes"]] == ["OBSERVER", "MEMBER"]
    seen = ask('{ members { totalCount } observers { totalCount } m: members(on: "2024-07-01") { totalCount } '
               'o: observers(on: "2024-07-01") { totalCount nodes { standing mechanism { id } } } }')["data"]  # fmt: skip
    assert seen["members"]["totalCount"] == 1
    assert seen["observers"]["totalCount"] == 0
    assert seen["m"]["totalCount"] == 0
    assert seen["o"] == {"totalCount": 1, "nodes": [{"standing": "OBSERVER", "mechanism": None}]}


@pytest.mark.parametrize(
    ("variables", "code", "path"),
    [
        ({"iso": "PRY", "adopts": False}, "DECLARATION_NOT_ADOPTED", ["adoptsDeclaration"]),
        ({"iso": "XXX"}, "NOT_FOUND", ["isoAlpha3"]),
        ({"iso": "PRY", "on": "2999-01-01"}, "INVALID", ["communicatedOn"]),
        ({"iso": "PRY", "on": "2024-05-08"}, "INVALID", ["communicatedOn"]),
    ],
)
def test_an_accession_is_refused_with_a_code(
    ask: Ask, administrator: object, variables: dict[str, object], code: str, path: list[str]
) -> None:
    payload = ask(COMMUNICATE, variables, administrator)["data"]["communicateAccession"]
    assert payload == {"accession": None, "errors": [{"code": code, "path": path}]}
    assert ask("{ accessions { totalCount } journal { totalCount } }")["data"] == {
        "accessions": {"totalCount": 0},
        "journal": {"totalCount": 0},
    }


def test_a_state_accedes_once(ask: Ask, administrator: object) -> None:
    first = ask(COMMUNICATE, {"iso": "PRY"}, administrator)["data"]["communicateAccession"]
    again = ask(COMMUNICATE, {"iso": " pry "}, administrator)["data"]["communicateAccession"]
    assert again["errors"][0]["code"] == "CONFLICT"
    ask(ACKNOWLEDGE, {"id": first["accession"]["id"]}, administrator)
    twice = ask(ACKNOWLEDGE, {"id": first["accession"]["id"]}, administrator)["data"]["acknowledgeAccession"]
    assert twice["errors"][0]["code"] == "CONFLICT"


def test_a_state_that_takes_part_already_does_not_accede(platform: Platform, ask: Ask, administrator: object) -> None:
    make_member(platform, "PRY")
    paraguay = ask(COMMUNICATE, {"iso": "PRY"}, administrator)["data"]["communicateAccession"]
    assert paraguay == {"accession": None, "errors": [{"code": "CONFLICT", "path": ["isoAlpha3"]}]}
    morocco = ask(COMMUNICATE, {"iso": "MAR"}, administrator)["data"]["communicateAccession"]["accession"]
    make_observer(platform, "MAR")
    joined = ask(ACKNOWLEDGE, {"id": morocco["id"]}, administrator)["data"]["acknowledgeAccession"]
    assert joined["errors"] == [{"code": "CONFLICT", "path": ["accession"]}]


def test_only_the_committee_and_the_secretariat_receive_accessions(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    for viewer in (PUBLIC, member.viewer):
        payload = ask(COMMUNICATE, {"iso": "MAR"}, viewer)["data"]["communicateAccession"]
        assert payload["errors"][0]["code"] == "NOT_ALLOWED"


def test_the_secretariat_speaks_for_no_participant(platform: Platform) -> None:
    member = make_member(platform, "PRY")
    assert member.viewer.speaks_for(member.key)
    assert not Viewer(Role.ADMINISTRATOR, participant=member.key).speaks_for(member.key)


def test_nobody_speaks_for_another_participant(platform: Platform) -> None:
    paraguay, other = make_member(platform, "PRY"), make_observer(platform, "MAR")
    described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC)
    for viewer in (PUBLIC, other.viewer):
        with pytest.raises(NotAllowed), writing(platform, viewer) as current:
            mechanisms.register_mechanism(current, paraguay.key, described)
        with pytest.raises(NotAllowed), writing(platform, viewer) as current:
            focal_points.designate_focal_point(
                current, paraguay.key, "Nobody", None, "n@test.example", date(2024, 7, 1)
            )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": "a" * 900_000}, "name"),
        ({"name": "a" * 301}, "name"),
        ({"name": " "}, "name"),
        ({"name": "a\x1b"}, "name"),
        ({"legalBasis": "a" * 5_001}, "legalBasis"),
        ({"trackingTool": "a" * 301}, "trackingTool"),
        ({"website": "https://\n<b>"}, "website"),
        ({"website": "https://"}, "website"),
        ({"website": "https://a.example/" + "b" * 2_000}, "website"),
    ],
)
def test_what_a_mechanism_says_of_itself_is_bounded(
    platform: Platform, ask: Ask, given: dict[str, str], path: str
) -> None:
    member = make_member(platform, "PRY")
    query = """mutation($input: RegisterMechanismInput!) {
        registerMechanism(input: $input) { mechanism { id } errors { code path } } }"""
    described = {"participant": member.id, "language": "EN", "name": "Fictitious", "type": "AD_HOC", **given}
    payload = ask(query, {"input": described}, member.viewer)["data"]["registerMechanism"]
    assert payload == {"mechanism": None, "errors": [{"code": "INVALID", "path": [path]}]}


def test_what_a_mechanism_says_of_itself_is_kept_without_blanks(platform: Platform, ask: Ask) -> None:
    member = make_member(platform, "PRY")
    described = mechanisms.MechanismDescription(
        "en", f" {'a' * 300} ", MechanismType.AD_HOC, "b" * 5_000, None, " https://a.example/ ", " "
    )
    with writing(platform, member.viewer) as current:
        mechanisms.register_mechanism(current, member.key, described)
    query = '{ participant(isoAlpha3: "PRY") { mechanism { name legalBasis website trackingTool } } }'
    assert ask(query)["data"]["participant"]["mechanism"] == {
        "name": "a" * 300,
        "legalBasis": "b" * 5_000,
        "website": "https://a.example/",
        "trackingTool": None,
    }


def test_who_registers_a_mechanism_before_it_takes_part_is_a_member_from_its_first_day(
    platform: Platform, ask: Ask
) -> None:
    """(M2, M3) A day may have begun for those who communicate, and not here."""
    with writing(platform, now=NOON) as write:
        accession = accessions.communicate_accession(write, "KIR", Standing.OBSERVER, True, date(2026, 3, 3))
        participant = accessions.acknowledge_accession(write, accession, date(2026, 3, 3))
        described = mechanisms.MechanismDescription("en", "Fictitious", MechanismType.AD_HOC)
        mechanisms.register_mechanism(write, participant, described)
    query = '{ participant(isoAlpha3: "KIR") { standing changes { standing on } } }'
    day = {"on": "2026-03-03"}
    changes = [{"standing": "OBSERVER", **day}, {"standing": "MEMBER", **day}]
    assert ask(query)["data"]["participant"] == {"standing": "MEMBER", "changes": changes}
    assert ask('{ members(on: "2026-03-02") { totalCount } }')["data"]["members"]["totalCount"] == 0


def test_unknown_things_are_not_found(platform: Platform) -> None:
    with pytest.raises(NotFound), writing(platform) as current:
        accessions.acknowledge_accession(current, 12345, date(2024, 6, 3))
    with pytest.raises(NotFound), writing(platform) as current:
        focal_points.designate_focal_point(current, 12345, "A", None, "a@test.example", date(2025, 1, 1))


def test_a_participant_is_one_state_once(platform: Platform) -> None:
    """The database itself holds it, for whoever writes past the accessions."""
    make_member(platform, "PRY")
    with pytest.raises(IntegrityError), writing(platform) as write:
        state = taking_part.find_state(write.session, "PRY")
        taking_part.add_participant(write, state, Standing.OBSERVER, date(2025, 1, 1), founding=False, fictitious=True)
