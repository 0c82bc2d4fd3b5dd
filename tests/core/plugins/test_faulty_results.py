"""Faults of plugins while the platform runs: clients get an id, and the log says whose fault it is, or what to write."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
import strawberry
from starlette.testclient import TestClient

from core.journal.chain import Entry
from core.members import State
from core.observation.logs import JsonLines, TextLines
from core.platform import Platform
from core.plugins.hookspecs import hookimpl
from core.server.app import create_app
from core.writing.write import Write
from schema import mutation, subscription
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with, plugin


@strawberry.input
class Visit:
    """What is visited."""

    word: str


def _says(caplog: pytest.LogCaptureFixture) -> str:
    """What the one line of a failure says, for machines and for people alike."""
    (record,) = [record for record in caplog.records if record.exc_info]
    said: str = json.loads(JsonLines().format(record))["error"]["says"]
    assert f"DeclarationError: {said}" in TextLines().format(record)
    return said


def _with(url: str, new_platform: NewPlatform, **hooks: Any) -> Platform:
    return new_platform(url, members_with({"alpha": plugin("alpha", **hooks)}))


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (None, "None"),
        ("State:1", "str"),
        ({"state": "State:1"}, '{"state": str}'),
        ({"sate": 1}, '{"sate": int}'),
    ],
)
def test_a_mutation_that_returns_no_keys_is_logged(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture, answered: Any, told: str
) -> None:
    def visit(write: Write, input: Visit) -> Any:
        """Visit a state."""
        return answered

    platform = _with(database_url, new_platform, register_mutations=type("Visits", (), {
        "__module__": __name__, "visit": mutation(state=State)(visit),
    }))  # fmt: skip
    with TestClient(create_app(platform.settings, platform)) as client:
        question = 'mutation { visit(input: {word: "x"}) { state { isoAlpha3 } } }'
        answer = client.post("/graphql", json={"query": question}).json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INTERNAL"]
    said = _says(caplog)
    assert f'visit returns {told}: return {{"state": KEY}}, where KEY is the primary key of a row' in said
    assert "State:1" not in said


@pytest.mark.parametrize(("yielded", "told"), [("State:1", "str"), (None, "None"), (True, "bool")])
def test_a_subscription_that_yields_no_key_is_logged(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture, yielded: Any, told: str
) -> None:
    """It would be silent for ever: there is no such row."""

    async def visited(context: Any) -> AsyncIterator[Any]:
        yield yielded

    platform = _with(database_url, new_platform, register_subscriptions=type("Visits", (), {
        "__module__": __name__, "visited": subscription(State)(visited),
    }))  # fmt: skip
    with (
        TestClient(create_app(platform.settings, platform)) as client,
        client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        question = {"query": "subscription { visited { isoAlpha3 } }"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": question})
        heard = socket.receive_json()
    assert (heard["type"], heard["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
    assert f"visited yields {told}: yield the primary key of the row that changed" in _says(caplog)


def test_the_log_names_the_plugin_that_failed_before_a_commit(
    database_url: str, new_platform: NewPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    def visit(write: Write, input: Visit) -> Any:
        """Visit a state."""
        write.record("alpha.visited", None, {})
        return {"state": 1}

    def before_commit(entries: Sequence[Entry]) -> None:
        raise LookupError(f"of {entries[0].action}")

    alpha = plugin("alpha", register_mutations=type("Visits", (), {
        "__module__": __name__, "visit": mutation(state=State)(visit),
    }))  # fmt: skip
    alpha.before_commit = hookimpl(before_commit)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"alpha": alpha}))
    with TestClient(create_app(platform.settings, platform)) as client:
        client.post("/graphql", json={"query": 'mutation { visit(input: {word: "x"}) { state { isoAlpha3 } } }'})
    (record,) = [record for record in caplog.records if record.exc_info]
    assert json.loads(JsonLines().format(record))["error"]["in"] == ["before_commit of the plugin 'alpha'"]
    assert "  LookupError in before_commit of the plugin 'alpha'\n" in TextLines().format(record)
