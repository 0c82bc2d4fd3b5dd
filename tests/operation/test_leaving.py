"""A client that leaves before it is answered: what is read for it is given up, what it writes is written."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import orjson
import pytest

from core.identity import Role
from core.platform import Platform
from tests.factories import make_observer, new_token
from tests.operation.server_in_thread import Listening, listening, post
from tests.servers import wait_until

QUERY = "{ states(first: 3) { nodes { name } } }"
MUTATION = """mutation($id: ID!) { designateFocalPoint(input: {
  participant: $id, name: "Fictitious", email: "f@test.example", since: "2024-06-05"}) { focalPoint { name } } }"""


@dataclass
class Reads:
    """The reads of a store, each of which waits until it may go on, and what became of them."""

    begun: Event = field(default_factory=Event)
    may_go_on: Event = field(default_factory=Event)
    ended: list[str] = field(default_factory=list)


@pytest.fixture
def reads(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    made, fetch = Reads(), platform.store.fetch

    async def held(*given: Any, **named: Any) -> bytes:
        made.begun.set()
        try:
            while not made.may_go_on.is_set():
                await asyncio.sleep(0.01)
            answer = await fetch(*given, **named)
        except asyncio.CancelledError:
            made.ended.append("given up")
            raise
        made.ended.append("read")
        return answer

    monkeypatch.setattr(platform.store, "fetch", held)
    yield made
    made.may_go_on.set()


def _leave(served: Listening, reads: Reads, sent: dict[str, Any], *headers: str) -> None:
    """Send a request, and close the connection once it waits for the database."""
    with socket.create_connection(("127.0.0.1", served.port), 10) as client:
        client.sendall(post(orjson.dumps(sent), *headers))
        assert reads.begun.wait(20)


@pytest.mark.parametrize("signed_in", [False, True])
def test_what_is_read_for_a_client_that_has_left_is_given_up(platform: Platform, reads: Reads, signed_in: bool) -> None:
    headers = [f"authorization: Bearer {new_token(platform, Role.ADMINISTRATOR)}"] if signed_in else []
    with listening(platform) as served:
        _leave(served, reads, {"query": QUERY}, *headers)
        wait_until(lambda: reads.ended == ["given up"])
        reads.may_go_on.set()
        (answer,) = served.ask(post(orjson.dumps({"query": QUERY}), *headers))
        assert b'"nodes":[{"name":"Afghanistan"}' in answer
    assert [line for line in served.lines if line["level"] in ("ERROR", "WARNING")] == []


def test_what_a_client_that_has_left_writes_is_written_to_its_end(platform: Platform, reads: Reads) -> None:
    token, observer = new_token(platform, Role.ADMINISTRATOR), make_observer(platform, "FRA")
    with listening(platform) as served:
        variables = {"id": observer.id}
        _leave(served, reads, {"query": MUTATION, "variables": variables}, f"authorization: Bearer {token}")
        reads.may_go_on.set()
        wait_until(lambda: reads.ended == ["read"])
    assert [line for line in served.lines if line["level"] in ("ERROR", "WARNING")] == []
