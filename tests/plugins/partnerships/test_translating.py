"""(P6) Parties translate partnerships and their activities, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from core import Role, Viewer
from core.platform import Platform
from plugins.partnerships.rules import life
from tests.factories import SECRETARIAT, Made, make_member, writing
from tests.plugins.partnerships.conftest import Http

OHCHR = Viewer(Role.PARTNER, partner=1, name="Fictitious")
LAST = "{ journal(last: 1) { nodes { action subject payload } } }"
PARTNERSHIP = "partnership { title description originalLanguage languages }"
ACTIVITY = "activity { title originalLanguage languages }"
FRENCH = {"language": "FR", "title": "Un partenariat fictif", "description": "Rien n’est vrai."}


@dataclass(frozen=True)
class World:
    """A partnership of Paraguay with OHCHR, with an activity; Morocco has no part in it."""

    paraguay: Made
    morocco: Made
    partnership: str
    activity: str
    http: Http

    def change(self, name: str, wanted: str, viewer: Viewer, /, **fields: Any) -> Any:
        return _change(self.http, name, wanted, viewer, **fields)

    def translate(self, viewer: Viewer = SECRETARIAT, **fields: Any) -> Any:
        given = {"partnership": self.partnership, **FRENCH, **fields}
        return self.change("translatePartnership", PARTNERSHIP, viewer, **given)

    def translate_activity(self, viewer: Viewer = SECRETARIAT, **fields: Any) -> Any:
        given = {"activity": self.activity, "language": "FR", "title": "Un atelier", **fields}
        return self.change("translateActivity", ACTIVITY, viewer, **given)

    def last(self) -> Any:
        (entry,) = self.http(LAST)["journal"]["nodes"]
        return entry["action"], entry["subject"], json.loads(entry["payload"])


def _change(http: Http, name: str, wanted: str, viewer: Viewer, /, **fields: Any) -> Any:
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {wanted} errors {{ code path }} }} }}"
    return http(document, viewer, input=fields)[name]


@pytest.fixture
def world(platform: Platform, http: Http) -> World:
    paraguay, morocco = make_member(platform, "PRY"), make_member(platform, "MAR")
    with writing(platform) as write:
        proposal = life.Proposal(
            "en", "A fictitious partnership", "Nothing of it is real.", [paraguay.key], [1], [1], (), None, None, None
        )
        partnership = life.propose_partnership(write, proposal)
        life.activate_partnership(write, partnership)
        today = write.today.isoformat()
    held = {"partnership": f"Partnership:{partnership}", "language": "EN", "title": "A workshop", "on": today}
    activity = _change(http, "recordActivity", "activity { id }", OHCHR, **held)["activity"]["id"]
    return World(paraguay, morocco, f"Partnership:{partnership}", activity, http)


def test_parties_translate_a_partnership(world: World, client: TestClient) -> None:
    for viewer, language in ((world.paraguay.viewer, "FR"), (OHCHR, "ES"), (SECRETARIAT, "RU")):
        assert world.translate(viewer, language=language)["errors"] == []
    found = world.translate(title="Le partenariat fictif")
    assert found["partnership"] == {
        "title": "A fictitious partnership",
        "description": "Nothing of it is real.",
        "originalLanguage": "EN",
        "languages": ["EN", "ES", "FR", "RU"],
    }
    facts = {"language": "fr", "title": "Le partenariat fictif"}
    assert world.last() == ("partnership.translated", world.partnership, facts)
    query = {"query": "{ partnerships { nodes { title description } } }"}
    read = client.post("/graphql", json=query, headers={"accept-language": "fr"}).json()["data"]
    french = {"title": "Le partenariat fictif", "description": "Rien n’est vrai."}
    assert read["partnerships"]["nodes"] == [french]


def test_parties_translate_the_title_of_an_activity(world: World) -> None:
    assert world.translate_activity(world.paraguay.viewer)["errors"] == []
    assert world.last() == ("activity.translated", world.activity, {"language": "fr", "title": "Un atelier"})
    found = world.translate_activity(OHCHR, language="ES", title="Un taller")["activity"]
    assert found == {"title": "A workshop", "originalLanguage": "EN", "languages": ["EN", "ES", "FR"]}


@pytest.mark.parametrize("translate", [World.translate, World.translate_activity])
def test_nobody_else_translates_and_the_original_cannot_be_replaced(
    world: World, translate: Callable[..., Any]
) -> None:
    for viewer in (world.morocco.viewer, Viewer(Role.PARTNER, partner=2), Viewer()):
        assert [error["code"] for error in translate(world, viewer)["errors"]] == ["NOT_ALLOWED"]
    refused = translate(world, world.paraguay.viewer, language="EN")
    assert refused["errors"] == [{"code": "CONFLICT", "path": ["language"]}]
    assert translate(world)["errors"] == []
    assert [error["code"] for error in translate(world)["errors"]] == ["INVALID"]
    assert translate(world, title=" ")["errors"] == [{"code": "INVALID", "path": ["title"]}]


def test_what_does_not_exist_is_not_translated(world: World) -> None:
    missing = [{"code": "NOT_FOUND", "path": ["partnership"]}]
    assert world.translate(partnership="Partnership:1")["errors"] == missing
    missing = [{"code": "NOT_FOUND", "path": ["activity"]}]
    assert world.translate_activity(activity="Activity:1")["errors"] == missing


def test_a_partnership_that_has_ended_can_be_translated(platform: Platform, world: World) -> None:
    with writing(platform) as write:
        life.conclude_partnership(write, int(world.partnership.partition(":")[2]), write.today)
    assert world.translate(world.paraguay.viewer)["errors"] == []
