"""What is asked over web sockets is counted as what is asked over HTTP, and open subscriptions with it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import node
from tests.operation.test_several_servers import filled
from tests.servers import Server, wait_until

NAMED = "query Asked { viewer { role } }"
REFUSED = "query Refused { states(first: 100000) { totalCount } }"
CHANGED = """mutation Changed($who: ID!) { designateFocalPoint(input: {participant: $who, name: "Fictitious",
  email: "f@test.example", since: "2024-06-03"}) { errors { code } } }"""
FOLLOWED = "subscription Followed { journalAppended { action } }"


@pytest.fixture(params=["1", "2"])
def workers(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def _followed(server: Server) -> Iterator[subprocess.Popen[str]]:
    """The reference client with an open subscription."""
    process = node.start("subscribe.mjs", _address(server), FOLLOWED, "{}")
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _address(server: Server) -> str:
    return f"ws://127.0.0.1:{server.port}/graphql"


def _counted(server: Server, line: str) -> float:
    lines = server.get("/metrics")[2].decode().splitlines()
    return sum(float(told.rpartition(" ")[2]) for told in lines if told.startswith(line))


def test_operations_over_a_web_socket_are_counted(
    new_database: Callable[[str], str],
    engine_name: str,
    workers: str,
    javascript: Callable[..., str],
    tmp_path: Path,
) -> None:
    address = new_database(engine_name)
    participant, token = filled(address)
    operations = [{"query": NAMED}, {"query": REFUSED}, {"query": CHANGED, "variables": {"who": participant}}]
    with Server(tmp_path, address, "--workers", workers) as server:
        heard = javascript("conversation.mjs", _address(server), token, json.dumps(operations)).splitlines()
        assert json.loads(heard[2]) == {"data": {"designateFocalPoint": {"errors": []}}}
        for kind, name in (("query", "Asked"), ("query", "Refused"), ("mutation", "Changed")):
            line = f'nmirf_operation_seconds_count{{kind="{kind}",name="{name}"}}'
            wait_until(lambda: _counted(server, line) == 1)  # noqa: B023
        assert _counted(server, 'nmirf_refusals_total{code="PAGE_SIZE"}') == 1
        with _followed(server):
            wait_until(lambda: _counted(server, "nmirf_subscriptions_open") == 1)
            with _followed(server):
                wait_until(lambda: _counted(server, "nmirf_subscriptions_open") == 2)
            wait_until(lambda: _counted(server, "nmirf_subscriptions_open") == 1)
        wait_until(lambda: _counted(server, "nmirf_subscriptions_open") == 0)
        followed = 'nmirf_operation_seconds_count{kind="subscription",name="Followed"}'
        wait_until(lambda: _counted(server, followed) == 2)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_what_a_killed_process_had_open_no_longer_counts(
    new_database: Callable[[str], str], engine_name: str, javascript: Callable[..., str], tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server, _followed(server):
        followed = 'nmirf_operation_seconds_count{kind="subscription",name="Followed"}'
        wait_until(lambda: _counted(server, followed) == 1)
        assert _counted(server, "nmirf_subscriptions_open") == 1
        killed = server.kill_workers()
        wait_until(lambda: len(server.workers() - killed) == 2)
        server.wait()
        assert _counted(server, "nmirf_subscriptions_open") == 0
        assert _counted(server, followed) == 1
