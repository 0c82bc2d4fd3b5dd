"""The file of an embedded database is moved away under a running server, or another is moved over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.administration.backup import back_up
from tests.commands import nmirf
from tests.conftest import NewPlatform
from tests.operation.test_several_servers import filled
from tests.operation.writers import DESIGNATE
from tests.ports import free_port
from tests.servers import Server, wait_until

MEMBERS = "{ members { totalCount } }"
STATES = "{ states { nodes { name } } }"
PAGE = 4096


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "network.db"


@pytest.fixture
def known(file: Path) -> tuple[str, str]:
    """A participant, and a token of its own."""
    return filled(f"sqlite:///{file}")


@pytest.fixture
def server(tmp_path: Path, file: Path, known: tuple[str, str]) -> Iterator[Server]:
    with Server(tmp_path, f"sqlite:///{file}", NMIRF_DATABASE_WAIT_SECONDS="0.1") as server:
        yield server


@pytest.fixture
def backup(file: Path, known: tuple[str, str], new_platform: NewPlatform, tmp_path: Path) -> Path:
    platform = new_platform(f"sqlite:///{file}")
    back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    return tmp_path / "backup.db"


def _written(server: Server, known: tuple[str, str]) -> Any:
    """What a write is told: nothing where it is confirmed, else the code of its refusal."""
    participant, token = known
    told = server.ask(DESIGNATE, {"participant": participant, "title": "Fictitious"}, token)
    return told["errors"][0] if "errors" in told else None


def _health(server: Server) -> tuple[int, Any]:
    status, _, body = server.get("/health/ready")
    return status, orjson.loads(body).get("code")


def _delete(file: Path) -> None:
    file.unlink()


def _rename_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))


@pytest.mark.parametrize("take_away", [_delete, _rename_folder])
def test_of_a_file_that_is_gone_no_write_is_confirmed_and_none_is_made_in_its_place(
    server: Server, known: tuple[str, str], file: Path, take_away: Callable[[Path], None]
) -> None:
    assert _written(server, known) is None
    take_away(file)
    if take_away is _delete:
        assert _health(server) == (503, "DATABASE_MISSING")
    refused = _written(server, known)
    assert refused["extensions"]["code"] == "DATABASE_MISSING"
    assert str(file) not in refused["message"]
    assert _health(server) == (503, "DATABASE_MISSING")
    assert not file.exists()
    assert file.parent.exists() == (take_away is _delete)
    assert f"DATABASE_MISSING: The database {file} is gone" in server.log.read_text()


@pytest.mark.parametrize(
    ("take_away", "told"), [(_delete, "{} is gone, but not"), (_rename_folder, "There is no database at {}.")]
)
def test_a_replacing_process_creates_no_database_and_comes_up_once_it_is_back(
    tmp_path: Path, file: Path, known: tuple[str, str], take_away: Callable[[Path], None], told: str
) -> None:
    kept, started = file.with_name("kept.db"), "Application startup complete"
    with Server(tmp_path, f"sqlite:///{file}", "--workers", "2") as server:
        wait_until(lambda: server.log.read_text().count(started) == 2, 60)
        kept.hardlink_to(file)
        take_away(file)
        min(server.workers(), key=lambda worker: worker.pid).kill()
        wait_until(lambda: f"DATABASE_MISSING: {told.format(file)}" in server.log.read_text(), 30)
        assert not file.exists()
        assert _health(server) == (503, "DATABASE_MISSING")
        if take_away is _delete:
            kept.rename(file)
        else:
            file.parent.with_name("elsewhere").rename(file.parent)
        wait_until(lambda: server.log.read_text().count(started) == 3, 60)
        assert _health(server) == (200, None)
        assert server.ask(MEMBERS) == {"data": {"members": {"totalCount": 1}}}


def test_once_it_is_back_in_its_place_writes_go_on(server: Server, known: tuple[str, str], file: Path) -> None:
    assert _written(server, known) is None
    _rename_folder(file)
    assert _written(server, known) is not None
    file.parent.with_name("elsewhere").rename(file.parent)
    assert _health(server) == (200, None)
    assert _written(server, known) is None
    server.stop()
    assert nmirf("journal", "verify", NMIRF_DATABASE_URL=f"sqlite:///{file}").stdout == "The journal is whole.\n"


def test_what_is_moved_over_it_is_neither_read_nor_written(
    backup: Path, server: Server, known: tuple[str, str], file: Path
) -> None:
    assert _written(server, known) is None
    moved = backup.read_bytes()
    shutil.move(backup, file)
    refused = _written(server, known)
    assert refused["extensions"]["code"] == "DATABASE_REPLACED"
    assert _health(server) == (503, "DATABASE_REPLACED")
    for _ in range(3):
        answer = server.ask(MEMBERS)
        assert answer.get("data") or answer["errors"][0]["extensions"]["code"] == "DATABASE_REPLACED"
    assert file.read_bytes() == moved
    assert "Traceback" not in server.log.read_text()


def test_a_backup_brings_back_what_was_taken_away(
    backup: Path, server: Server, known: tuple[str, str], file: Path, tmp_path: Path
) -> None:
    _delete(file)
    assert _written(server, known) is not None
    server.stop()
    for left in file.parent.iterdir():
        left.unlink()
    address = f"sqlite:///{file}"
    assert nmirf("restore", str(backup), NMIRF_DATABASE_URL=address).returncode == 0
    with Server(tmp_path, address) as again:
        assert _written(again, known) is None


@pytest.mark.parametrize("command", ["migrate", "restore", "demo", "serve", "backup"])
def test_none_is_made_beside_the_log_of_one_that_a_server_has_open(
    backup: Path, server: Server, known: tuple[str, str], file: Path, command: str
) -> None:
    address = f"sqlite:///{file}"
    _delete(file)
    left = sorted(file.parent.iterdir())
    assert [one.name for one in left] == ["network.db-shm", "network.db-wal"]
    content = [one.read_bytes() for one in left]
    copy = [str(backup.with_name("another.db"))]
    arguments = {"restore": [str(backup)], "backup": copy, "serve": ["--port", str(free_port())]}.get(command, [])
    refused = nmirf(command, *arguments, NMIRF_DATABASE_URL=address)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"DATABASE_MISSING: {file} is gone, but not {file}-shm and {file}-wal: ")
    assert len(refused.stderr.splitlines()) == 1
    assert sorted(file.parent.iterdir()) == left
    assert [one.read_bytes() for one in left] == content
    assert _health(server) == (503, "DATABASE_MISSING")
    server.stop()
    for one in left:
        one.unlink()
    assert nmirf("restore", str(backup), NMIRF_DATABASE_URL=address).returncode == 0


def test_a_file_that_is_damaged_under_a_running_server_is_reported_like_one_that_is_damaged_when_opened(
    server: Server, known: tuple[str, str], file: Path
) -> None:
    assert server.ask(MEMBERS) == {"data": {"members": {"totalCount": 1}}}
    with file.open("r+b") as damaged:
        for page in range(PAGE, file.stat().st_size, PAGE):
            damaged.seek(page)
            damaged.write(b"\xff" * PAGE)
    participant, token = known
    asked = [server.ask(STATES, token=given) for given in (None, token)]
    asked.append(server.ask(DESIGNATE, {"participant": participant, "title": "Fictitious"}, token))
    for answer in asked:
        (refused,) = answer["errors"]
        assert refused["extensions"]["code"] == "DATABASE_UNREACHABLE"
    assert server.get("/data/states.csv")[0] == 503
    assert "Traceback" not in server.log.read_text()
