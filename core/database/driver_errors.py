"""Errors of the drivers, and which of them mean that the database is unavailable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import partial

from sqlalchemy.engine import URL
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, ProgrammingError

from core.database import unavailable
from core.errors import Unavailable


class SqlState(StrEnum):
    """The codes of PostgreSQL that the platform knows (PostgreSQL, appendix A)."""

    LOCK_NOT_AVAILABLE = "55P03"
    QUERY_CANCELED = "57014"
    SERIALIZATION_FAILURE = "40001"
    DEADLOCK_DETECTED = "40P01"
    DISK_FULL = "53100"
    READ_ONLY_TRANSACTION = "25006"
    IDLE_IN_TRANSACTION = "25P03"
    INSUFFICIENT_PRIVILEGE = "42501"


Errors = Mapping[str | None, Callable[[], Unavailable]]

BUSY: Errors = {
    SqlState.QUERY_CANCELED: unavailable.stopped,
    SqlState.LOCK_NOT_AVAILABLE: unavailable.busy,
    SqlState.SERIALIZATION_FAILURE: unavailable.busy,
    SqlState.DEADLOCK_DETECTED: unavailable.busy,
}
"""What it means that PostgreSQL gave up waiting for a statement or a lock, or that another write came first."""
REFUSED: Errors = {
    SqlState.IDLE_IN_TRANSACTION: unavailable.lost,
    SqlState.DISK_FULL: unavailable.full,
    SqlState.READ_ONLY_TRANSACTION: partial(unavailable.read_only, unavailable.PRIMARY),
}
"""What it means that PostgreSQL answers, but does not write; for INSUFFICIENT_PRIVILEGE it says why in its message."""
REFUSED_BY_SQLITE: Mapping[str, Callable[[], Unavailable]] = {
    "readonly database": partial(unavailable.read_only, unavailable.FILE_AND_FOLDER),
    "disk is full": unavailable.full,
}
"""The same for SQLite, by what it says."""
LIMIT_EXCEEDED = "54"
"""The class of codes for what PostgreSQL cannot do at all; psycopg takes them for failures of the connection."""
LOCKED = "locked"
"""What SQLite says while others write."""
DAMAGED = ("not a database", "malformed")
"""What SQLite says of a damaged file, or of one that is not a database."""


@contextmanager
def as_unavailable(url: URL) -> Iterator[None]:
    """Raise Unavailable instead of an error that means that the database was lost, is busy, or takes no writes."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if (_state_of(error) or "").startswith(LIMIT_EXCEEDED):
            raise
        raise _failure_of(url, error) from error
    except (InternalError, ProgrammingError) as error:
        if refusal := refusal_of(error):
            raise refusal from error
        raise


def cannot_connect(url: URL, error: Exception) -> Unavailable:
    """The error for a database to which no connection can be made."""
    if url.get_backend_name() == "sqlite":
        return _damage_of(url, error) or refusal_of(error) or unavailable.unopened(url.database)
    return unavailable.unreachable(url, reason_of(url, error))


def cannot_read(url: URL, error: Exception) -> Unavailable:
    """The error for a PostgreSQL that does not answer on the connections for reading."""
    return unavailable.unreachable_for_readers(url, reason_of(url, error))


def no_privilege(error: Exception) -> Unavailable:
    """The error for a PostgreSQL whose user may not do what is needed."""
    return unavailable.no_privilege(_first_line(error))


def reason_of(url: URL, error: Exception) -> str:
    """The first line of a driver's message, without any password."""
    reason = _first_line(error)
    return reason.replace(str(url.password), "***") if url.password else reason


def means_busy(error: Exception) -> bool:
    """Whether PostgreSQL gave up waiting for a lock or a statement, or another write came first."""
    return _state_of(error) in BUSY


def refusal_of(error: Exception) -> Unavailable | None:
    """The error for a database that answers but takes no writes, or has ended an idle transaction."""
    state, message = _state_of(error), _message_of(error)
    if state == SqlState.INSUFFICIENT_PRIVILEGE:
        return no_privilege(error)
    if state in REFUSED:
        return REFUSED[state]()
    return next((refuse() for said, refuse in REFUSED_BY_SQLITE.items() if said in message), None)


def _failure_of(url: URL, error: Exception) -> Unavailable:
    """The error for a database that failed before anything was committed."""
    if means_busy(error):
        return BUSY[_state_of(error)]()
    if LOCKED in _message_of(error):
        return unavailable.busy()
    return _damage_of(url, error) or refusal_of(error) or unavailable.lost()


def _damage_of(url: URL, error: Exception) -> Unavailable | None:
    message = _message_of(error)
    return unavailable.damaged(url.database) if any(sign in message for sign in DAMAGED) else None


def _first_line(error: Exception) -> str:
    return (_message_of(error).strip() or type(error).__name__).splitlines()[0][:200]


def _message_of(error: Exception) -> str:
    """The driver's message, without the statement."""
    return str(getattr(error, "orig", None) or error)


def _state_of(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)
