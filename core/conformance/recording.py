"""A network that keeps what is written in it and counts what is asked of its database."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import OperationDefinitionNode, OperationType, parse
from graphql.language import FieldNode
from graphql.utilities import value_from_ast_untyped
from sqlalchemy import bindparam, event, func, inspect, select

from core.conformance.network import Network
from core.database.sessions.prepared import Prepared
from core.database.sessions.session import Session, driver_connection_in
from core.identity import PUBLIC, Viewer
from core.platform import Platform
from core.tables import journal
from schema.request.identifiers import key_in

NOT_OF_PLUGINS = ("core_", "alembic_version_")
"""How the names of tables begin that are no plugin's."""
_ENTRIES = Prepared(select(func.count().label("number")).select_from(journal))
_TOLD = Prepared(
    select(journal.c.subject, journal.c.payload)
    .where(journal.c.public, journal.c.sequence > bindparam("after"), journal.c.sequence <= bindparam("until"))
    .order_by(journal.c.sequence)
)
_ID = re.compile(r'"((\w+):\d+)"')
_parsed = lru_cache(parse)


@dataclass(frozen=True)
class Written:
    """One field of a mutation that was asked for: what it got, what it answered, what it did.

    given_away: ids of which the public was told by the journal, and which it may not see; cause: why it failed.
    """

    name: str
    input: dict[str, Any]
    viewer: Viewer
    payload: Mapping[str, Any] | None
    errors: Sequence[Mapping[str, Any]]
    changed: frozenset[str]
    entries: int
    given_away: Sequence[str] = ()
    cause: str | None = None

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.payload is not None and not self.payload.get("errors")


