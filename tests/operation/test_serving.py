"""Starting, stopping, and the messages if that fails."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from core.server.serving import SECONDS_TO_COME_UP
from core.tables import head
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.test_several_servers import filled
from tests.operation.writers import DESIGNATE
from tests.servers import Client, Server, is_open, wait_until


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_is_under_way_is_ended_before_the_server_goes(
    new_database: Callable[[str], str], new_platform: NewPlatform, engine_name: str, workers: str, tmp_path: Path
) -> None:
    address = new_database(engine_name)
    participant, token = filled(address)
    server = Server(tmp_path, address, "--workers", workers).wait()
    answers: list[Any] = []

    def write() -> None:
        client = Client(server.port, token)
        answers.append(client.ask(DESIGNATE, {"participant": participant, "title": "Fictitious"}))
        client.connection.close()

    platform = new_platform(address)
    writing = threading.Thread(target=write)
    with platform.database.transaction() as session:
        session.execute(select(head.c.sequence).with_for_update())
        writing.start()
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not is_open(server.port))  # who connects now would be answered by nobody
        time.sleep(0.5)
        assert server.process.poll() is None
    writing.join(30)
    assert answers
    assert answers[0]["data"]["designateFocalPoint"]["focalPoint"]["name"] == "Fictitious"
    assert server.stop() in (0, -signal.SIGTERM)
    assert "Traceback" not in server.log.read_text()
    assert list(tmp_path.glob("nmirf-metrics-*")) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_log_has_no_address_and_no_query_of_a_request(
    new_database: Callable[[str], str], engine_name: str, workers: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", workers) as server:
        for query in ("{viewer{role}}", "{secret}"):
            server.get(f"/graphql?query={quote(query)}&variables={quote('{}')}")
            server.get("/health/live")
    written = server.log.read_text()
    assert written.count('"route":"/graphql"') == 2
    assert "127.0.0.1:" not in written.replace(f"127.0.0.1:{server.port}", "")
    assert "secret" not in written and "uvicorn.access" not in written


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_several_processes_that_are_interrupted_leave_no_folder_behind(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        assert list(tmp_path.glob("nmirf-metrics-*/*.db"))
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(30) == 0
    assert list(tmp_path.glob("nmirf-metrics-*")) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_processes_that_are_being_replaced_end_on_a_signal(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    begun = "Started server process"
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        wait_until(lambda: server.log.read_text().count(begun) == 2)
        server.process.send_signal(signal.SIGHUP)
        assert server.stop() == 0
    assert "restarting processes" in server.log.read_text()
    assert server.log.read_text().count(begun) == 2


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_several_processes_end_with_the_one_that_started_them_and_leave_the_port(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        server.process.kill()
        server.process.wait(20)
        try:
            wait_until(lambda: not is_open(server.port))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.process.pid, signal.SIGKILL)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_processes_that_are_killed_as_soon_as_they_answer_are_restarted(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        killed = server.kill_workers()
        wait_until(lambda: len(server.workers() - killed) == 2)
        server.wait()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_processes_that_are_killed_while_they_are_asked_whether_they_live_are_not_waited_for(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    with Server(tmp_path, new_database(engine_name), "--workers", "2") as server:
        for worker in server.workers():
            worker.suspend()
        time.sleep(1)  # each is asked twice a second
        killed = server.kill_workers()
        wait_until(lambda: len(server.workers() - killed) == 2, SECONDS_TO_COME_UP / 2)
        server.wait()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_several_processes_that_cannot_start_say_why_and_end(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    server = Server(
        tmp_path, new_database(engine_name), "--workers", "2", NMIRF_RATE_LIMIT_URL="redis://h?socket_timeout=x"
    )
    assert server.process.wait(60) == 1
    told = server.log.read_text()
    assert "SETTING: NMIRF_RATE_LIMIT_URL cannot be used" in told
    assert "Traceback" not in told
    assert list(tmp_path.glob("nmirf-metrics-*")) == []


def test_a_server_that_cannot_start_says_why_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        nowhere = f"postgresql://u:pa55word@127.0.0.1:{silent.getsockname()[1]}/x?connect_timeout=1"
        cases = {
            "DATABASE_UNREACHABLE: PostgreSQL": {"NMIRF_DATABASE_URL": "postgresql://u:pa55word@127.0.0.1:1/x"},
            "DATABASE_UNREACHABLE: PostgreSQL at": {"NMIRF_DATABASE_URL": nowhere},
            "DATABASE_UNREACHABLE: The database file": {"NMIRF_DATA_FOLDER": str(tmp_path / "file")},
            "SETTING: NMIRF_READ_DATABASE_URL": {"NMIRF_READ_DATABASE_URL": "postgresql://x/y"},
            "SETTING: NMIRF_OIDC_AUDIENCE": {"NMIRF_OIDC_ISSUER": "https://provider.example"},
            "SETTING: NMIRF_LOG_LEVEL": {"NMIRF_LOG_LEVEL": "loud"},
        }
        for message, environment in cases.items():
            ended = nmirf("serve", "--port", "0", folder=tmp_path, **environment)
            assert ended.returncode == 1, message
            assert ended.stderr.startswith(message), ended.stderr
            assert len(ended.stderr.strip().splitlines()) == 1
            assert "pa55word" not in ended.stderr


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_readiness_is_answered_in_time_while_others_write_for_long(
    new_database: Callable[[str], str], new_platform: NewPlatform, engine_name: str, tmp_path: Path
) -> None:
    address = new_database(engine_name)
    platform = new_platform(address)
    make_member(platform, "PRY")
    with Server(tmp_path, address) as server, platform.database.transaction() as session:
        session.execute(select(head.c.sequence).with_for_update())
        started = time.monotonic()
        assert server.get("/health/ready")[0] == 200
        assert server.get("/health/live")[0] == 200
        assert time.monotonic() - started < 5
