"""SQLite through apsw, the only SQLite library of the process: opens and copies databases."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path

import apsw

from core.database.drivers.bits import add_bit_functions
from core.database.drivers.checkpoints import Checkpoints
from core.database.drivers.waiting import BUSY_MILLISECONDS

CACHE_KILOBYTES, WRITERS_CACHE_KILOBYTES = 8_000, 2_000
"""The page cache of a connection: one that reads needs any page, one that writes few."""
LOOKASIDE_BYTES, LOOKASIDE_PIECES = 1_200, 100
"""The memory that a connection sets aside for what lives while a statement runs; larger than the default."""
KEPT = apsw.SQLITE_PREPARE_PERSISTENT
"""How a statement that will run again is prepared: it is kept, outside the memory that is set aside."""
REASONS = {apsw.SQLITE_FULL: "the disk is full", apsw.SQLITE_IOERR: "the disk cannot be read or written"}
"""The reasons of errors for which SQLite gives only a number while it copies."""

FULL, ROOM = {ENOSPC, EDQUOT, EFBIG}, 65_536
"""The system's errors for a full disk or quota; and the bytes that SQLite needs to begin."""


def _configure_sqlite() -> None:
    """Configure SQLite for all connections: it does not count its memory, for which threads would wait on one lock."""
    apsw.shutdown()
    apsw.config(apsw.SQLITE_CONFIG_MEMSTATUS, False)
    apsw.config(apsw.SQLITE_CONFIG_LOOKASIDE, LOOKASIDE_BYTES, LOOKASIDE_PIECES)
    apsw.initialize()


_configure_sqlite()


def connect(path: str, read_only: bool = False, make: bool = True) -> apsw.Connection:
    """Open a database with the pragmas and the functions that every connection of the platform has.

    WAL lets readers go on while one writes. NORMAL synchronisation survives the end of the process at any moment; a
    power cut may cost the last commits, never the file. Only its owner may read a file that is created here, and those
    that SQLite creates beside it: it contains mail addresses. make: whether a missing file is created.
    """
    make = make and not read_only
    if make and path != ":memory:":
        with suppress(OSError):  # it exists, or cannot be created, which SQLite reports
            _make(Path(path))
    flags = (apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE) | apsw.SQLITE_OPEN_URI
    flags |= apsw.SQLITE_OPEN_CREATE if make else 0
    try:
        connection = apsw.Connection(path, flags=flags, statementcachesize=500)
    except apsw.Error as error:
        raise or_full(error, path) from None
    try:
        _prepare(connection, read_only)
    except apsw.Error as error:
        raise or_full(error, path, connection) from None
    return connection


def _make(file: Path) -> None:
    """Create an empty file that only its owner may read. If root creates it, the folder's owner gets it."""
    made = os.open(file, os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if os.geteuid() == 0:
            folder = file.parent.stat()
            os.fchown(made, folder.st_uid, folder.st_gid)
    finally:
        os.close(made)


def _prepare(connection: apsw.Connection, read_only: bool) -> None:
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    if not read_only:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        Checkpoints(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES if read_only else WRITERS_CACHE_KILOBYTES}")
    add_bit_functions(connection)


def or_full(error: apsw.Error, path: str, connection: apsw.Connection | None = None) -> apsw.Error:
    """An error, or FullError if the disk is full: SQLite takes a quota, or too little room for a log, for a defect."""
    if not isinstance(error, apsw.IOError | apsw.CantOpenError):
        return error
    full = connection is not None and connection.system_errno in FULL
    with suppress(OSError):
        full = full or shutil.disk_usage(Path(path).parent).free < ROOM
    return apsw.FullError("database or disk is full") if full else error


def copy_database(source: str, target: str) -> None:
    """Copy a database as it is at this moment, with its write-ahead log, while others read and write."""
    with (
        closing(connect(source, read_only=True)) as old,
        closing(apsw.Connection(target)) as new,
        new.backup("main", old, "main") as copying,
    ):
        copying.step(-1)


def reason_of(error: apsw.Error) -> str:
    """The reason why SQLite failed."""
    return REASONS.get(getattr(error, "result", 0)) or str(error)
