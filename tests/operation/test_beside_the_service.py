"""Commands of root beside a server that runs as a user of its own: they leave it nothing that it may not write."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.cli import main
from tests.commands import nmirf
from tests.servers import Server

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="root alone may run a server as somebody else")
USER = 10_001
ACCEDE = """mutation { communicateAccession(input: {
  isoAlpha3: "PRY", standing: OBSERVER, communicatedOn: "2024-06-03", adoptsDeclaration: true}) { errors { code } } }"""


class ServerOfAnother(Server):
    """A server as the service runs it."""

    @staticmethod
    def main() -> None:
        os.setgroups([])
        os.setgid(USER)
        os.setuid(USER)
        os.umask(0o077)
        main()


@pytest.fixture
def data() -> Iterator[Path]:
    """The folder of the service, in one where anybody may look for it."""
    with tempfile.TemporaryDirectory() as folder:
        os.chown(folder, USER, USER)
        (data := Path(folder, "data")).mkdir(0o700)
        os.chown(data, USER, USER)
        yield data


def _told(data: Path, *arguments: str) -> str:
    told = nmirf(*arguments, NMIRF_DATA_FOLDER=str(data), COLUMNS="300")
    assert told.returncode == 0, told.stderr
    return told.stdout


def _server(data: Path) -> Server:
    return ServerOfAnother(data.parent, "", NMIRF_DATA_FOLDER=str(data))


def _written(server: Server, token: str) -> Any:
    return server.ask(ACCEDE, token=token)["data"]["communicateAccession"]["errors"]


def test_the_server_goes_on_with_what_root_has_written_and_restored(data: Path) -> None:
    backup = str(data.parent / "backup.db")
    with _server(data) as server:
        token = _told(data, "token", "create", "--role", "ADMINISTRATOR", "--name", "Secretariat").strip()
        _told(data, "backup", backup)
        assert _written(server, token) == []
        assert f"Restored to {data / 'network.db'}: " in (told := _told(data, "restore", backup))
        assert "The previous database is in " in told
        assert _written(server, token) == []
    (data / "network.db").unlink()
    assert f"There was none at {data / 'network.db'}: it is new." in _told(data, "restore", backup)
    with _server(data) as server:
        assert _written(server, token) == []


@pytest.mark.parametrize("command", ["migrate", "demo"])
def test_a_database_that_root_makes_gets_the_owner_of_its_folder(data: Path, command: str) -> None:
    _told(data, command)
    found = (data / "network.db").stat()
    assert (found.st_uid, found.st_gid, f"{found.st_mode:o}") == (USER, USER, "100600")
