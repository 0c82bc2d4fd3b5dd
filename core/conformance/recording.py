"""A network that records its writes and counts the statements on its database."""

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
"""The prefixes of tables that do not belong to a plugin."""
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
    """One field of an executed mutation: its input, its answer and its effect.

    given_away: ids that the journal revealed to the public, which may not see them; cause: why it failed.
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
    """A network that records its mutations. owns: whether a table with this name is one of those that they change."""

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
        """The decoded answer; a mutation is recorded with the tables that it changed and its entries in the journal."""
        if "mutation" not in document:
            return super().ask(document, variables, viewer, languages, operation_name)
        fields = _mutations(document, variables or {}, operation_name)
        before, entries = self._stored()
        with failures() as failed:
            answer = super().ask(document, variables, viewer, languages, operation_name)
        cause = failed[-1] if failed else None
        after, now = self._stored()
        unseen = [identifier for identifier in self._journaled_ids(entries, now) if not self._is_seen(identifier)]
        given_away = [identifier for identifier in unseen if not self._is_past(identifier, entries)]
        changed = frozenset(name for name in self.tables if before[name] != after[name])
        data = answer.get("data") or {}
        for key, name, given in fields:
            errors = answer.get("errors", ())
            made = Written(name, given, viewer, data.get(key), errors, changed, now - entries, given_away, cause)
            self.written.append(made)
        return answer

    def _stored(self) -> tuple[dict[str, list[str]], int]:
        """The rows of its tables, and the number of entries in the journal."""
        with self.platform.database.reading() as session:
            return _rows(session, self.tables), _ENTRIES.first(session).number

    def _journaled_ids(self, after: int, until: int) -> list[str]:
        """The ids that the public finds in the entries of the journal after `after`, as far as `until`."""
        with self.platform.database.reading() as session:
            entries = _TOLD.all(session, after=after, until=until)
        found = _ID.findall(" ".join(f'"{entry.subject}" {entry.payload}' for entry in entries))
        nodes = {name for name, kind in self.platform.assembled.model.types.items() if kind.declaration.is_node}
        return list(dict.fromkeys(identifier for identifier, kind in found if kind in nodes))

    def _is_seen(self, identifier: str) -> bool:
        """Whether the public sees the object with this id."""
        answer = super().ask("query($id: ID!) { node(id: $id) { id } }", {"id": identifier})
        return (answer.get("data") or {}).get("node") is not None

    def _is_past(self, identifier: str, entries: int) -> bool:
        """Whether the object with this id was removed, after the journal's entries up to `entries` had shown it."""
        name = identifier.partition(":")[0]
        key = key_in(identifier, name)
        if key is None or identifier not in self._journaled_ids(0, entries):
            return False
        table: Any = self.platform.assembled.model.types[name].declaration.table
        with self.platform.database.reading() as session:
            return session.execute(select(table.c.id).where(table.c.id == key)).first() is None

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements that run meanwhile, in the schema's engine or elsewhere."""
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
    """Whether an error in an answer is a fault, not a refusal."""
    return error.get("extensions", {}).get("code") in (None, "INTERNAL")


@contextmanager
def failures() -> Iterator[list[str]]:
    """What fails inside meanwhile: readers only get an id, authors the error and its place."""
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
    """The rows of these tables, or of all plugins' tables, as text in a fixed order."""
    with platform.database.reading() as session:
        if tables is None:
            names = inspect(session.connection()).get_table_names()
            tables = [name for name in names if not name.startswith(NOT_OF_PLUGINS)]
        return _rows(session, tables)


def _rows(session: Session, tables: Sequence[str]) -> dict[str, list[str]]:
    """The rows of these tables; on PostgreSQL with one statement, since each one takes a round trip."""
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
    """Response key, name and input of each field of a document's mutation."""
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
