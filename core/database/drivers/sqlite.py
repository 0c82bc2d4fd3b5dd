"""SQLite through apsw, the one SQLite library in the process: databases, opened and copied."""

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
"""The memory for pages that a connection keeps: one that reads is asked for anything, one that writes for little."""
LOOKASIDE_BYTES, LOOKASIDE_PIECES = 1_200, 100
"""Of the memory that a connection sets aside for what lives as long as a statement runs, larger than by default."""
KEPT = apsw.SQLITE_PREPARE_PERSISTENT
"""How a statement is prepared that will run again: it lives on, and not in the memory that is set aside."""
SAID = {apsw.SQLITE_FULL: "the disk is full", apsw.SQLITE_IOERR: "the disk cannot be read or written"}
"""What is said of faults of which SQLite, where it copies, knows the numbers alone."""

FULL, ROOM = {ENOSPC, EDQUOT, EFBIG}, 65_536
"""What the system says where there is no more room, or not for this user; and the bytes that SQLite needs to begin."""


def _configure_sqlite() -> None:
    """SQLite as all its connections find it: it need not count its memory, for which all threads would take turns."""
    apsw.shutdown()
    apsw.config(apsw.SQLITE_CONFIG_MEMSTATUS, False)
    apsw.config(apsw.SQLITE_CONFIG_LOOKASIDE, LOOKASIDE_BYTES, LOOKASIDE_PIECES)
    apsw.initialize()


_configure_sqlite()


def connect(path: str, read_only: bool = False, make: bool = True) -> apsw.Connection:
    """Open a database with the pragmas and the functions that every connection of the platform has.

    WAL lets readers go on while one writes. NORMAL synchronisation survives the end of the process at any moment; a
    power cut may cost the last commits, never the file. A file that is made here is for its owner alone, and so are
    those that SQLite makes beside it: it holds mail addresses. make: whether it is made where it is not there.
    """
    make = make and not read_only
    if make and path != ":memory:":
        with suppress(OSError):  # of a file that is there, or cannot be made, which SQLite tells
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
    """Make an empty file for its owner alone: by root for whom the folder belongs to, as whom the server runs."""
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
    """An error as it is, or that the disk is full: a quota, or too little room for a log, SQLite takes for a defect."""
    if not isinstance(error, apsw.IOError | apsw.CantOpenError):
        return error
    full = connection is not None and connection.system_errno in FULL
    with suppress(OSError):
        full = full or shutil.disk_usage(Path(path).parent).free < ROOM
    return apsw.FullError("database or disk is full") if full else error


def copy_database(source: str, target: str) -> None:
    """Copy a database as it is at this moment, its write-ahead log included: its readers and writers go on."""
    with (
        closing(connect(source, read_only=True)) as old,
        closing(apsw.Connection(target)) as new,
        new.backup("main", old, "main") as copying,
    ):
        copying.step(-1)


def reason_of(error: apsw.Error) -> str:
    """Why SQLite has failed."""
    return SAID.get(getattr(error, "result", 0)) or str(error)
