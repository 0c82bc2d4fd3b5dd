"""What is said where a database does not answer, goes away, or takes no writes; without any password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError

from core.errors import Unavailable

STATEMENT_STOPPED = "57014"
"""What PostgreSQL says where it has stopped a statement, by a limit of time or by its operator."""
BUSY_STATES = {"55P03", STATEMENT_STOPPED, "40001", "40P01"}
"""What PostgreSQL says where it was to wait no longer, for a lock or a statement, and where another write was first."""
BEYOND_A_LIMIT = "54"
"""How the codes begin of what PostgreSQL cannot do at all, and psycopg takes for a fault of the connection."""
NO_ROOM, ONLY_READ = "53100", "25006"
"""What PostgreSQL says where its disk is full, and where it is a replica or was told to take no writes."""
STOPPED = "25P03"
"""What PostgreSQL says where it has ended a transaction in which nothing was asked for too long."""
NOT_GRANTED = "42501"
"""What PostgreSQL says where its user may not do this."""
DAMAGED = ("not a database", "malformed")
"""What SQLite says of a file that is none of its own, or not as it was."""
OWNER = (
    "Have the user in NMIRF_DATABASE_URL own the database, by `ALTER DATABASE … OWNER TO`, and all tables, by "
    "`REASSIGN OWNED` or `pg_restore --no-owner`."
)
PRIMARY = "Name the primary, not a replica of it, in NMIRF_DATABASE_URL."


def cannot_connect(url: URL, error: Exception) -> Unavailable:
    """The error for a database that does not answer, without any password."""
    if url.get_backend_name() == "sqlite":
        return (
            damaged(url, error)
            or unwritable(error)
            or Unavailable(
                "DATABASE_UNREACHABLE",
                f"The database file {url.database} cannot be opened. Look at the folder's permissions, "
                "or set NMIRF_DATA_FOLDER.",
            )
        )
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"PostgreSQL at {_place(url)} does not answer ({reason_of(url, error)}). Is it running, and is "
        "NMIRF_DATABASE_URL right?",
    )


def damaged(url: URL, error: Exception) -> Unavailable | None:
    """The error for a file that is no database of SQLite, or not as it was."""
    if not any(sign in _words(error) for sign in DAMAGED):
        return None
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"{url.database} is no database of SQLite, or a damaged one. Restore a backup, or name another file in "
        "NMIRF_DATABASE_URL.",
    )


def missing(path: str) -> Unavailable:
    """The error for a file that is no longer where a server has opened it."""
    return Unavailable(
        "DATABASE_MISSING",
        f"The database {path} is gone: nothing was written. Put it back, with the files beside it, or stop the server, "
        f"delete {path}-wal and {path}-shm, and bring back a backup by `nmirf restore`.",
    )


def replaced(path: str) -> Unavailable:
    """The error for another file in the place of the one that a server has opened."""
    return Unavailable(
        "DATABASE_REPLACED",
        f"Another file was moved over the database {path}: nothing was written. Stop the server, move that file away, "
        f"delete {path}-wal and {path}-shm, and put the file in place by `nmirf restore`.",
    )


def cannot_read(url: URL, error: Exception) -> Unavailable:
    """The error for a PostgreSQL that does not answer who reads, without any password."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"PostgreSQL at {_place(url)} does not answer who reads ({reason_of(url, error)}).",
    )


def reason_of(url: URL, error: Exception) -> str:
    """The first line of what a driver says, without any password."""
    reason = _first_line(error)
    return reason.replace(str(url.password), "***") if url.password else reason


def all_in_use(url: URL) -> Unavailable:
    """The error for a PostgreSQL to which every connection was in other hands for too long."""
    return Unavailable(
        "DATABASE_UNREACHABLE",
        f"All connections of this process to PostgreSQL at {_place(url)} have been in use for too long. "
        "Start more workers, or find out what takes long.",
    )


def _place(url: URL) -> str:
    hosts = url.host or url.query.get("host") or "the local socket"
    return f"{hosts if isinstance(hosts, str) else ', '.join(hosts)}:{url.port or url.query.get('port') or 5432}"


