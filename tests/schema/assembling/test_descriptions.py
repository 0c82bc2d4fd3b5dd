"""The schema tells those who build on it what everything is."""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module

import pytest

from core.assembly import assemble_schema
from core.conformance.checks.descriptions import descriptions
from core.platform import Platform
from core.plugins.finding import load_plugins
from tests.conftest import Ask
from tests.environment import ROOT
from tests.factories import make_member


def test_each_type_field_argument_and_value_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "example_plugin"))
    with_a_strangers = load_plugins(extra={"southern_cone": import_module("southern_cone")})
    described = dict(descriptions(assemble_schema(with_a_strangers).graphql))
    for name in [name for name in sys.modules if name.partition(".")[0] == "southern_cone"]:
        monkeypatch.delitem(sys.modules, name)
    assert {
        "Choice", "Choice.ABSTAIN", "Query.members(on:)", "CastBallotInput.choice", "AgendaTooLate", "Workshop.heldOn",
        "WorkshopInThePast", "PageInfo.endCursor", "Node.id", "UserError.code", "Network.name(language:)",
    } <= set(described)  # fmt: skip
    assert [coordinate for coordinate, description in described.items() if not description] == []


def test_the_schema_is_described_by_the_docstrings(ask: Ask) -> None:
    asked = """{
      standing: __type(name: "Standing") { description enumValues { name description } }
      refusal: __type(name: "RevisionConflict") { description fields { name description } }
      input: __type(name: "SeekConsensusInput") { description }
    }"""
    described = ask(asked)["data"]
    assert described["standing"] == {
        "description": "(Membership) What a state is to the Network that it takes part in.",
        "enumValues": [
            {
                "name": "MEMBER",
                "description": "The state has a national mechanism, of any type, structure or legal form.",
            },
            {"name": "OBSERVER", "description": "The state has no national mechanism yet."},
        ],
    }
    assert described["refusal"]["description"] == "The practice was changed in the meantime."
    assert {"code", "message", "path", "currentRevision"} == {field["name"] for field in described["refusal"]["fields"]}
    assert described["input"]["description"] == "A draft, and until when consensus on it is sought."


def test_scalars_name_the_specification_of_days_and_moments(ask: Ask) -> None:
    described = ask(
        '{ day: __type(name: "Date") { specifiedByURL } moment: __type(name: "DateTime") { specifiedByURL } }'
    )
    specified = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
    assert described["data"] == {"day": {"specifiedByURL": specified}, "moment": {"specifiedByURL": specified}}


def _arguments(ask: Ask, field: str) -> dict[str, str]:
    """The descriptions of the arguments of a root field."""
    fields = ask('{ __type(name: "Query") { fields { name args { name description } } } }')["data"]["__type"]["fields"]
    (found,) = [one for one in fields if one["name"] == field]
    return {argument["name"]: argument["description"] for argument in found["args"]}


def test_a_page_has_as_many_as_is_said_where_nobody_asks_for_a_number(ask: Ask) -> None:
    page = ask("{ states { nodes { id } } }")["data"]["states"]["nodes"]
    assert f"{len(page)} if neither `first` nor `last` is given" in _arguments(ask, "states")["first"]


def test_an_order_runs_as_is_said_where_nobody_asks_for_a_direction(platform: Platform, ask: Ask) -> None:
    make_member(platform, "PRY", date(2024, 6, 3))
    make_member(platform, "MAR", date(2024, 6, 4))

    def ordered(arguments: str = "first: 9") -> list[dict[str, str]]:
        nodes: list[dict[str, str]] = ask(f"{{ members({arguments}) {{ nodes {{ id }} }} }}")["data"]["members"][
            "nodes"
        ]
        return nodes

    described = _arguments(ask, "members")
    assert described["orderBy"].endswith("Default: NAME.")
    assert described["direction"].endswith("Default: ASC.")
    assert ordered() == ordered("orderBy: NAME")
    for order in ("NAME", "JOINED_ON"):
        assert ordered(f"orderBy: {order}") == ordered(f"orderBy: {order}, direction: ASC")
        assert ordered(f"orderBy: {order}") != ordered(f"orderBy: {order}, direction: DESC")


@pytest.mark.parametrize("field", ["members", "observers", "executiveCommittee"])
def test_an_argument_for_another_day_describes_what_it_means_for_caches(ask: Ask, field: str) -> None:
    assert "a cache that stores objects by id must not mix days" in _arguments(ask, field)["on"]
