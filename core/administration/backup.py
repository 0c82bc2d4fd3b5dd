"""Backups of the embedded database, made and restored while the platform runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw
from pluggy import PluginManager
from sqlalchemy import URL, func, select

from core.administration.carrying_over import carry_over
from core.database.database import Database
from core.database.drivers.sqlite import connect, copy_database, reason_of
from core.database.opened_file import kept_beside
from core.database.unavailable import how_to_replace
from core.errors import StartupError
from core.files.copies import KEPT, file_beside, private, require_room
from core.journal.chain import verify
from core.migrations.reached import BEHIND, known_revisions, pending
from core.migrations.upgrading import migrate
from core.tables import head, journal

WRITTEN_BESIDE = b"\x02\x02"
"""In the header of an SQLite database: writes go to a log beside it first (WAL)."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy: its file, journal entries and bytes.

    kept: the file of the database that a restore replaced. erased: how many designations a restore erased again.
    """

    file: Path
    entries: int
    size: int
    kept: Path | None = None
    erased: int = 0


def back_up(database: Database, plugins: PluginManager, target: Path, overwrite: bool = False) -> Copied:
    """Copy the database, as it is at one moment, to a file while the platform runs.

    The copy is verified before it gets its name. Raises StartupError.
    """
    source = _embedded(database, "`pg_dump --format=custom --file=FILE NAME`")
    database.require_not_gone()
    if target.exists() and not overwrite:
        raise StartupError("FILE", f"{target} exists already. Name another file, or give --overwrite.")
    if not source.exists():
        raise StartupError("FILE", f"There is no database at {source} yet: nothing to back up.")
    if target.resolve() in {source.resolve(), *kept_beside(source.resolve())}:
        raise StartupError("FILE", f"{target} is the database itself. Name another file.")
    with _beside(target) as copy:
        require_room(copy.parent, source.stat().st_size, f"for {target}")
        _copy(source, copy)
        _require_tables(copy)
        entries = _verified(copy, plugins)
        _make_whole(copy)
        _settle(copy)
        size = copy.stat().st_size
        copy.replace(target)
    _settle(target.parent)
    return Copied(target, entries, size)


def restore(database: Database, plugins: PluginManager, source: Path) -> Copied:
    """Replace the database by a backup, which is verified and migrated first, in one step.

    A running platform continues with the restored database. The previous one is kept beside it, with everything written
    until then. Revoked tokens stay revoked, mail that was sent is not sent again, persons that were erased are erased
    again. Raises StartupError, and then nothing has changed: DATABASE_NEWER for a backup of a newer version, BACKUP for
    a file that is not a backup or lacks a part, DATABASE_MISSING if the database is gone from under a server,
    DATABASE_DAMAGED if it cannot be read.
    """
    restoring = "`pg_restore --clean --if-exists --single-transaction --no-owner --dbname=NAME FILE`"
    target = _embedded(database, f"stop the servers, then {restoring}")
    database.require_not_gone()
    if not source.is_file():
        raise StartupError("FILE", f"There is no file {source}.")
    _require_whole(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as copy:
        # Room for the checked copy, for the previous database, and for the log into which the copy is written first.
        needed = 2 * source.stat().st_size + (target.stat().st_size if target.exists() else 0)
        require_room(copy.parent, needed, f"beside {target} to restore {source}")
        shutil.copyfile(source, copy)
        _verified(copy, plugins)
        entries = _made_current(copy, plugins)
        size = copy.stat().st_size
        try:
            kept, erased = _replace(target, copy, plugins)
        except (apsw.NotADBError, apsw.CorruptError):  # the target: the copy is verified
            message = f"{target} is damaged: nothing was restored. {how_to_replace(str(target))}"
            raise StartupError("DATABASE_DAMAGED", message) from None
    return Copied(target, entries + erased, size, kept, erased)


def _replace(target: Path, copy: Path, plugins: PluginManager) -> tuple[Path | None, int]:
    """Replace a database by another, and keep it; returns its new place, and how many designations were erased again.

    Once the first page is copied nobody else writes to the target; readers see the previous one until the last page is.
    """
    kept = private(copy.with_name(KEPT)) if target.exists() else None
    erased = 0
    with (
        closing(apsw.Connection(str(copy))) as reading,
        closing(connect(str(target))) as writing,
        writing.backup("main", reading, "main") as copying,
    ):
        copying.step(1)
        if kept is not None:
            copy_database(str(target), str(kept))
            _make_whole(kept)
            erased = carry_over(kept, copy, plugins)
        copying.step(-1)
    if kept is None:
        return None, erased
    return kept.rename(target.with_name(f"{target.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")), erased


def _embedded(database: Database, instead: str) -> Path:
    if database.dialect != "sqlite":
        raise StartupError(
            "POSTGRESQL",
            f"PostgreSQL has its own commands for this: {instead}. See docs/operation.md.",
        )
    return Path(database.url.database or "")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new file beside the target, so on the same file system; it is deleted unless it is moved away."""
    try:
        with file_beside(target) as copy:
            yield copy
    except OSError as error:
        raise StartupError("FILE", f"{target} cannot be written ({error.strerror or error}).") from None
    except apsw.Error as error:
        raise StartupError("FILE", f"The database cannot be copied to {target} ({reason_of(error)}).") from None


