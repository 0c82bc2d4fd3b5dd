"""A database that is damaged is not replaced unseen: a restore says what to do, and following that restores a backup."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.administration.backup import back_up, restore
from core.database.database import Database
from core.database.opened_file import kept_beside
from core.errors import StartupError, Unavailable
from core.platform import Platform
from tests.conftest import NewPlatform
from tests.factories import make_member

PAGE = 4096


def _random_bytes(file: Path) -> None:
    file.write_bytes(os.urandom(50_000))


def _overwritten_pages(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(PAGE)
        opened.write(b"\xff" * (file.stat().st_size - PAGE))


def _truncated(file: Path) -> None:
    os.truncate(file, 30_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "network.db"


@pytest.fixture
def platform(file: Path, new_platform: NewPlatform) -> Platform:
    """A platform whose database and backup have one member, and which has let go of its file."""
    platform = new_platform(f"sqlite:///{file}")
    platform.migrate()
    make_member(platform, "PRY")
    back_up(platform.database, platform.plugins, file.with_name("backup.db"))
    platform.database.dispose()
    return platform


@pytest.mark.parametrize("damage", [_random_bytes, _overwritten_pages, _truncated])
def test_a_damaged_database_is_moved_away_before_a_backup_is_restored(
    platform: Platform, file: Path, damage: Callable[[Path], None]
) -> None:
    damage(file)
    database, damaged = Database(f"sqlite+apsw:///{file}"), file.read_bytes()
    with pytest.raises(StartupError) as refused:
        restore(database, platform.plugins, file.with_name("backup.db"))
    database.dispose()
    assert refused.value.code == "DATABASE_DAMAGED"
    message = refused.value.message
    assert message.startswith(f"{file} is damaged: nothing was restored. Stop the server, move {file}, {file}-wal and ")
    assert "nmirf token list" in message and "nmirf outbox list" in message
    assert file.read_bytes() == damaged
    for part in (file, *kept_beside(file)):
        if part.exists():
            part.rename(file.parent.parent / part.name)
    database = Database(f"sqlite+apsw:///{file}")
    assert restore(database, platform.plugins, file.with_name("backup.db")).kept is None
    database.dispose()


def test_whoever_opens_a_damaged_database_learns_how_a_backup_is_restored(platform: Platform, file: Path) -> None:
    _random_bytes(file)
    database = Database(f"sqlite+apsw:///{file}")
    with pytest.raises(Unavailable, match=r"nmirf token list.*nmirf outbox list") as refused, database.reading():
        pass
    database.dispose()
    assert refused.value.code == "DATABASE_UNREACHABLE"
