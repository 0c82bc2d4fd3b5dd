"""Large statements of mutations and subscriptions: they have the places of large ones, and the budget of their reader."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from core import hookimpl
from core.identity import Role
from core.members.enums import MechanismType
from core.members.rules.mechanisms import MechanismDescription, register_mechanism
from core.platform import Platform
from core.plugins.finding import load_plugins
from core.settings.settings import Settings
from core.tables import journal
from core.types import JournalEntry
from schema import resolved
from schema.limits import busy
from tests.factories import make_member, make_observer, new_token, writing
from tests.operation.following import Following
from tests.servers import wait_until

APPENDED = "subscription { journalAppended { action large } }"
ROWS = 2_500
DESIGNATED = """mutation($p: ID!) { designateFocalPoint(input: {
  participant: $p, name: "New", email: "n@test.example", since: "2024-07-01"}) {
  focalPoint { participant { %s } } errors { code } } }"""


class Large:
    """What entries of the journal get in these tests: a field that may read many rows."""

    large: str = resolved(lambda reading, action: action, needs={"action": journal.c.action}, cost=ROWS)


LARGE = ModuleType("large")
LARGE.register_fields = hookimpl(lambda: [(JournalEntry, Large)])  # type: ignore[attr-defined]


@pytest.fixture
def platform(database_url: str) -> Iterator[Platform]:
    """The platform with such a field; members may read less at once than observers."""
    costs = {"PUBLIC": 1_000, "OBSERVER": 5_000, "FOCAL_POINT": 1_000, "ADMINISTRATOR": 5_000}
    made = Platform(Settings(database_url=database_url, max_cost=costs), load_plugins(extra={"large": LARGE}))
    yield made
    made.database.dispose()


def _hear(platform: Platform, refused: int = 0) -> list[bool]:
    """Whether each statement from now on is told to be large; so many of these are refused."""
    heard: list[bool] = []
    fetch = platform.store.fetch

    async def hearing(sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
        heard.append(heavy)
        if heavy and heard.count(True) <= refused:
            raise busy()
        return await fetch(sql, parameters, heavy)

    platform.store.fetch = hearing  # type: ignore[method-assign]
    return heard


def _subscribe(following: Following, platform: Platform) -> None:
    following.subscribe()
    wait_until(lambda: bool(platform.stream.followers) and platform.stream.ready.is_set())


def test_a_large_event_waits_for_its_place(client: TestClient, platform: Platform) -> None:
    with Following(client, new_token(platform, Role.ADMINISTRATOR), APPENDED) as following:
        heard = _hear(platform, refused=2)
        _subscribe(following, platform)
        with writing(platform) as write:
            write.record("test.written", None, {})
        assert following.next()["large"]
        assert heard[:3] == [True] * 3


def test_an_event_is_held_to_the_budget_of_the_role_that_its_reader_has_by_then(
    client: TestClient, platform: Platform
) -> None:
    observer = make_observer(platform, "KEN")
    token = new_token(platform, Role.OBSERVER, observer.key)
    with Following(client, token, APPENDED) as following:
        _subscribe(following, platform)
        with writing(platform, observer.viewer) as write:
            register_mechanism(write, observer.key, MechanismDescription("en", "Fictitious", MechanismType.AD_HOC))
        assert following.refused() == "COST"


@pytest.mark.parametrize(("lists", "large"), [(1, False), (5, True)])
@pytest.mark.parametrize("written_once", [True, False])
def test_a_large_answer_to_a_mutation_is_reported_as_too_large(
    client: TestClient, platform: Platform, lists: int, large: bool, written_once: bool
) -> None:
    member, token = make_member(platform, "PRY"), new_token(platform, Role.ADMINISTRATOR)
    platform.engine.always_execute = not written_once
    selected = " ".join(f"a{number}: practices(first: 250) {{ nodes {{ state {{ id }} }} }}" for number in range(lists))
    heard = _hear(platform)
    sent = {"query": DESIGNATED % selected, "variables": {"p": member.id}}
    answer = client.post("/graphql", json=sent, headers={"authorization": f"Bearer {token}"}).json()
    assert answer["data"]["designateFocalPoint"]["errors"] == []
    assert heard == [large]
