"""graphql-transport-ws: with its reference client, and with clients that do not keep to it."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.servers import Server

PROTOCOL = ["graphql-transport-ws"]


@pytest.fixture
def client(new_database: Callable[[str], str], new_platform: NewPlatform) -> Iterator[TestClient]:
    platform = new_platform(new_database("sqlite"))
    with TestClient(create_app(platform.settings, platform)) as made:
        yield made


def test_the_reference_client_is_answered(server: Server, platform: Platform, javascript: Callable[..., str]) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    address = server.address.replace("http", "ws") + "/graphql"
    operations = [
        {"query": "{ viewer { role } }"},
        {"query": "query($n: Int) { states(first: $n) { nodes { isoAlpha3 } } }", "variables": {"n": 1}},
        {"query": "{ viewer { rol } }"},
        {"query": "{ viewer {" + " ".join(f"a{n}: role" for n in range(16)) + " } }"},
        {"query": "{ viewer { role } }", "extensions": {"cost": True}},
    ]

    def heard(token: str) -> list[dict[str, Any]]:
        return [
            json.loads(line)
            for line in javascript("conversation.mjs", address, token, json.dumps(operations)).splitlines()
        ]

    answers = heard(token)
    assert answers[0] == {"data": {"viewer": {"role": "ADMINISTRATOR"}}}
    assert answers[1] == {"data": {"states": {"nodes": [{"isoAlpha3": "AFG"}]}}}
    assert [answer["refused"][0]["extensions"]["code"] for answer in answers[2:4]] == ["INVALID_DOCUMENT", "ALIASES"]
    assert answers[4]["extensions"]["cost"]["budget"] == 50_000
    assert heard("")[0] == {"data": {"viewer": {"role": "PUBLIC"}}}
    assert heard("nmirf_unknown_token")[0]["closed"] == 4403


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["no JSON"], 4400),
        (["[]"], 4400),
        ([{}], 4400),
        ([{"type": "nonsense"}], 4400),
        ([{"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}}], 4401),
        ([{"type": "connection_init", "payload": []}, {"type": "connection_init", "payload": 3}], 4429),
        ([{"type": "connection_init", "payload": 3}], 4400),
        ([{"type": "connection_init", "payload": {"authorization": "Bearer nmirf_unknown_token"}}], 4403),
        ([{"type": "connection_init", "payload": {"Authorization": "Bearer é"}}], 4403),
        ([{"type": "connection_init", "payload": {"authorization": ["Bearer nmirf_unknown_token"]}}], 4400),
        ([{"type": "connection_init"}, {"type": "connection_init"}], 4429),
        ([{"type": "connection_init"}, {"type": "subscribe", "payload": {"query": "{ __typename }"}}], 4400),
        ([{"type": "connection_init"}, {"type": "subscribe", "id": "x" * 300, "payload": {}}], 4400),
        (["[" * 100_000], 4400),
        (['{"type":"' + "x" * 1_000_001 + '"}'], 4400),
    ],
)
def test_a_client_that_breaks_the_protocol_is_disconnected(client: TestClient, messages: list[Any], code: int) -> None:
    with client.websocket_connect("/graphql", subprotocols=PROTOCOL) as socket:
        for message in messages:
            socket.send_text(message if isinstance(message, str) else json.dumps(message))
        with pytest.raises(WebSocketDisconnect) as closed:
            for _ in range(5):
                socket.receive_json()
        assert closed.value.code == code


def test_a_refused_token_is_told_in_whole_sentences(client: TestClient) -> None:
    """The reason of a close frame has at most 123 bytes (RFC 6455, section 5.5)."""
    with client.websocket_connect("/graphql", subprotocols=PROTOCOL) as socket:
        socket.send_json({"type": "connection_init", "payload": {"authorization": "Bearer nmirf_unknown_token"}})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert (closed.value.code, closed.value.reason) == (4403, "This token is unknown, expired or revoked.")


def test_bytes_and_other_protocols_are_refused(client: TestClient) -> None:
    with client.websocket_connect("/graphql", subprotocols=PROTOCOL) as socket:
        socket.send_bytes(b"\xff\xfe")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
        assert closed.value.code == 4400
    for spoken in (["graphql-ws"], None):
        with client.websocket_connect("/graphql", subprotocols=spoken) as socket:
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_json()
            assert (closed.value.code, closed.value.reason) == (4406, "Speak graphql-transport-ws.")


@pytest.mark.parametrize(
    "payload", [None, 3, [], {}, {"query": 1}, {"query": "{"}, {"query": "{ x }", "variables": []}]
)
def test_a_bad_operation_is_an_error_of_its_own(client: TestClient, payload: Any) -> None:
    with client.websocket_connect("/graphql", subprotocols=PROTOCOL) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
        heard = socket.receive_json()
        assert (heard["id"], heard["type"]) == ("1", "error")
        assert heard["payload"][0]["extensions"]["code"]
        socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { role } }"}})
        assert socket.receive_json()["payload"] == {"data": {"viewer": {"role": "PUBLIC"}}}


def test_a_client_that_goes_without_a_word_leaves_nothing_in_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    subscribed: list[dict[str, Any]] = [
        {"id": str(n), "type": "subscribe", "payload": {"query": "{ states { nodes { name } } }"}} for n in range(20)
    ]
    texts = [json.dumps(message) for message in ({"type": "connection_init"}, *subscribed)]
    said = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "text": text} for text in texts)]
    tried = []

    async def receive() -> dict[str, Any]:
        if said:
            return said.pop(0)
        await asyncio.sleep(0.5)
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(message: Any) -> None:
        if '"next"' in message.get("text", ""):
            tried.append(message)
            raise ConnectionResetError

    scope = {"type": "websocket", "path": "/graphql", "query_string": b"", "headers": [], "subprotocols": PROTOCOL,
             "client": ("127.0.0.1", 1), "scheme": "ws", "state": {}}  # fmt: skip
    assert client.portal is not None
    client.portal.call(client.app, scope, receive, send)
    gc.collect()
    assert tried
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize(
    ("origins", "origin", "opened"),
    [
        (("*",), "https://else.example", True),
        (("https://portal.example",), "https://portal.example", True),
        (("https://portal.example",), "https://else.example", False),
        (("https://portal.example",), "null", False),
        ((), "https://else.example", False),
        ((), "http://testserver", True),  # its own pages: GraphiQL
        ((), None, True),  # no page
    ],
)
def test_pages_of_the_origins_that_may_read_open_web_sockets(
    new_database: Callable[[str], str], new_platform: NewPlatform, origins: tuple[str, ...], origin: str | None,
    opened: bool,
) -> None:  # fmt: skip
    platform = new_platform(new_database("sqlite"), cors_origins=origins)
    headers = {} if origin is None else {"origin": origin}
    with (
        TestClient(create_app(platform.settings, platform)) as client,
        client.websocket_connect("/graphql", PROTOCOL, headers=headers) as socket,
    ):
        if opened:
            socket.send_json({"type": "connection_init"})
            assert socket.receive_json()["type"] == "connection_ack"
        else:
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_json()
            assert (closed.value.code, closed.value.reason) == (4403, "Pages of this origin may not read here.")
