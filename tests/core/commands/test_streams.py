"""Where a command says things: streams that are closed, and those that take few characters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.identity import list_tokens
from core.platform import Platform
from core.tables import journal
from tests.environment import ROOT
from tests.ports import free_port
from tests.servers import request, wait_until

NMIRF = f"{sys.executable} -c 'from core.cli import main; main()'"


def _shell(platform: Platform, line: str, folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    environment |= {"NMIRF_DATABASE_URL": platform.settings.database_url, "PYTHONPATH": str(ROOT)}
    line = line.replace("nmirf", NMIRF, 1)
    return subprocess.Popen(["/bin/sh", "-c", f"exec {line}"], cwd=folder, env=environment)


@pytest.mark.parametrize("line", ["nmirf settings >&-", "nmirf token list >&- 2>&-", "nmirf plugins <&- >&- 2>&-"])
def test_a_command_does_its_work_where_nobody_hears_it(platform: Platform, tmp_path: Path, line: str) -> None:
    assert _shell(platform, line, tmp_path).wait(60) == 0


@pytest.mark.parametrize("output", [">/dev/full", ">&-", ">/dev/null"])
def test_a_token_that_nobody_receives_is_not_in_force(platform: Platform, tmp_path: Path, output: str) -> None:
    line = f"nmirf token create --role ADMINISTRATOR --name Secretariat {output} 2>errors"
    assert _shell(platform, line, tmp_path).wait(60) == 1
    errors = (tmp_path / "errors").read_text()
    assert errors.startswith("OUTPUT: ")
    assert len(errors.splitlines()) == 1
    with platform.database.reading() as session:
        assert list_tokens(session) == []
        assert session.execute(select(func.count()).select_from(journal)).scalar_one() == 0


@pytest.mark.parametrize("line", ["token list", "schema", "settings", "journal verify"])
def test_a_full_disk_is_reported_on_one_line(platform: Platform, tmp_path: Path, line: str) -> None:
    assert _shell(platform, f"nmirf {line} >/dev/full 2>errors", tmp_path).wait(60) == 1
    errors = (tmp_path / "errors").read_text()
    assert errors == "OUTPUT: Standard output cannot be written (No space left on device).\n"


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_a_server_serves_where_nobody_hears_it(platform: Platform, tmp_path: Path, closed: str, workers: int) -> None:
    port = free_port()
    server = _shell(platform, f"nmirf serve --port {port} --workers {workers} {closed}", tmp_path)
    try:
        wait_until(lambda: _is_ready(port), 60)
    finally:
        server.terminate()
        server.wait(30)


def _is_ready(port: int) -> bool:
    try:
        return request(port, "GET", "/health/ready")[0] == 200
    except OSError:
        return False


def test_what_goes_to_a_file_is_in_utf_8_whatever_the_terminal_speaks(platform: Platform, tmp_path: Path) -> None:
    assert _shell(platform, "nmirf schema > schema.graphql", tmp_path, PYTHONIOENCODING="latin-1").wait(60) == 0
    assert (tmp_path / "schema.graphql").read_bytes() == (ROOT / "schema" / "schema.graphql").read_bytes()
