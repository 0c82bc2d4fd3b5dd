"""Connections for each kind of database: a file, with one writer at a time, or a server, with many."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL

from core.database.drivers.connecting import UNASKED, arguments_of
from core.database.drivers.waiting import BUSY_MILLISECONDS
from core.database.opened_file import OpenedFile
from core.database.sessions.driver_connection import flush_in_order
from core.database.sessions.warm import WarmConnections
from core.database.unavailable import busy

if TYPE_CHECKING:
    from core.database.drivers.apsw_dialect import ApswConnection

registry.register("sqlite.apsw", "core.database.drivers.apsw_dialect", "ApswDialect")

Connect = Callable[[Engine, bool], Connection]
"""Connects with an engine; the second argument says whether to wait. Raises Unavailable."""
HERE = {"localhost", "127.0.0.1", "::1"}


class FileAccess:
    """SQLite: one writer at a time, on a connection that is kept for the next one.

    make: whether a missing file is created. file: None for a database in memory. near: whether statements wait for no
    network. restarts: whether a database that cannot be connected to may be back in a moment.
    """

    near, restarts = True, False

    def __init__(self, url: URL, make: bool) -> None:
        self.arguments: dict[str, Any] = {} if make else {"make": False}
        # A connection is opened rather than waited for: the caller may be the event loop.
        self.engine = _engine(url, self.arguments, max_overflow=-1)
        self.file = OpenedFile(url.database, make) if url.database else None
        self.turns = threading.Lock()
        self.at_hand: Connection | None = None

    @contextmanager
    def writing(self, connect: Connect, wait: bool) -> Iterator[Connection]:
        """A connection to write with. wait: whether to wait for other writers, here or in other processes."""
        with self._turn(BUSY_MILLISECONDS if wait else 0) as left:
            connection = self.at_hand or connect(self.engine, wait)
            self.at_hand = None
            try:
                with _driver(connection).waiting(left):
                    yield connection
            except BaseException:
                connection.close()
                raise
            self.at_hand = connection

    def only_reading(self, connection: Connection) -> AbstractContextManager[None]:
        """While a connection is only read from: it then sees one moment, and delays no writer."""
        return _driver(connection).only_reading()

    def close(self, seconds: float) -> None:
        """Close the kept connection, after waiting at most so long for a writer."""
        if self.turns.acquire(timeout=seconds):
            if self.at_hand is not None:
                self.at_hand.close()
                self.at_hand = None
            self.turns.release()

    @contextmanager
    def _turn(self, milliseconds: int) -> Iterator[int]:
        """The turn of one writer, with the milliseconds that are left to wait for the writers of other processes.

        SQLite would let waiting writers sleep ever longer beside an idle one.
        """
        begun = monotonic()
        if not self.turns.acquire(timeout=milliseconds / 1_000):
            raise busy()
        try:
            yield max(milliseconds - int((monotonic() - begun) * 1_000), 0)
        finally:
            self.turns.release()


class ServerAccess:
    """PostgreSQL: many writers at a time, on the connections of a pool.

    connect_seconds: how long connecting may take, or waiting for a free connection. file: none, as a server is
    identified by its address. near: whether it is on this machine, so that statements wait for no network. restarts:
    whether a server that cannot be connected to may be back in a moment.
    """

    file, restarts = None, True

    def __init__(self, url: URL, connect_seconds: int) -> None:
        self.arguments = arguments_of(url, connect_seconds)
        self.engine = _engine(url, self.arguments, pool_timeout=connect_seconds, **UNASKED)
        self.warm = WarmConnections(self.engine)
        self.near = _is_here(url)
        flush_in_order(self.engine)

    @contextmanager
    def writing(self, connect: Connect, wait: bool) -> Iterator[Connection]:
        """A connection to write with. wait: whether to wait for one."""
        if not wait and not self.warm.one_is_free:
            raise busy()
        with connect(self.engine, wait) as connection:
            yield connection

    def only_reading(self, connection: Connection) -> AbstractContextManager[None]:
        """While a connection is only read from: all its statements see one moment. The pool resets it."""
        connection.execution_options(isolation_level="REPEATABLE READ")
        return nullcontext()

    def close(self, seconds: float) -> None:
        """Nothing: the pool keeps all connections."""


def access_to(url: URL, connect_seconds: int, make: bool) -> FileAccess | ServerAccess:
    """Access to the database at this address."""
    if url.get_backend_name() == "sqlite":
        return FileAccess(url, make)
    return ServerAccess(url, connect_seconds)


def _engine(url: URL, arguments: dict[str, Any], **options: Any) -> Engine:
    # Last in, first out: the connection used last has the pages and statements that are needed next.
    return create_engine(
        url,
        hide_parameters=True,
        pool_use_lifo=True,
        json_deserializer=orjson.loads,
        connect_args=arguments,
        **options,
    )


def _is_here(url: URL) -> bool:
    """Whether a PostgreSQL is reached through a socket of this machine."""
    host = url.query.get("host") or url.host or ""
    return isinstance(host, str) and (host.startswith("/") or host in HERE | {""})


def _driver(connection: Connection) -> ApswConnection:
    return connection.connection.driver_connection  # type: ignore[return-value]
