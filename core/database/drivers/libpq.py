"""Statements on a connection of psycopg, run directly by libpq.

Each is prepared once; deferred ones, whose rows nobody needs, are sent together with the next one. A cursor of psycopg
takes several times as long as a small statement, most of it in Python.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from itertools import count
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
BEGIN = "BEGIN"
MOST_WAITING = 100
STALE = (FeatureNotSupported.sqlstate, InvalidSqlStatementName.sqlstate)
"""The errors of prepared statements whose columns have changed their types, or that the server has discarded."""


class Statements:
    """Runs statements with numbered parameters in the transaction of the connection, which the first one begins."""

    error = psycopg.Error

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection, self.libpq = connection, connection.pgconn
        self.transformer = Transformer(connection)
        self.names: dict[str, bytes] = {}
        self.numbers = count()
        self.waiting: list[tuple[bytes, Sequence[Any]]] = []
        self.poll = select.poll()

    @property
    def broken(self) -> bool:
        """Whether the connection is lost."""
        return self.connection.closed

    def rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows of a statement, which runs after the deferred ones. Raises psycopg.Error."""
        name, values = self._name(sql), self._values(parameters)
        if self.waiting or self._begins():
            self.waiting.append((name, values))
            found = self._all_sent()
        else:
            found = self.libpq.exec_prepared(name, values)
            self._require_done(found)
        self.transformer.set_pgresult(found)
        return self.transformer.load_rows(0, found.ntuples, tuple)

    def defer(self, sql: str, parameters: Sequence[Any]) -> None:
        """Defer a statement whose rows nobody needs: it is sent with the next one."""
        self.waiting.append((self._name(sql), self._values(parameters)))
        if len(self.waiting) >= MOST_WAITING:
            self._all_sent()

    def flush(self) -> None:
        """Run all deferred statements. Raises psycopg.Error if one fails."""
        if self.waiting:
            self._all_sent()

    def forget(self) -> None:
        """Drop the deferred statements."""
        self.waiting.clear()

    def _name(self, sql: str) -> bytes:
        found = self.names.get(sql)
        if found is None:
            found = f"nmirf_{next(self.numbers)}".encode()
            self._require_done(self.libpq.prepare(found, sql.encode()))
            self.names[sql] = found
        return found

    def _values(self, parameters: Sequence[Any]) -> Sequence[Any]:
        return self.transformer.dump_sequence(parameters, [PyFormat.TEXT] * len(parameters))

    @property
    def _begin(self) -> str:
        """The statement that opens a transaction, as psycopg would."""
        level = self.connection.isolation_level
        return BEGIN if level is None else f"{BEGIN} ISOLATION LEVEL {level.name.replace('_', ' ')}"

    def _begins(self) -> bool:
        return not self.connection.autocommit and self.libpq.transaction_status == TransactionStatus.IDLE

    def _all_sent(self) -> PGresult:
        """Send all deferred statements in one round trip; returns the result of the last."""
        if self._begins():
            self.waiting.insert(0, (self._name(self._begin), ()))
        sent, self.waiting = self.waiting, []
        self.libpq.enter_pipeline_mode()
        try:
            for name, values in sent:
                self.libpq.send_query_prepared(name, values)
            self.libpq.pipeline_sync()
            while self.libpq.flush():
                self._wait(select.POLLIN | select.POLLOUT)
            self._wait(select.POLLIN)
            found = [self._result() for _ in sent]
            self._next()
        finally:
            self.libpq.exit_pipeline_mode()
        for result in found:
            self._require_done(result)
        return found[-1]

    def _result(self) -> PGresult:
        """The only result of the next statement."""
        result = self._next()
        self.libpq.get_result()
        if result is None:
            raise psycopg.OperationalError("The connection was closed.")
        return result

    def _next(self) -> PGresult | None:
        """The next result, or None at the end of a statement's results; other threads may run meanwhile."""
        while self.libpq.is_busy():
            self._wait(select.POLLIN)
        return self.libpq.get_result()

    def _wait(self, events: int) -> None:
        self.poll.register(self.libpq.socket, events)
        self.poll.poll()
        self.libpq.consume_input()

    def _require_done(self, result: PGresult) -> None:
        if result.status not in DONE:
            error = error_from_result(result, self.connection.info.encoding)
            if error.sqlstate is None:
                # The error comes from libpq, not from the server: the connection is no longer of use.
                self.connection.close()
            if error.sqlstate in STALE:
                self.names.clear()
            raise error
