"""Rate limits of two server processes that count together in one Redis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from tests.operation.test_several_servers import filled
from tests.servers import Server, request

LIMIT = 5
QUERY = json.dumps({"query": "{ viewer { role } }"}).encode()


@pytest.fixture
def database(new_database: Callable[[str], str], engine_name: str) -> str:
    return new_database(engine_name)


@pytest.fixture
def servers(database: str, redis: str, tmp_path: Path) -> Iterator[list[Server]]:
    """Two processes behind a balancer of this machine."""
    settings = {
        "NMIRF_RATE_LIMIT": f"{LIMIT}/hour",
        "NMIRF_TOKEN_RATE_LIMIT": f"{LIMIT}/hour",
        "NMIRF_RATE_LIMIT_URL": redis,
        "NMIRF_TRUSTED_PROXIES": "127.0.0.1",
    }
    with Server(tmp_path, database, **settings) as one, Server(tmp_path, database, **settings) as other:
        yield [one, other]


def _asked(server: Server, sender: str, token: str = "") -> tuple[int, dict[str, str], bytes]:
    headers = {"content-type": "application/json", "x-forwarded-for": sender}
    if token:
        headers["authorization"] = f"Bearer {token}"
    return request(server.port, "POST", "/graphql", QUERY, headers)


@pytest.mark.parametrize("named_by", ["address", "token"])
def test_two_processes_count_as_one(servers: list[Server], database: str, named_by: str) -> None:
    _, token = filled(database)
    sender, sent = ("198.51.100.1", token) if named_by == "token" else ("198.51.100.2", "")
    turns = cycle(servers)
    answers = [_asked(next(turns), sender, sent) for _ in range(LIMIT)]
    assert [status for status, _, _ in answers] == [200] * LIMIT
    assert [int(headers["ratelimit-remaining"]) for _, headers, _ in answers] == list(range(LIMIT))[::-1]
    for server in servers:
        status, headers, body = _asked(server, sender, sent)
        assert status == 429
        assert 3_500 < int(headers["retry-after"]) <= 3_600
        assert headers["ratelimit-remaining"] == "0"
        assert json.loads(body)["errors"][0]["extensions"]["code"] == "RATE_LIMIT"
        assert _asked(server, "198.51.100.3")[0] == 200


def test_tokens_that_are_tried_out_count_together(servers: list[Server]) -> None:
    turns = cycle(servers)
    tried = [_asked(next(turns), "198.51.100.4", f"nmirf_guessed_{number}")[0] for number in range(LIMIT + 3)]
    assert tried == [401] * LIMIT + [429] * 3