def _copy(source: Path, copy: Path) -> None:
    """Copy a database. Raises apsw.Error, and StartupError FILE if its folder is read-only."""
    try:
        copy_database(str(source), str(copy))
    except (apsw.ReadOnlyError, apsw.CantOpenError):
        if os.access(source.parent, os.W_OK, effective_ids=True):
            raise
        raise StartupError(
            "FILE",
            f"{source} cannot be read: its folder is read-only, and SQLite writes beside what it reads. Let this "
            f"user write to {source.parent}; or, while no server runs, copy the file, and {source.name}-wal if there "
            "is one, to a folder of your own and back it up there, as NMIRF_DATABASE_URL.",
        ) from None


def _make_whole(copy: Path) -> None:
    """Take a copy out of WAL mode, so that its header says that it has no log beside it."""
    with closing(apsw.Connection(str(copy))) as alone:
        alone.execute("PRAGMA journal_mode = DELETE")


def _require_whole(source: Path) -> None:
    """Raises StartupError BACKUP for a database that was in use: its file lacks the last writes.

    FILE for one that cannot be read.
    """
    log = source.with_name(f"{source.name}-wal")
    backing_up = f"NMIRF_DATABASE_URL=sqlite:///{source.absolute()} nmirf backup FILE"
    if log.exists() and log.stat().st_size:
        raise StartupError(
            "BACKUP",
            f"{source} is a database in use, or its server was killed: the last writes are in {log.name}. "
            f"Make one file of both: {backing_up}.",
        )
    try:
        with source.open("rb") as file:
            begins = file.read(20)
    except OSError as error:
        raise StartupError("FILE", f"{source} cannot be read ({error.strerror or error}).") from None
    if begins[18:] == WRITTEN_BESIDE:
        raise StartupError(
            "BACKUP",
            f"{source} is the database itself, or a copy of it, and may lack the last writes: they are in {log.name} "
            "while a server runs. Restore what `nmirf backup` made. If no server ran when it was copied, or a version "
            f"before December 2026 made it as a backup, nothing is missing: make a backup of it, {backing_up}.",
        )


def _require_tables(copy: Path) -> None:
    """Raises StartupError MIGRATIONS for a copy of a database without tables."""
    with closing(apsw.Connection(str(copy))) as connection, suppress(apsw.Error):  # a damaged one is reported later
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise StartupError("MIGRATIONS", BEHIND)


def _verified(copy: Path, plugins: PluginManager) -> int:
    """The number of journal entries in a whole copy. Raises StartupError BACKUP for any other file."""
    try:
        with closing(apsw.Connection(str(copy))) as connection:
            whole = connection.pragma("integrity_check", 1) == "ok"
            if not whole or connection.execute("PRAGMA foreign_key_check").fetchone():
                raise StartupError("BACKUP", "The file is damaged: it was not used. Take another backup.")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'core_journal'").fetchone():
                raise StartupError("BACKUP", "The file is not a backup of this platform.")
    except apsw.Error:
        raise StartupError("BACKUP", "The file is not a backup of this platform, or is damaged.") from None
    with _opened(copy) as database, database.reading() as session:
        pending(session.connection(), known_revisions(plugins))
        faults = list(verify(session))
        if faults:
            raise StartupError("BACKUP", f"The journal in the file does not verify: {faults[0]} It was not used.")
        entries: int = session.execute(select(func.count()).select_from(journal)).scalar_one()
        return entries


def _made_current(copy: Path, plugins: PluginManager) -> int:
    with _opened(copy) as database:
        migrate(database, plugins)
        with database.reading() as session:
            entries: int = session.execute(select(head.c.sequence)).scalar_one()
            return entries


@contextmanager
def _opened(copy: Path) -> Iterator[Database]:
    database = Database(URL.create("sqlite+apsw", database=str(copy)).render_as_string())
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
