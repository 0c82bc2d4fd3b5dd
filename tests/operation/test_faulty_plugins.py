"""What becomes of a server whose plugin fails by a bug of its own, as it starts and as it works."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.environment import ROOT
from tests.ports import free_port
from tests.servers import is_open, request, wait_until

PLUGIN = """import os, multiprocessing
from core import hookimpl
{code}
"""
IN_ROUTES = "@hookimpl\ndef register_routes():\n    raise KeyError('faulty routes')"
ROUTES = "PLUGIN_HOOK: register_routes of the plugin 'unsound' failed: KeyError: 'faulty routes' (at "
IN_BACKGROUND = "@hookimpl\ndef register_background(platform):\n    raise KeyError('faulty work')"
BACKGROUND = "PLUGIN_HOOK: register_background of the plugin 'unsound' failed: KeyError: 'faulty work' (at "
IN_A_WORKER = "@hookimpl\ndef register_types():\n    return []\n\nif multiprocessing.parent_process():\n    os._exit(7)"
IN_ITS_WORK = """async def stumble():
    raise KeyError('pa55word')


@hookimpl
def register_background(platform):
    return [stumble()]"""

THAT_GOES_ON = """import asyncio, time, core.server.background, core.server.ending
core.server.background.SECONDS_TO_END, core.server.ending.SECONDS = 1, 3


async def stubborn():
    while True:
        try:
            await asyncio.sleep(3_600)
        except asyncio.CancelledError:
            pass


async def blocking():
    while not os.path.exists("served"):
        await asyncio.sleep(0.1)
    time.sleep(3_600)


@hookimpl
def register_background(platform):
    return [{work}()]"""


@contextmanager
def served(folder: Path, code: str, address: str, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`nmirf serve` where a plugin of this code is installed; what it says is in the file `said`."""
    (folder / "unsound.py").write_text(PLUGIN.format(code=code))
    metadata = folder / "unsound-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: unsound\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[nmirf.plugins]\nunsound = unsound\n")
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", "from core.cli import main; main()", "serve", "--port", str(port), *arguments],
            stdout=said, stderr=said, text=True, cwd=folder,
            env={"NMIRF_DATABASE_URL": address, "PYTHONPATH": f"{folder}:{ROOT}", "TMPDIR": str(folder)},
        )  # fmt: skip
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("code", "workers", "told"),
    [
        pytest.param(IN_ROUTES, "1", ROUTES, id="routes-1"),
        pytest.param(IN_ROUTES, "2", ROUTES, id="routes-2"),
        pytest.param(IN_BACKGROUND, "1", BACKGROUND, id="background-1"),
        pytest.param(IN_BACKGROUND, "2", BACKGROUND, id="background-2"),
        pytest.param(
            IN_A_WORKER,
            "2",
            "WORKERS: A server process ended as it started, with exit code 7, so all end.",
            id="worker",
        ),
    ],
)
def test_a_server_that_a_plugin_keeps_from_starting_ends_and_says_why(
    database_url: str, tmp_path: Path, code: str, workers: str, told: str
) -> None:
    with served(tmp_path, code, database_url, free_port(), "--workers", workers) as process:
        assert process.wait(60) == 1
    said = (tmp_path / "said").read_text()
    assert told in said
    assert ("Nothing was changed" in said) == (told == ROUTES)
    assert "Traceback" not in said
    assert "never awaited" not in said
    assert list(tmp_path.glob("nmirf-metrics-*")) == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_background_work_that_fails_is_logged_and_the_server_goes_on(database_url: str, tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said"
    with served(tmp_path, IN_ITS_WORK, database_url, port) as process:
        wait_until(lambda: "the background work 'stumble' of unsound ended with an error" in said.read_text(), 60)
        wait_until(lambda: is_open(port))
        assert request(port, "GET", "/health/ready")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)
    assert "pa55word" not in said.read_text()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize(
    ("work", "workers", "told"),
    [
        ("stubborn", 1, "the background work 'stubborn' of unsound goes on although it was cancelled"),
        ("blocking", 1, "the server has not ended 3 seconds after the signal to end, and is given up, at "),
        ("blocking", 2, "the server has not ended 3 seconds after the signal to end, and is given up, at "),
    ],
)
def test_a_server_that_a_plugin_holds_up_ends_all_the_same(
    database_url: str, tmp_path: Path, workers: int, work: str, told: str
) -> None:
    port, said = free_port(), tmp_path / "said"
    with served(tmp_path, THAT_GOES_ON.format(work=work), database_url, port, "--workers", str(workers)) as process:
        wait_until(lambda: said.read_text().count("Application startup complete") == workers, 60)
        (tmp_path / "served").touch()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert said.read_text().count(told) == workers
