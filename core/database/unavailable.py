"""The errors for a database that does not answer, was lost, or takes no writes. None contains a password."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL

from core.errors import Unavailable

OWNER = (
    "Make the user in NMIRF_DATABASE_URL the owner of the database, with `ALTER DATABASE … OWNER TO`, and of all "
    "tables, with `REASSIGN OWNED` or `pg_restore --no-owner`."
)
PRIMARY = "Let NMIRF_DATABASE_URL name the primary, not one of its replicas."
FILE_AND_FOLDER = "Give the platform write access to the file and its folder."


def unopened(path: str | None) -> Unavailable:
    """The error for a database file that cannot be opened."""
    folder = Path(path or "").parent
    if folder.is_dir() and not os.access(folder, os.W_OK, effective_ids=True):
        return Unavailable(
            "DATABASE_UNREACHABLE",
            f"The database file {path} cannot be opened: its folder is read-only for this user, or its disk is, "
            "perhaps after a fault. SQLite writes beside what it reads: make the folder writable.",
        )
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"The database file {path} cannot be opened. Check the permissions of its folder, or set NMIRF_DATA_FOLDER.",
    )


def damaged(path: str | None) -> Unavailable:
    """The error for a file that is not a database of SQLite, or is damaged."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"{path} is not a database of SQLite, or is damaged. Name another file in NMIRF_DATABASE_URL, or restore a "
        f"backup. {how_to_replace(path or '')}",
    )


def how_to_replace(path: str) -> str:
    """What an operator does to restore a backup in the place of a damaged file."""
    return (
        f"Stop the server, move {path}, {path}-wal and {path}-shm to another folder, and run `nmirf restore`. Tokens "
        "that were revoked since the backup are then valid again: revoke them (`nmirf token list`). Mail that was sent "
        "since is waiting again: look at `nmirf outbox list` before you start the server. Whoever was erased since is "
        "there again: erase them again."
    )


def missing(path: str) -> Unavailable:
    """The error for a file that is no longer where a server has opened it."""
    return Unavailable(
        "DATABASE_MISSING",
        f"The database {path} is gone: nothing was written. Put it back, with the files beside it, or stop the server, "
        f"delete {path}-wal and {path}-shm, and restore a backup with `nmirf restore`.",
    )


def replaced(path: str) -> Unavailable:
    """The error for another file in the place of the one that a server has opened."""
    return Unavailable(
        "DATABASE_REPLACED",
        f"Another file was moved over the database {path}: nothing was written. Stop the server, move that file away, "
        f"delete {path}-wal and {path}-shm, and put the file in place with `nmirf restore`.",
    )


def unreachable(url: URL, reason: str) -> Unavailable:
    """The error for a PostgreSQL that does not answer."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"PostgreSQL at {_place(url)} does not answer ({reason}). Is it running, and is NMIRF_DATABASE_URL right?",
    )


def unreachable_for_readers(url: URL, reason: str) -> Unavailable:
    """The error for a PostgreSQL that does not answer on the connections for reading."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"PostgreSQL at {_place(url)} does not answer on the connections for reading ({reason}).",
    )


def all_in_use(url: URL) -> Unavailable:
    """The error for a PostgreSQL all of whose connections have been in use for too long."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"All connections of this process to PostgreSQL at {_place(url)} have been in use for too long. "
        "Start more workers, or find out what takes so long.",
    )


def lost() -> Unavailable:
    """The error for a database that went away before anything was committed."""
    return Unavailable("DATABASE_LOST", "The database went away: nothing was written. Try again in a moment.")


def stopped() -> Unavailable:
    """The error for a statement that PostgreSQL has stopped."""
    return Unavailable(
        "DATABASE_BUSY", "The database took too long and was stopped: nothing was written. Try again in a moment."
    )


def busy() -> Unavailable:
    """The error for a database to which others have been writing for too long."""
    return Unavailable(
        "DATABASE_BUSY", "Others have been writing for too long: nothing was written. Try again in a moment."
    )


def full() -> Unavailable:
    """The error for a database whose disk or quota is full."""
    return Unavailable(
        "DATABASE_FULL",
        "The disk of the database is full, or the quota of its user: nothing was written. Make room.",
    )


def read_only(advice: str) -> Unavailable:
    """The error for a database that can only be read. advice: what its operator has to do."""
    return Unavailable("DATABASE_READ_ONLY", f"The database can only be read: nothing was written. {advice}")


def no_privilege(reason: str) -> Unavailable:
    """The error for a PostgreSQL whose user may not do what is needed."""
    return Unavailable("DATABASE_PRIVILEGE", f"PostgreSQL says: {reason}. {OWNER}")


def _place(url: URL) -> str:
    hosts = url.host or url.query.get("host") or "the local socket"
    return f"{hosts if isinstance(hosts, str) else ', '.join(hosts)}:{url.port or url.query.get('port') or 5432}"
