"""Mistaken records are withdrawn; the journal has no text of them that it did not have before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from core import Role, Viewer
from core.platform import Platform
from plugins.partnerships.rules import life
from tests.conftest import Ask
from tests.factories import SECRETARIAT, Made, make_member, writing

OHCHR = Viewer(Role.PARTNER, partner=1, name="Fictitious")
SEEN = """query($id: ID!) { partnership(id: $id) { contributions { id amount } totals { amount contributions }
    activities { totalCount nodes { title } } }
  network { resources { amount contributions partnerships } } partner(id: "Partner:1") { activities { totalCount } } }"""
LAST = "{ journal(last: 1) { nodes { action subject payload actor } } }"


@dataclass(frozen=True)
class World:
    """A partnership of Paraguay with OHCHR, with a contribution of 100000.00; Morocco has no part in it."""

    paraguay: Made
    morocco: Made
    partnership: str
    today: str
    ask: Ask

    def change(self, name: str, wanted: str, viewer: Viewer, /, **fields: Any) -> Any:
        kind = f"{name[0].upper()}{name[1:]}Input"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} errors {{ code path }} }} }}"
        return self.ask(document, {"input": fields}, viewer)["data"][name]

    def give(self, amount: str) -> str:
        """The id of a new contribution."""
        fields = {"kind": "FUNDING", "by": "Nobody", "description": "A gift", "amount": amount, "currency": "EUR"}
        wanted, on = "partnership { contributions { id amount } }", self.partnership
        given = self.change("recordContribution", wanted, self.paraguay.viewer, partnership=on, **fields)
        (made,) = [one["id"] for one in given["partnership"]["contributions"] if one["amount"] == amount]
        return str(made)

    def hold(self) -> str:
        """The id of a new activity."""
        fields = {"language": "EN", "title": "Mistaken", "on": self.today, "place": "Nowhere"}
        held = self.change("recordActivity", "activity { id }", OHCHR, partnership=self.partnership, **fields)
        return str(held["activity"]["id"])

    def seen(self) -> Any:
        return self.ask(SEEN, {"id": self.partnership})["data"]


@pytest.fixture
def world(platform: Platform, ask: Ask) -> World:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    with writing(platform) as write:
        proposal = life.Proposal("en", "Fictitious", "Not real", [paraguay.key], [1], [1])
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
    made = World(paraguay, morocco, f"Partnership:{partnership}", platform.now().date().isoformat(), ask)
    made.give("100000.00")
    return made


@pytest.mark.parametrize("who", ["participant", "partner", "secretariat"])
def test_a_withdrawn_contribution_is_gone_from_all_totals(world: World, who: str) -> None:
    viewer = {"participant": world.paraguay.viewer, "partner": OHCHR, "secretariat": SECRETARIAT}[who]
    before = world.seen()
    mistaken = world.give("1000000.00")
    assert world.seen()["network"]["resources"][0]["amount"] == "1100000.00"
    wanted = "partnership { id totals { amount contributions } }"
    gone = world.change("withdrawContribution", wanted, viewer, contribution=mistaken, reason=" A zero too many. ")
    assert gone == {
        "partnership": {"id": world.partnership, "totals": [{"amount": "100000.00", "contributions": 1}]},
        "errors": [],
    }
    assert world.seen() == before
    assert world.ask("query($id: ID!) { node(id: $id) { id } }", {"id": mistaken})["data"]["node"] is None
    entry = world.ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("partnership.contribution_withdrawn", world.partnership)
    assert json.loads(entry["payload"]) == {
        "contribution": mistaken, "kind": "FUNDING", "by": "Nobody", "amount": "1000000.00", "currency": "EUR",
        "reason": "A zero too many.",
    }  # fmt: skip
    again = world.change("withdrawContribution", wanted, viewer, contribution=mistaken, reason="Again")
    assert again["errors"] == [{"code": "NOT_FOUND", "path": ["contribution"]}]


def test_a_withdrawn_activity_is_gone_from_all_lists(world: World) -> None:
    before = world.seen()
    mistaken = world.hold()
    assert world.seen()["partner"]["activities"]["totalCount"] == 1
    gone = world.change(
        "withdrawActivity", "partnership { id }", world.paraguay.viewer, activity=mistaken, reason="It was put off."
    )
    assert gone == {"partnership": {"id": world.partnership}, "errors": []}
    assert world.seen() == before
    entry = world.ask(LAST)["data"]["journal"]["nodes"][0]
    assert (entry["action"], entry["subject"]) == ("activity.withdrawn", mistaken)
    assert json.loads(entry["payload"]) == {
        "partnership": world.partnership, "on": world.today, "reason": "It was put off.",
    }  # fmt: skip


def test_withdrawing_takes_the_right_to_record_and_a_reason(world: World) -> None:
    contribution, activity = world.give("1.00"), world.hold()
    recorded = (("withdrawContribution", "contribution", contribution), ("withdrawActivity", "activity", activity))
    before, journaled = world.seen(), world.ask(LAST)
    for name, what, identifier in recorded:
        for viewer, reason, refusal in (
            (Viewer(), "X", {"code": "NOT_ALLOWED", "path": [what]}),
            (world.morocco.viewer, "X", {"code": "NOT_ALLOWED", "path": [what]}),
            (world.paraguay.viewer, " ", {"code": "INVALID", "path": ["reason"]}),
        ):
            refused = world.change(name, "partnership { id }", viewer, **{what: identifier}, reason=reason)
            assert refused == {"partnership": None, "errors": [refusal]}
    assert world.seen() == before
    assert world.ask(LAST) == journaled


def test_a_contribution_to_a_concluded_partnership_can_be_withdrawn(world: World) -> None:
    mistaken = world.give("1.00")
    world.change(
        "concludePartnership", "partnership { id }", SECRETARIAT, partnership=world.partnership, on=world.today
    )
    wanted = "partnership { status totals { amount } }"
    gone = world.change("withdrawContribution", wanted, world.paraguay.viewer, contribution=mistaken, reason="X")
    assert gone == {"partnership": {"status": "CONCLUDED", "totals": [{"amount": "100000.00"}]}, "errors": []}
