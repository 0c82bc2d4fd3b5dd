"""Hostile requests are refused, while an ordinary client beside them is served."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.hostile.requests import everything
from tests.hostile.requests.request import Hostile
from tests.servers import Server

PATIENCE = 30.0
"""Seconds after which an answer counts as none: a bound for a busy machine, no measure of speed."""

GROWTH = 400_000_000
"""Bytes by which the memory of the server may grow under all of them."""

ORDINARY = json.dumps({"query": "query O($n: Int) { states(first: $n) { nodes { id name } } }", "variables": {"n": 20}})


class Beside:
    """An ordinary client: asks for a page and for the health of the server, again and again."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.stop = threading.Event()
        self.served, self.slowest = 0, 0.0
        self.failures: list[str] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                for method, target, body in (("POST", "/graphql", ORDINARY), ("GET", "/health/live", None)):
                    begun = time.monotonic()
                    status, answer = exchanged(self.server, method, target, body, {"content-type": "application/json"})
                    self.slowest = max(self.slowest, time.monotonic() - begun)
                    if status != 200 or b"errors" in answer:
                        self.failures.append(f"{target}: {status} {answer[:200]!r}")
                self.served += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            self.stop.wait(0.05)


@contextmanager
def beside(server: Server) -> Iterator[Beside]:
    client = Beside(server)
    thread = threading.Thread(target=client.run)
    thread.start()
    try:
        yield client
    finally:
        client.stop.set()
        thread.join()


def exchanged(
    server: Server, method: str, target: str, body: bytes | str | None, headers: dict[str, str]
) -> tuple[int, bytes]:
    """Status and body of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def fault(server: Server, hostile: Hostile) -> str | None:
    """What is wrong with the answer to a hostile request."""
    headers = {name: value.encode("latin-1").decode("latin-1") for name, value in hostile.headers.items()}
    try:
        status, body = exchanged(server, hostile.method, hostile.target, hostile.body or None, headers)
    except ConnectionError:
        # The server answers a body that is too large and closes, while the client is still sending it.
        return None if hostile.status == 413 else f"{hostile.name}: the connection was cut"
    if status >= 500 or (hostile.status is not None and status != hostile.status):
        return f"{hostile.name}: status {status}, {body[:200]!r}"
    if hostile.target.startswith("/graphql"):
        answer = json.loads(body)
        found = answer["errors"][0]["extensions"]["code"] if "errors" in answer else None
        if found != hostile.code:
            return f"{hostile.name}: {found} instead of {hostile.code}: {body[:300]!r}"
        if hostile.code and "Traceback" in str(answer):
            return f"{hostile.name}: {answer}"
    return None


def test_nothing_that_strangers_send_does_harm(server: Server) -> None:
    requests = everything()
    assert len(requests) >= 90
    exchanged(server, "POST", "/graphql", ORDINARY, {"content-type": "application/json"})
    before = server.memory()
    with beside(server) as client:
        faults = [found for hostile in requests * 2 if (found := fault(server, hostile))]
    grown = server.memory() - before
    print(
        f"{len(requests)} requests twice; beside them {client.served} served, the slowest in {client.slowest:.2f} s; "
        f"memory grew by {grown / 1e6:.0f} MB to {server.memory() / 1e6:.0f} MB"
    )
    assert faults == []
    assert client.failures == []
    assert client.served > 3
    assert grown < GROWTH


def test_slow_senders_are_let_go_and_hold_up_nobody(server: Server) -> None:
    """Twenty senders that never finish their request, while another is answered."""
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n"
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE))
            for _ in range(20)
        ]
        for number, connection in enumerate(slow):
            connection.sendall(head + b'{"query"' if number % 2 else head[:40])
        with beside(server) as client:
            last = slow[1].recv(4_000)
            while b"BODY_TIME" not in last and (more := slow[1].recv(4_000)):
                last += more
    assert b"408" in last.split(b"\r\n")[0]
    assert b"BODY_TIME" in last
    assert client.failures == []
    assert client.served > 3
