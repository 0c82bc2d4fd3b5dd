"""Copies of the embedded database, made and put back while the platform runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw
from pluggy import PluginManager
from sqlalchemy import func, select, update

from core.database import Database
from core.drivers.sqlite import connect
from core.errors import StartupError
from core.ground import head, journal
from core.journal import verify
from core.migrations import migrate, pending

REVISIONS_AHEAD = 1_000
"""So far beyond the present revision a restored one begins: nothing that a cache kept until then passes for it."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy holds. kept: where the database that a restore replaced still is."""

    entries: int
    size: int
    kept: Path | None = None


def back_up(database: Database, plugins: PluginManager, target: Path, overwrite: bool = False) -> Copied:
    """Copy the database, as it is at one moment, to a file; the platform goes on meanwhile.

    The copy is verified before it gets its name. Raises StartupError.
    """
    source = _embedded(database, "pg_dump --format=custom --file=FILE")
    if target.exists() and not overwrite:
        raise StartupError("FILE", f"{target} exists already. Name another file, or give --overwrite.")
    if not source.exists():
        raise StartupError("FILE", f"There is no database at {source} yet: nothing to back up.")
    with _beside(target) as copy:
        _copy(source, copy)
        entries = _verified(copy, plugins)
        _settle(copy)
        size = copy.stat().st_size
        copy.replace(target)
    _settle(target.parent)
    return Copied(entries, size)


def restore(database: Database, plugins: PluginManager, source: Path) -> Copied:
    """Put a backup in the place of the database: verified, brought to this version, then at one stroke.

    A running platform goes on with what was restored. What was there is kept beside it. Raises StartupError, and then
    nothing has changed: DATABASE_NEWER for a backup of a newer version, BACKUP for what is none or lacks a part.
    """
    target = _embedded(database, "pg_restore --clean --if-exists --dbname=NAME FILE")
    if not source.is_file():
        raise StartupError("FILE", f"There is no file {source}.")
    _whole(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as copy:
        shutil.copyfile(source, copy)
        _verified(copy, plugins)
        kept = None
        if target.exists():
            kept = target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
            _copy(target, kept)
        entries = _made_current(copy, plugins, _revision(database) if kept else 0)
        _copy(copy, target, wal=True)
        size = copy.stat().st_size
    return Copied(entries, size, kept)


def _embedded(database: Database, instead: str) -> Path:
    if database.dialect != "sqlite":
        raise StartupError(
            "POSTGRESQL",
            f"PostgreSQL has commands of its own for this: `{instead}`. See docs/operation.md.",
        )
    return Path(database.url.database or "")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A name for a file that is not there yet, on the same file system; what is left of it goes."""
    try:
        with tempfile.TemporaryDirectory(prefix=".nmirf-", dir=target.parent) as folder:
            yield Path(folder) / "copy.db"
    except OSError as error:
        raise StartupError("FILE", f"{target} cannot be written ({error.strerror or error}).") from None
    except apsw.Error as error:
        why = "the disk is full" if isinstance(error, apsw.FullError) else error
        raise StartupError("FILE", f"The database cannot be copied to {target} ({why}).") from None


def _copy(source: Path, target: Path, wal: bool = False) -> None:
    """Copy the whole of a database in one step: readers and writers of the source go on, the target changes at once."""
    with (
        closing(connect(str(source), read_only=True)) as reading,
        closing(connect(str(target)) if wal else apsw.Connection(str(target))) as writing,
        writing.backup("main", reading, "main") as copying,
    ):
        copying.step(-1)
    if not wal:
        with closing(apsw.Connection(str(target))) as alone:
            alone.execute("PRAGMA journal_mode = DELETE")


def _whole(source: Path) -> None:
    """Raise StartupError BACKUP for a database that was in use: the file alone lacks what was written last."""
    log = source.with_name(f"{source.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StartupError(
            "BACKUP",
            f"{source} is a database in use, or its server was killed: what was written last stands in {log.name}. "
            f"Make one file of both: NMIRF_DATABASE_URL=sqlite:///{source.absolute()} nmirf backup FILE.",
        )


def _verified(copy: Path, plugins: PluginManager) -> int:
    """The number of journal entries in a whole copy. Raises StartupError BACKUP for any other file."""
    try:
        with closing(apsw.Connection(str(copy))) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone() or ("empty",)
            if found != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise StartupError("BACKUP", "The file is damaged: it was left alone. Take another backup.")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'core_journal'").fetchone():
                raise StartupError("BACKUP", "The file is no backup of this platform.")
    except apsw.Error:
        raise StartupError("BACKUP", "The file is no backup of this platform, or a damaged one.") from None
    with _opened(copy) as database, database.reading() as session:
        pending(session.connection(), plugins)
        faults = list(verify(session))
        if faults:
            raise StartupError("BACKUP", f"The journal in the file does not verify: {faults[0]} It was left alone.")
        entries: int = session.execute(select(func.count()).select_from(journal)).scalar_one()
        return entries


def _made_current(copy: Path, plugins: PluginManager, revision: int) -> int:
    with _opened(copy) as database:
        migrate(database, plugins)
        with database.transaction() as session:
            own = session.execute(select(head.c.revision)).scalar_one()
            session.execute(update(head).values(revision=max(own, revision) + REVISIONS_AHEAD))
            entries: int = session.execute(select(head.c.sequence)).scalar_one()
            return entries


def _revision(database: Database) -> int:
    try:
        with database.reading() as session:
            revision: int = session.execute(select(head.c.revision)).scalar_one()
            return revision
    finally:
        database.dispose()


@contextmanager
def _opened(copy: Path) -> Iterator[Database]:
    database = Database(f"sqlite+apsw:///{copy}")
    try:
        yield database
    finally:
        database.dispose()


def _settle(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
