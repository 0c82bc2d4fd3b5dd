"""Where the database is: in the named folder, whatever characters that has, and printed when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings.settings import Settings
from tests.commands import nmirf
from tests.servers import Server


def test_a_folder_is_taken_as_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "a%41b#c?d e"
    given = {"NMIRF_DATA_FOLDER": str(folder), "COLUMNS": "300"}
    assert nmirf("migrate", **given).returncode == 0
    assert (folder / "network.db").stat().st_size > 0
    assert [file.name for file in tmp_path.iterdir()] == [folder.name]
    assert nmirf("backup", str(folder / "backup.db"), **given).returncode == 0
    assert nmirf("restore", str(folder / "backup.db"), **given).returncode == 0
    assert nmirf("journal", "verify", **given).stdout == "The journal is whole.\n"


def test_a_backup_of_a_database_without_tables_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "network.db").touch()
    refused = nmirf("backup", str(tmp_path / "backup.db"), NMIRF_DATA_FOLDER=str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "MIGRATIONS: The database does not have this version yet. Run `nmirf migrate` first.\n"
    assert not (tmp_path / "backup.db").exists()


def test_a_folder_of_the_user_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NMIRF_DATA_FOLDER", "~/network")
    assert Settings.from_environment().data_folder == tmp_path / "network"


def test_a_server_prints_which_database_it_serves(
    new_database: Callable[[str], str], engine_name: str, tmp_path: Path
) -> None:
    address = new_database(engine_name)
    with Server(tmp_path, address) as server:
        (told,) = [line for line in server.log.read_text().splitlines() if line.startswith("Database: ")]
    name = address.partition("?")[0].rpartition("/")[2]
    assert name in told
    assert told.startswith("Database: /" if engine_name == "sqlite" else "Database: postgresql://")
    assert "made now" not in told


def test_a_server_that_makes_its_database_says_so(tmp_path: Path) -> None:
    with Server(tmp_path, "", NMIRF_DATA_FOLDER=str(tmp_path / "new")) as server:
        assert f"Database: {tmp_path / 'new' / 'network.db'} (made now)\n" in server.log.read_text()


def test_no_password_is_printed() -> None:
    settings = Settings(database_url="postgresql://u:pa55word@db.example/network?sslpassword=pa55word")
    assert settings.database_shown == "postgresql://u:***@db.example/network?sslpassword=hidden"
