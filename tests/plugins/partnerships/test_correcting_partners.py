"""The register of partners is corrected, and the journal keeps what was there before: S4."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core import Role, Viewer
from core.platform import Platform
from plugins.partnerships.enums import Accreditation, PartnerKind
from plugins.partnerships.reference import write_reference_data
from plugins.partnerships.rules import life
from plugins.partnerships.rules.partners import PartnerDescription, write_institution
from tests.conftest import Ask
from tests.factories import SECRETARIAT, make_member, make_observer, writing

SAID = "name(language: EN) languages acronym accreditation website"
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"
NAMED = """query($part: String!) { partners(filter: {nameContains: $part}) { nodes { name } } }"""


def change(ask: Ask, name: str, wanted: str, viewer: Viewer = SECRETARIAT, /, **given: Any) -> Any:
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} errors {{ code message path }} }} }}"
    return ask(document, {"input": given}, viewer)["data"][name]


def register(ask: Ask, name: str, **given: Any) -> str:
    given = {"language": "EN", "kind": "CIVIL_SOCIETY", "name": name, **given}
    return str(change(ask, "registerPartner", "partner { id }", **given)["partner"]["id"])


def institution(ask: Ask) -> str:
    said = {"accreditation": "B", "website": "https://wrong.example/", "acronym": "DP", "isoAlpha3": "PRY"}
    return register(ask, "Defensoria", language="ES", kind="NATIONAL_HUMAN_RIGHTS_INSTITUTION", **said)


def refused(payload: Any) -> list[tuple[str, Any]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


def test_a_corrected_name_is_found_and_the_misspelt_one_is_not(platform: Platform, ask: Ask) -> None:
    partner = register(ask, "Amnetsy")
    payload = change(ask, "correctPartner", f"partner {{ {SAID} }}", partner=partner, name=" Amnesty ")
    assert (payload["partner"]["name"], payload["errors"]) == ("Amnesty", [])
    found = [ask(NAMED, {"part": part})["data"]["partners"]["nodes"] for part in ("amnetsy", "amnesty")]
    assert found == [[], [{"name": "Amnesty"}]]
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("partner.corrected", partner)
    assert json.loads(entry["payload"]) == {"from": {"name": {"en": "Amnetsy"}}, "to": {"name": {"en": "Amnesty"}}}
    assert refused(change(ask, "correctPartner", "partner { id }", partner=partner, name="Amnesty")) == [
        ("INVALID", ["partner"])
    ]
    other = register(ask, "Amnetsy")
    assert refused(change(ask, "correctPartner", "partner { id }", partner=other, name="amnesty")) == [
        ("CONFLICT", ["name"])
    ]
    with platform.database.transaction() as session:
        write_reference_data(session)
    assert ask(NAMED, {"part": "amnesty"})["data"]["partners"]["nodes"] == [{"name": "Amnesty"}]


def test_the_member_of_its_state_corrects_the_description_of_an_institution(platform: Platform, ask: Ask) -> None:
    paraguay, partner = make_member(platform, "PRY"), institution(ask)
    said = {"accreditation": "A", "website": "https://right.example/", "acronym": None, "language": "EN"}
    payload = change(
        ask, "correctPartner", f"partner {{ {SAID} }}", paraguay.viewer, partner=partner, name="Ombudsman", **said
    )
    assert payload == {
        "errors": [],
        "partner": {
            "name": "Ombudsman", "languages": ["EN", "ES"], "acronym": None, "accreditation": "A",
            "website": "https://right.example/",
        },
    }  # fmt: skip
    again = change(ask, "correctPartner", "partner { acronym website }", partner=partner, name="Defensoría")
    with writing(platform) as write:
        nationals = PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION
        found = PartnerDescription("es", "DEFENSORIA", nationals, None, "PRY", Accreditation.A)
        assert write_institution(write, found) == int(partner.partition(":")[2]), "the import knows it by either name"
    assert again["partner"] == {"acronym": None, "website": "https://right.example/"}
    assert [one["name"] for one in ask(NAMED, {"part": "defensor"})["data"]["partners"]["nodes"]] == ["Defensoría"]


PLACED = "kind state { isoAlpha3 institutions { id } } accreditation memberOf { id }"


def test_the_kind_and_the_state_of_a_partner_are_corrected_with_what_follows_from_them(
    platform: Platform, ask: Ask
) -> None:
    partner, wanted = institution(ask), f"partner {{ {PLACED} }}"
    moved = change(ask, "correctPartner", wanted, partner=partner, isoAlpha3="esp")
    spain = {"isoAlpha3": "ESP", "institutions": [{"id": partner}]}
    nationals = "NATIONAL_HUMAN_RIGHTS_INSTITUTION"
    assert moved["errors"] == []
    assert moved["partner"] == {
        "kind": nationals, "state": spain, "accreditation": "B", "memberOf": [{"id": "Partner:2"}],
    }  # fmt: skip
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert json.loads(entry["payload"]) == {"from": {"state": "State:600"}, "to": {"state": "State:724"}}
    other = change(ask, "correctPartner", wanted, partner=partner, kind="CIVIL_SOCIETY", isoAlpha3=None)
    assert other["partner"] == {"kind": "CIVIL_SOCIETY", "state": None, "accreditation": None, "memberOf": []}
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert json.loads(entry["payload"]) == {
        "from": {"kind": nationals, "state": "State:724", "accreditation": "B"},
        "to": {"kind": "CIVIL_SOCIETY", "state": None, "accreditation": None},
    }
    back = change(ask, "correctPartner", wanted, partner=partner, kind=nationals, isoAlpha3="ESP")
    assert back["partner"] == {"kind": nationals, "state": spain, "accreditation": "NONE", "memberOf": []}


def test_no_kind_or_state_that_could_not_be_registered_is_corrected_to(platform: Platform, ask: Ask) -> None:
    partner, paraguay = institution(ask), make_member(platform, "PRY")
    register(ask, "Defensoría", kind="ACADEMIA", isoAlpha3="PRY")
    for changes, refusals in (
        ({"isoAlpha3": None}, [("INVALID", ["isoAlpha3"])]),
        ({"isoAlpha3": "XXX"}, [("NOT_FOUND", ["isoAlpha3"])]),
        ({"kind": "GANHRI"}, [("CONFLICT", ["kind"])]),
        ({"kind": "ACADEMIA"}, [("CONFLICT", ["name"])]),
        ({"kind": "UN_ENTITY", "accreditation": "A"}, [("INVALID", ["accreditation"])]),
        ({"kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION"}, [("INVALID", ["partner"])]),
    ):
        payload = change(ask, "correctPartner", "partner { id }", partner=partner, **changes)
        assert (payload["partner"], refused(payload)) == (None, refusals), changes
    for changes in ({"isoAlpha3": "ESP"}, {"kind": "UN_ENTITY"}):
        payload = change(ask, "correctPartner", "partner { id }", paraguay.viewer, partner=partner, **changes)
        assert refused(payload) == [("NOT_ALLOWED", None)]


def test_a_partner_that_no_partnership_names_can_be_withdrawn(platform: Platform, ask: Ask) -> None:
    mistaken, named = institution(ask), register(ask, "Amnesty")
    paraguay = make_member(platform, "PRY")
    with writing(platform) as write:
        keys = [int(named.partition(":")[2])]
        partnership = life.propose_partnership(write, life.Proposal("en", "A", "B", [paraguay.key], keys, [1]))
    gone = change(ask, "withdrawPartner", "state { isoAlpha3 }", partner=mistaken, reason="Twice.")
    assert gone == {"state": {"isoAlpha3": "PRY"}, "errors": []}
    assert ask("query($id: ID!) { partner(id: $id) { id } }", {"id": mistaken})["data"]["partner"] is None
    entry = ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("partner.withdrawn", mistaken)
    assert json.loads(entry["payload"]) == {
        "kind": "NATIONAL_HUMAN_RIGHTS_INSTITUTION", "name": {"es": "Defensoria"}, "reason": "Twice.",
    }  # fmt: skip
    (error,) = change(ask, "withdrawPartner", "state { id }", partner=named, reason="Twice.")["errors"]
    assert error["code"] == "CONFLICT"
    assert f"Partnership:{partnership}" in error["message"]
    unnamed = register(ask, "Amnetsy")
    assert change(ask, "withdrawPartner", "state { id }", partner=unnamed, reason="A slip.") == {
        "state": None, "errors": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"name": " "}, "INVALID", ["name"]),
        ({"acronym": "A" * 41}, "INVALID", ["acronym"]),
        ({"accreditation": "A"}, "INVALID", ["accreditation"]),
        ({"website": "javascript:0"}, "UNSAFE_LINK", ["website"]),
        ({"partner": "Partner:1", "name": "OHCHR"}, "CONFLICT", ["partner"]),
        ({"partner": "Partner:12345", "name": "OHCHR"}, "NOT_FOUND", ["partner"]),
    ],
)
def test_a_correction_that_could_not_be_registered_is_refused(
    ask: Ask, changes: dict[str, Any], code: str, path: Any
) -> None:
    partner = register(ask, "Amnesty")
    payload = change(ask, "correctPartner", "partner { id }", **{"partner": partner, **changes})
    assert (payload["partner"], refused(payload)) == (None, [(code, path)])


def test_nobody_else_corrects_the_register(platform: Platform, ask: Ask) -> None:
    morocco, kenya = make_member(platform, "MAR"), make_observer(platform, "KEN")
    for partner in (institution(ask), register(ask, "Amnesty")):
        own = Viewer(Role.PARTNER, partner=int(partner.partition(":")[2]), name="Fictitious")
        for viewer in (Viewer(), morocco.viewer, kenya.viewer, own):
            for name, given in (("correctPartner", {"website": None}), ("withdrawPartner", {"reason": "No."})):
                wanted = "partner { id }" if name == "correctPartner" else "state { id }"
                assert refused(change(ask, name, wanted, viewer, partner=partner, **given)) == [("NOT_ALLOWED", None)]
    paraguay = make_member(platform, "PRY")
    given = {"partner": register(ask, "Amnesty International"), "name": "Mine"}
    assert refused(change(ask, "correctPartner", "partner { id }", paraguay.viewer, **given)) == [("NOT_ALLOWED", None)]