def lost(url: URL, error: Exception) -> Unavailable:
    """The error for a database that went away, or was too long in another's hands, before anything was committed."""
    if _state(error) == STATEMENT_STOPPED:
        return Unavailable(
            "DATABASE_BUSY", "The database took too long, and was stopped: nothing was written. Try again in a moment."
        )
    if "locked" in _words(error) or waited_in_vain(error):
        return busy()
    return damaged(url, error) or unwritable(error) or _gone()


@contextmanager
def telling_faults(url: URL) -> Iterator[None]:
    """Raise what a database says as Unavailable where it went away, turned somebody away or was too long in use."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if (_state(error) or "").startswith(BEYOND_A_LIMIT):
            raise
        raise lost(url, error) from error
    except (InternalError, ProgrammingError) as error:
        if refused := turned_away(error):
            raise refused from error
        raise


def waited_in_vain(error: Exception) -> bool:
    """Whether PostgreSQL has let a lock or a statement be waited for as long as it was to be, or another was first."""
    return _state(error) in BUSY_STATES


def turned_away(error: Exception) -> Unavailable | None:
    """The error for a database that answers, but takes no writes, or has ended a transaction that was left alone."""
    return _gone() if _state(error) == STOPPED else unwritable(error)


def _gone() -> Unavailable:
    return Unavailable("DATABASE_LOST", "The database went away: nothing was written. Try again in a moment.")


def unwritable(error: Exception) -> Unavailable | None:
    """The error for a database that answers, but takes no writes until its operator mends it."""
    if "readonly database" in _words(error):
        return read_only("Let the platform write its file and its folder.")
    if _state(error) == ONLY_READ:
        return read_only(PRIMARY)
    if _state(error) == NOT_GRANTED:
        return no_privilege(error)
    if "disk is full" in _words(error) or _state(error) == NO_ROOM:
        return Unavailable(
            "DATABASE_FULL",
            "The disk of the database is full, or its user may use no more of it: nothing was written. Make room.",
        )
    return None


def no_privilege(error: Exception) -> Unavailable:
    """The error for a PostgreSQL whose user may not do what is needed."""
    return Unavailable("DATABASE_PRIVILEGE", f"PostgreSQL says: {_first_line(error)}. {OWNER}")


def read_only(instead: str) -> Unavailable:
    """The error for a database that may only be read. instead: what its operator has to do."""
    return Unavailable("DATABASE_READ_ONLY", f"The database may only be read: nothing was written. {instead}")


def refuse_read_only(connection: Connection) -> None:
    """Raises Unavailable DATABASE_READ_ONLY for a PostgreSQL that takes no writes, before a plugin meets it."""
    if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
        raise read_only(PRIMARY)


def refuse_other_encodings(connection: Connection) -> None:
    """Raises Unavailable DATABASE_ENCODING for a PostgreSQL that cannot keep six languages."""
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise Unavailable(
            "DATABASE_ENCODING",
            f"The database has the encoding {encoding}, in which not every language can be written. Make it anew, with "
            "`CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`.",
        )


def refuse_no_schema(connection: Connection) -> None:
    """Raises Unavailable DATABASE_SCHEMA for a PostgreSQL that has no schema to make tables in."""
    if connection.execute(text("SELECT current_schema()")).scalar() is None:
        path = connection.execute(text("SHOW search_path")).scalar()
        raise Unavailable(
            "DATABASE_SCHEMA",
            f"PostgreSQL has none of the schemas in the search_path `{path}`, or its user may use none. Make one, with "
            "`CREATE SCHEMA`, or mend search_path in NMIRF_DATABASE_URL, or by `ALTER ROLE … SET search_path`.",
        )


def _first_line(error: Exception) -> str:
    return (_words(error).strip() or type(error).__name__).splitlines()[0][:200]


def _words(error: Exception) -> str:
    """What the database says, without the statement."""
    return str(getattr(error, "orig", None) or error)


def _state(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def busy() -> Unavailable:
    """The error for a database that was in other writers' hands for too long."""
    return Unavailable(
        "DATABASE_BUSY", "Others have been writing for too long: nothing was written. Try again in a moment."
    )
