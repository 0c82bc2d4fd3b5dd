"""A client of the tests' own that follows subscriptions on a web socket of an app in this process."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect


class Following:
    """A web socket on which a subscription is open, or several."""

    def __init__(self, client: TestClient, token: str, query: str) -> None:
        self.query = query
        self.opening = client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"])
        self.token = token

    def __enter__(self) -> Following:
        self.socket: WebSocketTestSession = self.opening.__enter__()
        payload = {"authorization": f"Bearer {self.token}"} if self.token else {}
        self.socket.send_json({"type": "connection_init", "payload": payload})
        assert self.socket.receive_json() == {"type": "connection_ack"}
        return self

    def __exit__(self, *gone: Any) -> None:
        self.opening.__exit__(*gone)

    def subscribe(self, name: str = "1") -> None:
        self.socket.send_json({"id": name, "type": "subscribe", "payload": {"query": self.query}})

    def next(self) -> Any:
        message = self.socket.receive_json()
        assert message["type"] == "next", message
        return message["payload"]["data"]["journalAppended"]

    def refused(self) -> str:
        """The code with which a subscription ends."""
        message = self.socket.receive_json()
        assert message["type"] == "error", message
        code: str = message["payload"][0]["extensions"]["code"]
        return code

    def closed(self) -> int:
        """The code with which the server closes."""
        with pytest.raises(WebSocketDisconnect) as ended:
            self.socket.receive_json()
        code: int = ended.value.code
        return code
