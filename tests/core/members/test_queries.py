"""What anyone can ask of states, participants and the Network."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete

from core.errors import NotFound
from core.identity import PUBLIC
from core.members import find_state
from core.members.rules.focal_points import designate_focal_point
from core.members.tables import focal_points
from core.platform import Platform
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, make_observer, writing

PAGE = """query($first: Int, $after: String, $last: Int, $before: String) {
  states(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { isoAlpha3 } edges { cursor node { isoAlpha3 } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def _walk(ask: Ask, forward: bool, size: int) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        variables = {"first": size, "after": cursor} if forward else {"last": size, "before": cursor}
        page = ask(PAGE, variables)["data"]["states"]
        names = [node["isoAlpha3"] for node in page["nodes"]]
        assert names == [edge["node"]["isoAlpha3"] for edge in page["edges"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        assert page["totalCount"] == 193
        found = found + names if forward else names + found
        if not page["pageInfo"]["hasNextPage" if forward else "hasPreviousPage"]:
            return found
        assert page["pageInfo"]["hasPreviousPage" if forward else "hasNextPage"] is (cursor is not None)
        cursor = page["pageInfo"]["endCursor" if forward else "startCursor"]


def test_pages_lead_over_all_states_in_both_directions(ask: Ask) -> None:
    everything = [
        node["isoAlpha3"] for node in ask("{ states(first: 250) { nodes { isoAlpha3 } } }")["data"]["states"]["nodes"]
    ]
    assert len(set(everything)) == 193
    for size in (7, 50, 192, 193):
        assert _walk(ask, True, size) == everything
        assert _walk(ask, False, size) == everything


def test_an_empty_page_has_its_place(ask: Ask) -> None:
    page = ask(PAGE, {"first": 0})["data"]["states"]
    assert page["nodes"] == []
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None}


@pytest.mark.parametrize(
    ("code", "found"),
    [("IRL", "IRL"), ("irl", "IRL"), ("Irl", "IRL"), ("ırl", None), ("uſa", None), ("xxx", None), ("", None)],
)
def test_a_state_is_found_by_its_code_in_capitals_or_not(
    platform: Platform, ask: Ask, code: str, found: str | None
) -> None:
    for taking_part in ("IRL", "USA"):
        make_observer(platform, taking_part)
    query = """query($code: String!) {
      state(isoAlpha3: $code) { isoAlpha3 } participant(isoAlpha3: $code) { state { isoAlpha3 } } }"""
    state = found and {"isoAlpha3": found}
    assert ask(query, {"code": code})["data"] == {"state": state, "participant": state and {"state": state}}
    with platform.database.reading() as session:
        if found is None:
            with pytest.raises(NotFound):
                find_state(session, code)
        else:
            assert find_state(session, code) == 372


def test_a_text_comes_as_asked_for_else_as_accepted_else_in_the_original(ask: Ask) -> None:
    query = '{ state(isoAlpha3: "DEU") { name asked: name(language: FR) } network { name zh: name(language: ZH) } }'
    seen = ask(query)["data"]
    assert seen["state"] == {"name": "Germany", "asked": "Allemagne"}
    assert seen["network"] == {"name": "International Network of NMIRFs", "zh": "International Network of NMIRFs"}
    accepted = ask(query, languages=("ru", "fr"))["data"]
    assert accepted["state"] == {"name": "Германия", "asked": "Allemagne"}
    assert accepted["network"]["name"] == "Réseau International des MNMRS"


def test_texts_of_the_declaration_list_their_languages(ask: Ask) -> None:
    found = ask("{ network { nameLanguages visionLanguages objectives { languages } } }")["data"]["network"]
    assert (found["nameLanguages"], found["visionLanguages"]) == (["EN", "FR"], ["EN"])
    assert found["objectives"] == [{"languages": ["EN"]}] * 6


@pytest.mark.parametrize(
    "typed",
    ["Côte d'Ivoire", "Côte d\u2019Ivoire", "  cote d\u02bcivoire\t", "CÔTE  D`IVOIRE", "Кот-д\u2019Ивуар"],
)
def test_a_state_is_found_however_its_name_is_typed(ask: Ask, typed: str) -> None:
    query = "query($name: String) { states(filter: {nameContains: $name}) { nodes { isoAlpha3 } } }"
    assert ask(query, {"name": typed})["data"]["states"]["nodes"] == [{"isoAlpha3": "CIV"}]


@pytest.mark.parametrize("typed", ["الجمهورية العربية السورية", "سوريه", "الجمهوريه العربية السوريه"])
def test_a_state_is_found_with_either_spelling_of_an_arabic_ending(ask: Ask, typed: str) -> None:
    query = "query($name: String) { states(filter: {nameContains: $name}) { nodes { isoAlpha3 } } }"
    assert ask(query, {"name": typed})["data"]["states"]["nodes"] == [{"isoAlpha3": "SYR"}]


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("Guinea Bissau", "GNB"), ("Guinée\u2011Bissau", "GNB"), ("guinea-bissau", "GNB"), ("Guinea \u2013 Bissau", "GNB"),
        ("غينيا بيساو", "GNB"), ("Guinea\u00ad-Bis\u00adsau", "GNB"), ("сьерра леоне", "SLE"), ("сьерра\u2010леоне", "SLE"),
        ("Папуа Новая", "PNG"), ("Папуа-Новая", "PNG"), ("Timor Leste", "TLS"), ("\u200fتيمور-ليشتي\u200f", "TLS"),
        ("\u202bتيمور\u202c", "TLS"), ("العظمي", "GBR"), ("العظمى", "GBR"),
    ],
)  # fmt: skip
def test_a_state_is_found_with_any_hyphen_and_invisible_sign(ask: Ask, typed: str, state: str) -> None:
    query = "query($name: String) { states(filter: {nameContains: $name}) { nodes { isoAlpha3 } } }"
    assert ask(query, {"name": typed})["data"]["states"]["nodes"] == [{"isoAlpha3": state}]


def test_blanks_around_a_code_do_not_count(ask: Ask) -> None:
    assert ask('{ state(isoAlpha3: " civ ") { isoAlpha3 } }')["data"]["state"] == {"isoAlpha3": "CIV"}


def test_what_is_typed_for_no_name_finds_all(ask: Ask) -> None:
    assert ask('{ states(filter: {nameContains: "  "}) { totalCount } }')["data"]["states"]["totalCount"] == 193


def test_filters_combine(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY")
    make_observer(platform, "MAR")
    seen = ask("""{
      groups: states(filter: {regionalGroup: EASTERN_EUROPE}) { totalCount }
      part: states(filter: {participating: true, regionalGroup: AFRICA}) { nodes { isoAlpha3 } }
      named: states(filter: {nameContains: "كوت ديفوار"}) { nodes { isoAlpha3 } }
      folded: states(filter: {nameContains: "TURKIYE"}) { nodes { isoAlpha3 } }
      percent: states(filter: {nameContains: "%"}) { totalCount }
      members(filter: {capacity: COORDINATION, mechanismType: MINISTERIAL, joinedUntil: "2024-12-31"}) { totalCount }
      none: members(filter: {capacity: CONSULTATION}) { totalCount }
    }""")["data"]
    assert seen["groups"]["totalCount"] == 23
    assert seen["part"]["nodes"] == [{"isoAlpha3": "MAR"}]
    assert seen["named"]["nodes"] == [{"isoAlpha3": "CIV"}]
    assert seen["folded"]["nodes"] == [{"isoAlpha3": "TUR"}]
    assert seen["percent"]["totalCount"] == 0
    assert seen["members"]["totalCount"] == 1
    assert seen["none"]["totalCount"] == 0


def test_orders_run_both_ways(platform: Platform, ask: Ask) -> None:
    from datetime import date

    for place, iso in enumerate(("PRY", "MAR", "PRT"), 1):
        make_member(platform, iso, date(2024, 6, 10 - place))

    def listed(order: str) -> list[str]:
        nodes = ask(f"{{ members({order}) {{ nodes {{ state {{ isoAlpha3 }} }} }} }}")["data"]["members"]["nodes"]
        return [node["state"]["isoAlpha3"] for node in nodes]

    assert listed("orderBy: NAME") == ["MAR", "PRY", "PRT"]
    assert listed("orderBy: NAME, direction: DESC") == ["PRT", "PRY", "MAR"]
    assert listed("orderBy: JOINED_ON") == ["PRT", "MAR", "PRY"]
    assert listed("orderBy: JOINED_ON, direction: DESC") == ["PRY", "MAR", "PRT"]


def test_a_mail_address_is_for_participants_alone(platform: Platform, ask: Ask, administrator: object) -> None:
    member, observer = make_member(platform, "PRY"), make_observer(platform, "MAR")
    query = '{ participant(isoAlpha3: "PRY") { focalPoint { id email } } }'
    point = ask(query)["data"]["participant"]["focalPoint"]
    assert point["email"] is None
    by_node = "query($id: ID!) { node(id: $id) { ... on FocalPoint { email } } nodes(ids: [$id]) { ... on FocalPoint { email } } }"
    assert ask(by_node, {"id": point["id"]})["data"] == {"node": {"email": None}, "nodes": [{"email": None}]}
    for viewer in (member.viewer, observer.viewer, administrator):
        assert ask(query, viewer=viewer)["data"]["participant"]["focalPoint"]["email"] == "pry@test.example"


def test_every_object_is_found_again_by_its_id(platform: Platform, ask: Ask, administrator: object) -> None:
    make_member(platform, "PRY")
    seen = ask("""{ state(isoAlpha3: "PRY") { id participant { id mechanism { id } focalPoint { id } } }
                    network { objectives { id } } journal { nodes { id } } }""")["data"]  # fmt: skip
    participant = seen["state"]["participant"]
    identifiers = [
        seen["state"]["id"],
        participant["id"],
        participant["mechanism"]["id"],
        participant["focalPoint"]["id"],
    ]
    identifiers += [node["id"] for node in seen["network"]["objectives"] + seen["journal"]["nodes"]]
    found = ask("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {"ids": [*identifiers, "State:999"]})[
        "data"
    ]
    assert found["nodes"][:-1] == [{"id": i, "__typename": i.split(":")[0]} for i in identifiers]
    assert found["nodes"][-1] is None
    for identifier in identifiers:
        assert ask("query($id: ID!) { node(id: $id) { id } }", {"id": identifier})["data"]["node"] == {"id": identifier}


def test_the_network_says_what_the_declaration_says(ask: Ask) -> None:
    network = ask("""{ network { vision guidingPrinciples { name } objectives { number text }
      declaration { title adoptedOn place text } statistics { members observers byRegionalGroup { states } } } }""")[
        "data"
    ]["network"]
    assert [principle["name"] for principle in network["guidingPrinciples"]] == [
        "Non-binding",
        "Inclusive",
        "Complementary",
    ]
    assert [objective["number"] for objective in network["objectives"]] == [1, 2, 3, 4, 5, 6]
    assert network["objectives"][0]["text"] == "Promote and encourage the creation of NMIRFs"
    assert network["declaration"]["adoptedOn"] == "2024-05-09"
    assert "simple majority vote of the members present and voting" in network["declaration"]["text"]
    assert [count["states"] for count in network["statistics"]["byRegionalGroup"]] == [54, 54, 23, 33, 29]


def test_obligations_are_held_against_the_records(platform: Platform, ask: Ask) -> None:
    query = "{ network { obligations { section rule status detail } } }"
    assert {found["status"] for found in ask(query)["data"]["network"]["obligations"]
            if found["section"] == "Membership"} == {"NOT_APPLICABLE"}  # fmt: skip
    paraguay = make_member(platform, "PRY")
    with_member = [f for f in ask(query)["data"]["network"]["obligations"] if f["section"] == "Membership"]
    assert {found["status"] for found in with_member} == {"MET"}
    assert {found["detail"] for found in with_member} == {
        "The one member has a focal point.",
        "The one member has a registered mechanism.",
    }
    make_member(platform, "MAR")
    for without, said in (
        ("Fictitious MAR", "1 of 2 members is without a focal point: MAR."),
        ("Fictitious PRY", "2 of 2 members are without a focal point: MAR, PRY."),
    ):
        with platform.database.transaction() as session:
            session.execute(delete(focal_points).where(focal_points.c.name == without))
        details = [f["detail"] for f in ask(query)["data"]["network"]["obligations"] if f["section"] == "Membership"]
        assert details == [said, "All 2 members have a registered mechanism."]
    with writing(platform, paraguay.viewer) as current:
        ahead = current.today + timedelta(days=9)
        designate_focal_point(current, paraguay.key, "To come", None, "a@test.example", ahead)
    assert said in [found["detail"] for found in ask(query)["data"]["network"]["obligations"]]


@pytest.mark.parametrize("role", ["PUBLIC", "ADMINISTRATOR"])
def test_the_viewer_query_answers_the_role_of_the_viewer(ask: Ask, administrator: object, role: str) -> None:
    seen = ask("{ viewer { role name participant { id } } }", **({"viewer": administrator} if role != "PUBLIC" else {}))
    name = "Test secretariat" if role != "PUBLIC" else None
    assert seen["data"]["viewer"] == {"role": role, "name": name, "participant": None}


def test_the_secretariat_and_the_participant_itself_see_all_its_designations(platform: Platform, ask: Ask) -> None:
    paraguay, other = make_member(platform, "PRY"), make_observer(platform, "KEN")
    ahead = platform.now().date() + timedelta(days=40)
    with writing(platform) as current:
        for name in ("Mistaken", "To come"):
            designate_focal_point(current, paraguay.key, name, None, "a@test.example", ahead)
    query = '{ participant(isoAlpha3: "PRY") { focalPoints { name since until } } }'
    day = ahead.isoformat()
    every = [
        {"name": "Fictitious PRY", "since": "2024-06-03", "until": day},
        {"name": "Mistaken", "since": day, "until": day},
        {"name": "To come", "since": day, "until": None},
    ]
    for viewer in (SECRETARIAT, paraguay.viewer):
        seen = ask(query, viewer=viewer)["data"]["participant"]["focalPoints"]
        assert sorted(seen, key=lambda one: (one["since"], one["name"])) == every
        assert seen[0] == every[0]
    for viewer in (other.viewer, PUBLIC):
        assert ask(query, viewer=viewer)["data"] == {"participant": {"focalPoints": None}}