class Recording(Network):
    """A network that remembers its mutations. owns: whether a table, by its name, is of those that they change."""

    def __init__(self, platform: Platform, owns: Callable[[str], bool]) -> None:
        super().__init__(platform)
        self.written: list[Written] = []
        with platform.database.reading() as session:
            names = inspect(session.connection()).get_table_names()
        self.tables = list(filter(owns, names))

    def ask(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        viewer: Viewer = PUBLIC,
        languages: Sequence[str] = (),
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """The decoded answer; a mutation is remembered, with the tables it changed and the entries it journaled."""
        if "mutation" not in document:
            return super().ask(document, variables, viewer, languages, operation_name)
        fields = _mutations(document, variables or {}, operation_name)
        before, entries = self._stored()
        with failures() as failed:
            answer = super().ask(document, variables, viewer, languages, operation_name)
        cause = failed[-1] if failed else None
        after, now = self._stored()
        told = [identifier for identifier in self._journaled_ids(entries, now) if not self._is_seen(identifier)]
        given_away = [identifier for identifier in told if not self._is_past(identifier, entries)]
        changed = frozenset(name for name in self.tables if before[name] != after[name])
        data = answer.get("data") or {}
        for key, name, given in fields:
            errors = answer.get("errors", ())
            made = Written(name, given, viewer, data.get(key), errors, changed, now - entries, given_away, cause)
            self.written.append(made)
        return answer

    def _stored(self) -> tuple[dict[str, list[str]], int]:
        """What stands in its tables, and how many entries the journal has."""
        with self.platform.database.reading() as session:
            return _rows(session, self.tables), _ENTRIES.first(session).number

    def _journaled_ids(self, after: int, until: int) -> list[str]:
        """The ids that the public finds in the entries of the journal after `after`, as far as `until`."""
        with self.platform.database.reading() as session:
            entries = _TOLD.all(session, after=after, until=until)
        told = _ID.findall(" ".join(f'"{entry.subject}" {entry.payload}' for entry in entries))
        nodes = {name for name, kind in self.platform.assembled.model.types.items() if kind.declaration.is_node}
        return list(dict.fromkeys(identifier for identifier, kind in told if kind in nodes))

    def _is_seen(self, identifier: str) -> bool:
        """Whether the public sees what has this id."""
        answer = super().ask("query($id: ID!) { node(id: $id) { id } }", {"id": identifier})
        return (answer.get("data") or {}).get("node") is not None

    def _is_past(self, identifier: str, entries: int) -> bool:
        """Whether what has this id was taken out, and the public was told of it by so many entries before."""
        name = identifier.partition(":")[0]
        key = key_in(identifier, name)
        if key is None or identifier not in self._journaled_ids(0, entries):
            return False
        table: Any = self.platform.assembled.model.types[name].declaration.table
        with self.platform.database.reading() as session:
            return session.execute(select(table.c.id).where(table.c.id == key)).first() is None

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements that are run while it is open, by the engine of the schema or by anybody else."""
        found: list[str] = []
        store, engine = self.platform.store, self.platform.database.engine
        fetch = store.fetch

        async def counted(sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
            found.append(sql)
            return await fetch(sql, parameters, heavy)

        def heard(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            found.append(statement)

        store.fetch = counted  # type: ignore[method-assign]
        event.listen(engine, "before_cursor_execute", heard)
        try:
            yield found
        finally:
            event.remove(engine, "before_cursor_execute", heard)
            store.fetch = fetch  # type: ignore[method-assign]


def fails_inside(error: Mapping[str, Any]) -> bool:
    """Whether an error of an answer tells of a fault, instead of a refusal."""
    return error.get("extensions", {}).get("code") in (None, "INTERNAL")


@contextmanager
def failures() -> Iterator[list[str]]:
    """What fails inside while it is open: readers are told an id, authors what it was and where."""
    found: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            if error is not None:
                last = (traceback.extract_tb(error.__traceback__) or [None])[-1]
                place = f" ({last.filename}:{last.lineno})" if last is not None else ""
                found.append(f"{type(error).__name__}: {error}{place}")

    heard, logger = Heard(), logging.getLogger("nmirf")
    logger.addHandler(heard)
    try:
        yield found
    finally:
        logger.removeHandler(heard)


def rows_of(platform: Platform, tables: Sequence[str] | None = None) -> dict[str, list[str]]:
    """What stands in these tables, or in those of all plugins, as text in an order of its own."""
    with platform.database.reading() as session:
        if tables is None:
            names = inspect(session.connection()).get_table_names()
            tables = [name for name in names if not name.startswith(NOT_OF_PLUGINS)]
        return _rows(session, tables)


def _rows(session: Session, tables: Sequence[str]) -> dict[str, list[str]]:
    """What stands in these tables; of PostgreSQL in one statement, since each takes a way to it and back."""
    driver = driver_connection_in(session)
    if session.dialect == "sqlite":
        return {name: sorted(map(repr, driver.rows(f'SELECT * FROM "{name}"', ()))) for name in tables}
    found: dict[str, list[str]] = {name: [] for name in tables}
    each = [f'SELECT {number} AS number, t::text FROM "{name}" t' for number, name in enumerate(tables)]
    for number, row in driver.rows(" UNION ALL ".join(each), ()) if each else ():
        found[tables[number]].append(row)
    return {name: sorted(rows) for name, rows in found.items()}


def _mutations(
    document: str, variables: Mapping[str, Any], operation_name: str | None
) -> list[tuple[str, str, dict[str, Any]]]:
    """Response key, name and input of each field of the mutation that a document asks for."""
    found = []
    for operation in _parsed(document).definitions:
        if not isinstance(operation, OperationDefinitionNode) or operation.operation is not OperationType.MUTATION:
            continue
        if operation_name is not None and (operation.name is None or operation.name.value != operation_name):
            continue
        for selected in operation.selection_set.selections:
            if isinstance(selected, FieldNode):
                key = selected.alias.value if selected.alias else selected.name.value
                given = {
                    argument.name.value: value_from_ast_untyped(argument.value, dict(variables))
                    for argument in selected.arguments or ()
                }
                found.append((key, selected.name.value, given.get("input") or {}))
    return found
