"""What SQLite has committed comes from its log into its file, while others read and write."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw
import pytest

from core.database.drivers.checkpoints import MOST_PAGES, PAGES
from core.database.drivers.sqlite import connect
from tests.servers import wait_until

MUCH = 4_096 * PAGES


def _write(connection: apsw.Connection, size: int) -> None:
    connection.execute("INSERT INTO written VALUES (zeroblob(?))", (size,))


def _come_home(writer: apsw.Connection, path: Path, size: int) -> None:
    """Wait until the file is this large; a little is written meanwhile, as elsewhere too."""

    def is_large() -> bool:
        _write(writer, 1)
        return path.stat().st_size > size

    wait_until(is_large)


def test_the_log_is_moved_into_the_file_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "network.db"
    with closing(connect(str(path))) as writer, closing(connect(str(path), read_only=True)) as reader:
        writer.execute("CREATE TABLE written (content BLOB)")
        for number in range(1, 6):
            _write(writer, MUCH)
            _come_home(writer, path, number * MUCH)
            assert next(reader.execute("SELECT sum(length(content)) FROM written"))[0] >= number * MUCH


def test_a_log_that_always_grows_ends(tmp_path: Path) -> None:
    path, log = tmp_path / "network.db", tmp_path / "network.db-wal"
    with closing(connect(str(path))) as writer:
        writer.execute("CREATE TABLE written (content BLOB)")
        for _ in range(60):
            _write(writer, MUCH)
        assert log.stat().st_size < 4_096 * (MOST_PAGES + 3 * PAGES)


def test_without_a_thread_left_the_writer_makes_the_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", none_left)
    path = tmp_path / "network.db"
    with closing(connect(str(path))) as writer:
        writer.execute("CREATE TABLE written (content BLOB)")
        for number in range(1, 4):
            _write(writer, MUCH)
            assert path.stat().st_size > (number - 1) * MUCH


@contextmanager
def _without_descriptors() -> Iterator[None]:
    """Meanwhile this process opens no file, as a server does to which too many are connected."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_a_failed_checkpoint_is_logged_and_made_up_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "network.db"
    with closing(connect(str(path))) as writer:
        writer.execute("CREATE TABLE written (content BLOB)")
        with _without_descriptors():
            _write(writer, MUCH)
            wait_until(lambda: bool(caplog.messages), 5)
        assert "unable to open database file" in caplog.text
        assert path.stat().st_size < MUCH
        _write(writer, MUCH)
        _come_home(writer, path, 2 * MUCH)


def test_a_reader_of_an_older_moment_delays_nobody(tmp_path: Path) -> None:
    path = tmp_path / "network.db"
    with closing(connect(str(path))) as writer, closing(connect(str(path), read_only=True)) as reader:
        writer.execute("CREATE TABLE written (content BLOB)")
        reader.execute("BEGIN")
        assert next(reader.execute("SELECT count(*) FROM written")) == (0,)
        for _ in range(3):
            _write(writer, MUCH)
        assert next(reader.execute("SELECT count(*) FROM written")) == (0,)
        reader.execute("ROLLBACK")
        _come_home(writer, path, 3 * MUCH)
