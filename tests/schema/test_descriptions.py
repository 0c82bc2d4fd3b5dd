"""The schema tells those who build on it what everything is."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

from core.conformance.checks.told import descriptions
from core.platform import assemble_schema
from core.plugins import load_plugins
from tests.conftest import Ask
from tests.environment import ROOT


def test_each_type_field_argument_and_value_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "example_plugin"))
    with_a_strangers = load_plugins(extra={"southern_cone": import_module("southern_cone")})
    told = dict(descriptions(assemble_schema(with_a_strangers).schema._schema))
    for name in [name for name in sys.modules if name.partition(".")[0] == "southern_cone"]:
        monkeypatch.delitem(sys.modules, name)
    assert {
        "Choice", "Choice.ABSTAIN", "Query.members(on:)", "CastBallotInput.choice", "AgendaTooLate", "Workshop.heldOn",
        "WorkshopInThePast", "PageInfo.endCursor", "Node.id", "UserError.code", "Network.name(language:)",
    } <= set(told)  # fmt: skip
    assert [coordinate for coordinate, description in told.items() if not description] == []


def test_a_front_end_is_told_what_stands_in_the_docstrings(ask: Ask) -> None:
    asked = """{
      standing: __type(name: "Standing") { description enumValues { name description } }
      refusal: __type(name: "RevisionConflict") { description fields { name description } }
      input: __type(name: "SeekConsensusInput") { description }
    }"""
    told = ask(asked)["data"]
    assert told["standing"] == {
        "description": "(Membership) What a state is to the Network that it takes part in.",
        "enumValues": [
            {
                "name": "MEMBER",
                "description": "The state has a national mechanism, of any type, structure or legal form.",
            },
            {"name": "OBSERVER", "description": "The state has no national mechanism yet."},
        ],
    }
    assert told["refusal"]["description"] == "Somebody else changed the practice in between."
    assert {"code", "message", "path", "currentRevision"} == {field["name"] for field in told["refusal"]["fields"]}
    assert told["input"]["description"] == "A draft, and until when its consensus is sought."
