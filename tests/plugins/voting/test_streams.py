"""Subscriptions over graphql-transport-ws: what another process writes is heard."""

from __future__ import annotations

from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession

from core.app import create_app
from core.platform import Platform
from core.settings import Settings
from plugins.voting.enums import Choice
from plugins.voting.rules import ballots
from tests.factories import Made, writing
from tests.plugins.voting.steps import make_members, voting

CHANGED = """subscription($id: ID!) { decisionChanged(id: $id) { stage cast { isoAlpha3 } tally { yes }
  ballots { totalCount } } }"""


@pytest.fixture
def client(platform: Platform) -> Iterator[TestClient]:
    with TestClient(create_app(platform.settings, platform)) as made:
        yield made


def _subscribe(socket: WebSocketTestSession, query: str, variables: dict[str, Any] | None = None) -> None:
    socket.send_json({"type": "connection_init"})
    assert socket.receive_json() == {"type": "connection_ack"}
    socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": query, "variables": variables or {}}})
    socket.send_json({"type": "ping"})
    assert socket.receive_json()["type"] == "pong"


def _cast(address: str, decision: int, member: Made, choice: Choice) -> None:
    """By another process, as far as the server can tell: over connections of its own."""
    other = Platform(Settings(database_url=address))
    with writing(other, member.viewer) as write:
        ballots.cast_ballot(write, decision, ballots.Voice(member.key, choice))
    other.database.dispose()


def test_a_decision_is_followed_without_any_choice(platform: Platform, client: TestClient, database_url: str) -> None:
    members = make_members(platform)
    decision = voting(platform, members)
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        _subscribe(socket, CHANGED, {"id": f"Decision:{decision}"})
        _settled()
        _cast(database_url, decision, members[1], Choice.YES)
        heard = socket.receive_json()["payload"]["data"]["decisionChanged"]
        assert heard == {"stage": "VOTING", "cast": [{"isoAlpha3": "MAR"}], "tally": None, "ballots": {"totalCount": 0}}
        with writing(platform) as write:
            ballots.close_vote(write, decision)
        heard = socket.receive_json()["payload"]["data"]["decisionChanged"]
        assert heard["stage"] == "ADOPTED"
        assert heard["tally"] == {"yes": 1}


def test_the_journal_is_followed_by_what_is_public(platform: Platform, client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        _subscribe(socket, "subscription { journalAppended { action sequence } }")
        _settled()
        with writing(platform) as write:
            write.record("test.hidden", None, {}, public=False)
            write.record("test.shown", None, {})
        heard = socket.receive_json()["payload"]["data"]["journalAppended"]
        assert heard == {"action": "test.shown", "sequence": 2}


def _settled() -> None:
    """Give the stream the time to note where the journal ends."""
    sleep(0.5)
