"""What strangers do with connections: heads without end, heads that do not come, web sockets by the hundred."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.hostile.conftest import NewServer
from tests.hostile.sockets import all_from, opened
from tests.servers import Server

LARGEST = 5_000
QUERY = "{%20viewer%20{%20role%20}%20}"
ASKED = f"GET /graphql?query={QUERY} HTTP/1.1\r\nhost: x\r\n\r\n".encode()
CHUNKED = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"


SETTINGS = {
    "NMIRF_MAX_HEAD_BYTES": str(LARGEST),
    "NMIRF_MAX_BODY_SECONDS": "1",
    "NMIRF_MAX_WEB_SOCKETS": "2",
    "NMIRF_TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture(scope="module")
def server(new_server: NewServer) -> Server:
    return new_server(**SETTINGS)


@pytest.fixture
def own_server(new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Server]:
    """A server whose log tells of one test alone."""
    with Server(tmp_path, new_database("sqlite"), **SETTINGS) as made:
        yield made


def _answer(connection: socket.socket) -> tuple[int, str | None]:
    """Status and code of the answer that ends a connection; 0 where there is none."""
    received = all_from(connection)
    if not received:
        return 0, None
    head, _, body = received.partition(b"\r\n\r\n")
    found = json.loads(body)
    return int(head.split()[1]), found["errors"][0]["extensions"]["code"] if "errors" in found else None


def _sent(server: Server, data: bytes) -> tuple[int, str | None]:
    with opened(server) as connection:
        connection.sendall(data)
        return _answer(connection)


def _head(size: int) -> bytes:
    """A request whose address and headers have so many bytes, as they are counted."""
    path = f"/graphql?query={QUERY}".encode()
    fixed = len(path) + len("host: x") + 2 + len("connection: close") + 2 + len("x-long: ") + 2
    lines = [b"GET " + path + b" HTTP/1.1", b"host: x", b"connection: close", b"x-long: " + b"a" * (size - fixed)]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def test_a_head_has_a_size(server: Server) -> None:
    assert _sent(server, _head(LARGEST)) == (200, None)
    assert _sent(server, _head(LARGEST + 1)) == (431, "HEAD_SIZE")
    assert _sent(server, b"GET /" + b"a" * (LARGEST + 1_000)) == (431, "HEAD_SIZE")


@pytest.mark.parametrize(
    ("origins", "sent", "allowed"),
    [
        ("*", b"", b"*"),
        ("*", b"origin: https://portal.example\r\n", b"*"),
        ("https://portal.example", b"origin: https://portal.example\r\n", b"https://portal.example"),
        ("https://portal.example", b"origin: https://else.example\r\n", None),
        ("none", b"origin: https://portal.example\r\n", None),
    ],
)
def test_a_page_that_may_read_can_read_that_its_address_is_too_long(
    new_database: Callable[[str], str], tmp_path: Path, origins: str, sent: bytes, allowed: bytes | None
) -> None:
    settings = {"NMIRF_MAX_HEAD_BYTES": str(LARGEST), "NMIRF_CORS_ORIGINS": origins}
    with Server(tmp_path, new_database("sqlite"), **settings) as server, opened(server) as connection:
        connection.sendall(b"GET /graphql HTTP/1.1\r\nhost: x\r\n" + sent + b"x-long: " + b"a" * LARGEST + b"\r\n\r\n")
        head = all_from(connection).partition(b"\r\n\r\n")[0]
    assert head.startswith(b"HTTP/1.1 431 ")
    found = re.search(rb"access-control-allow-origin: ([^\r]*)", head)
    assert (found and found[1]) == allowed


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /",
        b"GET / HTTP/1.1\r\nhost: x\r\nx-long: ",
        b"GET / HTTP/1.1\r\nhost: x\r\n",
        CHUNKED + b"0\r\nx-long: ",
        CHUNKED + b"0\r\n",
        CHUNKED + b"1;x-long=",
    ],
)
def test_a_head_without_end_takes_no_memory(server: Server, begun: bytes) -> None:
    process = psutil.Process(server.process.pid)
    server.get("/health/live")
    before, sent = process.memory_info().rss, 0
    with opened(server) as connection, suppress(ConnectionError):
        connection.sendall(begun)
        while sent < 100_000_000:
            connection.sendall(b"x-more: " + b"a" * 100_000 + b"\r\n" if begun.endswith(b"\n") else b"a" * 100_000)
            sent += 100_000
    assert sent < 100_000_000
    assert process.memory_info().rss - before < 20_000_000
    assert server.get("/health/live")[0] == 200


@pytest.mark.parametrize("apart", [False, True])
def test_what_follows_a_body_is_not_a_header(server: Server, apart: bool) -> None:
    """Neither a token, nor an address that a trusted proxy would have told."""
    query = b'{"query": "{ viewer { role } }"}'
    parts = [CHUNKED, b"%x\r\n%b\r\n0\r\n" % (len(query), query), b"authorization: Bearer of-nobody-at-all\r\n\r\n"]
    with opened(server) as connection:
        for part in [*parts, _head(LARGEST)] if apart else [b"".join([*parts, _head(LARGEST)])]:
            connection.sendall(part)
            time.sleep(0.1)
        assert re.findall(rb"HTTP/1.1 (\d+)", all_from(connection)) == [b"200", b"200"]


@pytest.mark.parametrize("body", [b"content-length: 5\r\n\r\nhello", b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n"])
def test_a_web_socket_is_not_opened_with_a_body(server: Server, body: bytes) -> None:
    """It was waited for without end, and nothing answered."""
    opening = (
        b"GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    )
    assert _sent(server, opening + body) == (400, "HTTP")


@pytest.mark.parametrize("waiting", [1, 2])
def test_a_client_that_leaves_while_requests_wait_causes_no_failure(own_server: Server, waiting: int) -> None:
    file = b"GET /data/states.csv HTTP/1.1\r\nhost: x\r\n\r\n"
    for _ in range(5):
        with opened(own_server) as connection:
            connection.sendall(file + ASKED * waiting)
            connection.shutdown(socket.SHUT_WR)
            all_from(connection)
    assert _sent(own_server, _head(LARGEST)) == (200, None)
    said = own_server.log.read_text()
    assert "failed" not in said
    assert "Exception" not in said


def test_a_head_that_does_not_come_is_not_waited_for(server: Server) -> None:
    began = time.monotonic()
    with opened(server) as silent, opened(server) as slow, opened(server) as late:
        slow.sendall(b"GET /graphql HTTP/1.1\r\nhost:")
        late.sendall(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n")
        assert late.recv(65_536).startswith(b"HTTP/1.1 200")
        late.sendall(b"GET /health/live HTTP/1.1\r\nhost:")
        assert _answer(slow) == (408, "HEAD_TIME")
        assert _answer(silent) == (0, None)
        assert _answer(late) == (408, "HEAD_TIME")
    assert time.monotonic() - began < 15


def test_a_connection_goes_on_after_a_large_body(server: Server) -> None:
    body = json.dumps({"query": "{ viewer { role } }"}).encode().ljust(20 * LARGEST)
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(
        body
    )
    with opened(server) as connection:
        for _ in range(3):
            connection.sendall(head[:50])
            time.sleep(0.05)
            connection.sendall(head[50:] + body)
            received = b""
            while not received.endswith(b"}}}"):
                received += connection.recv(65_536)
            assert received.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff\xfe nothing\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\nhost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /é HTTP/1.1\r\nhost: x\r\n\r\n".encode(),
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_a_request_is_refused_in_json(server: Server, data: bytes) -> None:
    assert _sent(server, data) == (400, "HTTP")


@pytest.mark.parametrize("together", [True, False])
def test_what_is_not_a_request_is_refused_once_those_before_it_are_answered(server: Server, together: bool) -> None:
    nonsense = b"nonsense\r\n\r\n"
    for parts in ([ASKED, nonsense], [ASKED, ASKED + nonsense], [ASKED, ASKED, ASKED, nonsense * 3]):
        with opened(server) as connection:
            for part in [b"".join(parts)] if together else parts:
                connection.sendall(part)
            received = all_from(connection)
        requests = b"".join(parts).partition(b"nonsense")[0].count(b"GET")
        assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200"] * requests + [b"400"]


@pytest.mark.parametrize("answered", [0, 1, 2])
@pytest.mark.parametrize("together", [True, False])
def test_a_request_whose_body_goes_wrong_is_refused_in_its_turn(server: Server, together: bool, answered: int) -> None:
    parts = [ASKED] * answered + [CHUNKED + b"2\r\n{}\r\n", b"no length\r\n"]
    with opened(server) as connection:
        for part in [b"".join(parts)] if together else parts:
            connection.sendall(part)
        received = all_from(connection)
    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200"] * answered + [b"400"]


def test_a_web_socket_does_not_begin_before_what_was_asked_before_it_is_answered(server: Server) -> None:
    key = "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    offer = f"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n{key}\r\n".encode()
    with opened(server) as connection:
        connection.sendall(ASKED + offer)
        assert re.findall(rb"HTTP/1.1 (\d+) ", all_from(connection)) == [b"200", b"400"]
    with opened(server) as connection:
        connection.sendall(offer)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101 ")


def test_of_several_refusals_the_first_is_sent(server: Server) -> None:
    with opened(server) as connection:
        connection.sendall(ASKED + b"nonsense" + b"a" * 2 * LARGEST)
        received = all_from(connection)
    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200", b"400"]


def _socket(server: Server, sender: str) -> ClientConnection:
    headers = {"x-forwarded-for": sender}
    return connect(
        f"ws://127.0.0.1:{server.port}/graphql?secret=of-the-address",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        additional_headers=headers,
    )


def _is_let_in(connection: ClientConnection) -> bool:
    try:
        connection.send('{"type":"connection_init"}')
        return json.loads(connection.recv(20)) == {"type": "connection_ack"}
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        assert closed.rcvd.code == 1013
        return False


def test_an_address_opens_so_many_web_sockets(own_server: Server) -> None:
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(_socket(own_server, "198.51.100.1")) for _ in "123")
        assert [_is_let_in(one) for one in (first, second, third)] == [True, True, False]
        assert _is_let_in(stack.enter_context(_socket(own_server, "198.51.100.2")))
        first.close()
        # The server hears of it, and makes room, a moment later.
        assert any(_is_let_in(stack.enter_context(_socket(own_server, "198.51.100.1"))) for _ in range(50))
    told = own_server.log.read_text()
    assert "conversed" in told
    for secret in ("198.51.100", "127.0.0.1:", "of-the-address"):
        assert secret not in told.replace(f"http://127.0.0.1:{own_server.port}", "")


def test_a_message_has_a_size(server: Server) -> None:
    with _socket(server, "198.51.100.3") as client:
        assert _is_let_in(client)
        with suppress(ConnectionError, ConnectionClosed):
            client.send(" " * 1_000_001)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(20)
        assert closed.value.rcvd is None or closed.value.rcvd.code == 1009
    assert server.get("/health/live")[0] == 200


def test_a_reason_is_sent_as_far_as_there_is_room(own_server: Server) -> None:
    """There are 123 bytes for it, which are 30 signs of some scripts."""
    with _socket(own_server, "198.51.100.4") as client:
        assert _is_let_in(client)
        client.send(json.dumps({"type": "\U0001f600" * 40}, ensure_ascii=False))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400
    assert closed.value.rcvd.reason.startswith("There is no message of type '\U0001f600")
    assert "Exception" not in own_server.log.read_text()


def _offering(body: bytes) -> list[bytes]:
    """A request that offers HTTP/2, as curl and Java send it to a server without TLS: head and body."""
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: Upgrade, HTTP2-Settings"
    return [head + b"\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\ncontent-length: %d\r\n\r\n" % len(body), body]


@pytest.mark.parametrize("apart", [False, True])
def test_an_offer_of_another_protocol_is_answered_in_this_one(server: Server, apart: bool) -> None:
    query, last = _offering(b'{"query": "{ viewer { role } }"}'), [_head(LARGEST)]
    with opened(server) as connection:
        for part in [*query, *query, *last] if apart else [b"".join([*query, *query, *last])]:
            connection.sendall(part)
            time.sleep(0.1 if apart else 0)
        received = b""
        while part := connection.recv(65_536):
            received += part
    assert received.count(b"HTTP/1.1 200 OK") == received.count(b"HTTP/1.1") == 3
    assert received.count(b'{"data":{"viewer":{"role":"PUBLIC"}}}') == 3


@pytest.mark.parametrize("apart", [False, True])
def test_a_body_is_never_read_as_a_request(server: Server, apart: bool) -> None:
    inner = b"GET /graphql?query=" + QUERY.encode() + b" HTTP/1.1\r\nhost: other\r\n\r\n"
    with opened(server) as connection:
        for part in _offering(inner) if apart else [b"".join(_offering(inner))]:
            connection.sendall(part)
            time.sleep(0.1)
        connection.sendall(_head(LARGEST))
        received = b""
        while part := connection.recv(65_536):
            received += part
    first, second = [answer.split()[0] for answer in received.split(b"HTTP/1.1 ")[1:]]
    assert (first, second) == (b"400", b"200")
