"""What becomes of the server if a process that replaces another cannot start."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.operation.test_faulty_plugins import served
from tests.ports import free_port
from tests.servers import request, wait_until

BROKEN = """@hookimpl
def register_types():
    return []

if multiprocessing.parent_process() and os.path.exists("broken"):
    raise RuntimeError("half an install")"""
LOADING = """import os, sys, time

if "--multiprocessing-fork" in sys.orig_argv and os.path.exists("slow"):
    open(f"loads-{os.getpid()}", "w").close()
    time.sleep(5)"""
COMES_UP = "Application startup complete"


def _workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_others_go_on_and_it_is_tried_again_until_it_can(database_url: str, tmp_path: Path) -> None:
    port, said, broken = free_port(), tmp_path / "said", tmp_path / "broken"
    with served(tmp_path, BROKEN, database_url, port, "--workers", "3") as process:
        wait_until(lambda: said.read_text().count(COMES_UP) == 3, 60)
        broken.touch()
        for worker in _workers(process)[:2]:
            worker.kill()
        wait_until(lambda: said.read_text().count("is tried again in 2 seconds; the others go on") == 2)
        assert request(port, "GET", "/health/ready")[0] == 200
        broken.unlink()
        wait_until(lambda: said.read_text().count(COMES_UP) == 5)
        assert len(_workers(process)) == 3
        process.terminate()
        assert process.wait(30) == 0
    assert "Traceback" not in said.read_text()


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_all_end_if_no_other_is_left(database_url: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    with served(tmp_path, BROKEN, database_url, free_port(), "--workers", "2") as process:
        wait_until(lambda: said.read_text().count(COMES_UP) == 2, 60)
        (tmp_path / "broken").touch()
        for worker in _workers(process):
            worker.kill()
        assert process.wait(60) == 1
    assert "WORKERS: A server process ended as it started, with exit code 3, so all end." in said.read_text()


def _interrupt(process: subprocess.Popen[str]) -> None:
    for one in [process, *_workers(process)]:
        one.send_signal(signal.SIGINT)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_all_end_silently_if_interrupted_while_loading(database_url: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    (tmp_path / "sitecustomize.py").write_text(LOADING)
    (tmp_path / "slow").touch()
    with served(tmp_path, BROKEN, database_url, free_port(), "--workers", "2") as process:
        wait_until(lambda: len(list(tmp_path.glob("loads-*"))) == 2, 60)
        _interrupt(process)
        assert process.wait(30) == 0
    assert "Traceback" not in said.read_text()


@pytest.mark.parametrize("engine_name", ["sqlite"])
@pytest.mark.parametrize("told", [signal.SIGHUP, signal.SIGTTIN], ids=["to replace them", "to add one"])
def test_all_end_silently_if_interrupted_while_another_loads(database_url: str, tmp_path: Path, told: int) -> None:
    said = tmp_path / "said"
    (tmp_path / "sitecustomize.py").write_text(LOADING)
    with served(tmp_path, BROKEN, database_url, free_port(), "--workers", "2") as process:
        wait_until(lambda: said.read_text().count(COMES_UP) == 2, 60)
        (tmp_path / "slow").touch()
        process.send_signal(told)
        wait_until(lambda: any(tmp_path.glob("loads-*")), 60)
        _interrupt(process)
        assert process.wait(30) == 0
    assert "Traceback" not in said.read_text()
