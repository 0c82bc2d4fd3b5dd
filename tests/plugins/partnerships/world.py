"""A small world of partnerships, and what is refused in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.identity import Viewer
from core.platform import Platform
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


def make_world(platform: Platform, ask: Ask) -> World:
    """The world, as its partnership begins."""
    made = World(
        make_member(platform, "PRY"), make_member(platform, "MAR"), make_observer(platform, "KEN"), "", ask, platform
    )
    proposed = made.change("proposePartnership", made.paraguay.viewer, "partnership { id }", **proposal(made))
    begun = World(made.paraguay, made.morocco, made.kenya, proposed["partnership"]["id"], ask, platform)
    assert (
        made.change("activatePartnership", SECRETARIAT, "partnership { id }", partnership=begun.partnership)["errors"]
        == []
    )
    return begun


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
