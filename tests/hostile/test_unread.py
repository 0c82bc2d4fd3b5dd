"""What strangers do with answers: they do not take them, or take them slowly."""

from __future__ import annotations

import re
import time

import psutil
import pytest

from tests.hostile.conftest import NewServer
from tests.hostile.sockets import all_from, opened
from tests.servers import Server

SCHEMA = b"GET /schema.graphql HTTP/1.1\r\nhost: x\r\n\r\n"
MANY = 60


@pytest.fixture(scope="module")
def server(new_server: NewServer) -> Server:
    return new_server(NMIRF_MAX_UNREAD_SECONDS="1")


def _established(server: Server) -> list[object]:
    connections = psutil.Process(server.process.pid).net_connections()
    return [one for one in connections if one.status == psutil.CONN_ESTABLISHED]


def test_an_answer_that_nobody_takes_is_given_up(server: Server) -> None:
    with opened(server) as connection:
        connection.sendall(MANY * SCHEMA)
        time.sleep(4)
        assert not _established(server), "its answers would stay in memory"
        assert len(re.findall(rb"HTTP/1.1 200", all_from(connection))) < MANY


def test_an_answer_that_is_taken_slowly_is_sent_whole(server: Server) -> None:
    with opened(server) as connection:
        connection.sendall((MANY - 1) * SCHEMA + SCHEMA.replace(b"host: x", b"host: x\r\nconnection: close"))
        received = b""
        while part := connection.recv(1_000_000):
            received += part
            time.sleep(0.4)
    assert len(re.findall(rb"HTTP/1.1 200", received)) == MANY
