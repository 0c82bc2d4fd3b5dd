"""What is not a backup, or cannot be made or read as one, is refused with its reason, and changes nothing."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest
from sqlalchemy import text

from core.administration import backup
from core.administration.backup import back_up, restore
from core.database import unavailable
from core.database.database import Database
from core.errors import StartupError
from core.journal.chain import verify
from core.platform import Platform
from tests.conftest import NewPlatform
from tests.factories import make_member


@pytest.fixture
def platform(new_database: Callable[[str], str], new_platform: NewPlatform) -> Platform:
    return new_platform(new_database("sqlite"))


def _newer(file: Path) -> None:
    with apsw.Connection(str(file)) as connection:
        connection.execute("UPDATE alembic_version_members SET version_num = '9999'")


def _tampered(file: Path) -> None:
    with apsw.Connection(str(file)) as connection:
        for (name,) in list(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE core_journal SET action = 'other' WHERE sequence = 1")


def _torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-20_000])


def _without_an_index(file: Path) -> None:
    with apsw.Connection(str(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'core_outbox_due'")


def _without_a_state(file: Path) -> None:
    with apsw.Connection(str(file)) as connection:
        connection.execute("DELETE FROM members_states WHERE iso_alpha3 = 'PRY'")


def _other(file: Path) -> None:
    file.unlink()
    with apsw.Connection(str(file)) as connection:
        connection.execute("CREATE TABLE t(a)")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_newer, "DATABASE_NEWER"),
        (_tampered, "BACKUP"),
        (_torn, "BACKUP"),
        (_without_an_index, "BACKUP"),
        (_without_a_state, "BACKUP"),
        (_other, "BACKUP"),
        (lambda file: file.write_bytes(b"no database"), "BACKUP"),
        (lambda file: file.write_bytes(b""), "BACKUP"),
        (lambda file: file.unlink(), "FILE"),
    ],
)
def test_an_incomplete_backup_is_refused_and_changes_nothing(
    platform: Platform, tmp_path: Path, spoil: Callable[[Path], None], code: str
) -> None:
    make_member(platform, "PRY")
    file = tmp_path / "backup.db"
    back_up(platform.database, platform.plugins, file)
    spoil(file)
    make_member(platform, "MAR")
    there = sorted(found.name for found in tmp_path.iterdir())
    with pytest.raises(StartupError) as refused:
        restore(platform.database, platform.plugins, file)
    assert refused.value.code == code
    assert sorted(found.name for found in tmp_path.iterdir()) == there
    with platform.database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM members_participants")).scalar_one() == 2
        assert list(verify(session)) == []


def test_a_backup_that_cannot_be_read_is_refused(platform: Platform) -> None:
    with pytest.raises(StartupError, match=r"^/proc/self/mem cannot be read") as refused:
        restore(platform.database, platform.plugins, Path("/proc/self/mem"))
    assert refused.value.code == "FILE"


def test_a_database_of_a_newer_version_is_left_to_that_version(platform: Platform, tmp_path: Path) -> None:
    _newer(Path(platform.database.url.database or ""))
    with pytest.raises(StartupError) as refused:
        back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    assert refused.value.code == "DATABASE_NEWER"
    assert not (tmp_path / "backup.db").exists()


def test_without_a_database_there_is_nothing_to_back_up(new_platform: NewPlatform, tmp_path: Path) -> None:
    elsewhere = new_platform(f"sqlite:///{tmp_path / 'network.db'}")
    with pytest.raises(StartupError, match="nothing to back up"):
        back_up(elsewhere.database, elsewhere.plugins, tmp_path / "backup.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_interrupted_leaves_no_copy(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    file, database = tmp_path / "backup.db", Path(platform.database.url.database or "")
    back_up(platform.database, platform.plugins, file)
    seen: list[Path] = []

    def told(copy: Path, _: object) -> None:
        seen.append(copy)
        os.kill(os.getpid(), number)

    monkeypatch.setattr(backup, "_verified", told)
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ended:
        back_up(platform.database, platform.plugins, tmp_path / "another.db")
    assert ended.value.code == 128 + number
    with pytest.raises(SystemExit):
        restore(platform.database, platform.plugins, file)
    assert [copy.parent.parent for copy in seen] == [tmp_path, database.parent]
    assert not any(copy.parent.exists() for copy in seen)
    assert not (tmp_path / "another.db").exists()
    assert signal.getsignal(number) is before


def test_without_room_a_backup_is_refused_and_nothing_is_left(platform: Platform, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(
            StartupError, match=r"cannot be copied to .* \(the disk cannot be read or written\)"
        ) as refused:
            back_up(platform.database, platform.plugins, tmp_path / "backup.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert refused.value.code == "FILE"
    assert [*tmp_path.glob("backup*"), *tmp_path.glob(".nmirf-*")] == []


@contextmanager
def _as_anybody() -> Iterator[None]:
    """Meanwhile this process may no more than its user: root may write anywhere."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_read_only_folder_is_reported_as_the_source_not_the_target(platform: Platform) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source", "network.db"), Path(folder, "target", "backup.db")
        for place in (source.parent, target.parent):
            place.mkdir()
        back_up(platform.database, platform.plugins, Path(folder, "made.db"))
        shutil.copyfile(platform.database.url.database or "", source)
        target.parent.chmod(0o777)
        source.parent.chmod(0o555)
        Path(folder).chmod(0o755)
        database = Database(f"sqlite+apsw:///{source}")
        with _as_anybody(), pytest.raises(StartupError) as refused:
            back_up(database, platform.plugins, target)
        with _as_anybody():
            unopened = unavailable.unopened(str(source))
        assert list(target.parent.iterdir()) == []
        source.parent.chmod(0o755)
    assert "its folder is read-only for this user" in unopened.message
    assert refused.value.code == "FILE"
    assert refused.value.message.startswith(f"{source} cannot be read: its folder is read-only")
    assert str(target) not in refused.value.message


@pytest.mark.parametrize(
    ("free", "fits"), [(0.5, ()), (1.5, ("backup",)), (2.5, ("backup",)), (3.5, ("backup", "restore"))]
)
def test_room_is_looked_for_before_anything_is_copied(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, fits: Sequence[str]
) -> None:
    file, database = tmp_path / "backup.db", platform.database
    size = back_up(database, platform.plugins, file).size
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=int(free * size)))
    for told, work in {
        "backup": lambda: back_up(database, platform.plugins, tmp_path / "another.db"),
        "restore": lambda: restore(database, platform.plugins, file),
    }.items():
        if told in fits:
            work()
        else:
            with pytest.raises(StartupError, match=r"There is no room .* bytes are needed") as refused:
                work()
            assert refused.value.code == "FILE"
    assert list(tmp_path.glob(".nmirf-*")) == []
