"""What is hidden from each viewer, and the same database without it: no answer may tell the two apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Date, DateTime, Integer, Table, and_, delete, select, update

from core.conformance.examination import Examination
from core.conformance.recording import Recording
from core.identity import PUBLIC, Role, Viewer
from core.members.tables import participants
from core.platform import Platform
from core.sessions.session import Session
from schema.asking.languages import LANGUAGES
from schema.assembling.model import ModelType
from schema.assembling.nulls import column_of
from schema.declaring.columns import Instant, Names, Texts
from schema.declaring.declarations import Scope

ADMINISTRATOR = Viewer(Role.ADMINISTRATOR, name="Examination")
MOST_PARTICIPANTS = 2


def viewers(network: Recording) -> list[Viewer]:
    """The public, a partner, and some participants in each role that they can have."""
    found = [PUBLIC, Viewer(Role.PARTNER, partner=1, name="Examination")]
    with network.platform.database.reading() as session:
        keys = list(session.execute(select(participants.c.id).order_by(participants.c.id)).scalars())
    for key in keys[:MOST_PARTICIPANTS]:
        found += [Viewer(role, participant=key, name="Examination") for role in (Role.OBSERVER, Role.FOCAL_POINT)]
    found += [Viewer(role, participant=key, name="Examination") for key in keys[:1]
              for role in (Role.COMMITTEE, Role.COORDINATOR)]  # fmt: skip
    return [*found, ADMINISTRATOR]


class Hidden:
    """What of the plugin's rows and columns a viewer may not see."""

    def __init__(self, examination: Examination, platform: Platform, viewer: Viewer) -> None:
        self.examination, self.viewer = examination, viewer
        facts = platform.reading(viewer).given
        self.given = {f"given_{name}": value for name, value in facts.items()}
        self.rows: dict[Table, list[tuple[Any, ...]]] = {}
        self.known: dict[Table, list[tuple[Any, ...]]] = {}
        self.ids: set[str] = set()
        self.columns: set[Column[Any]] = set()
        self.cells: dict[Column[Any], list[tuple[Any, ...]]] = {}
        with platform.database.reading() as session:
            for declaration in examination.declarations:
                self._look(session, platform.assembled.model.types[declaration.name])

    @property
    def something(self) -> bool:
        cells = any(self.cells.values())
        return bool(any(self.rows.values()) or any(self.known.values()) or self.columns or cells)

    def _look(self, session: Session, kind: ModelType) -> None:
        declaration, table = kind.declaration, kind.declaration.table
        if not isinstance(table, Table):
            return
        hidden = self._beyond(session, table, declaration.scope)
        known = declaration.name in self.examination.subject.known_to_exist
        (self.known if known else self.rows).setdefault(table, []).extend(hidden)
        self.ids |= {f"{declaration.name}:{key[0]}" for key in hidden}
        for found in kind.fields.values():
            field, column = found.declared, column_of(kind, found)
            if not isinstance(column, Column):
                continue
            if field.restricted_to is not None and self.viewer.role.name not in field.restricted_to:
                self.columns.add(column)
            self.cells[column] = self._beyond(session, table, field.visible_when)

    def _beyond(self, session: Session, table: Table, scope: Scope | None) -> list[tuple[Any, ...]]:
        """The keys of the rows that are not within a scope."""
        clause = scope(table.c, self.viewer.role.name) if scope else None
        if clause is None:
            return []
        keys = list(table.primary_key.columns)
        everything = {tuple(row) for row in session.execute(select(*keys))}
        return sorted(everything - {tuple(row) for row in session.execute(select(*keys).where(clause), self.given)})

    def remove(self, platform: Platform) -> None:
        """Take away the rows, with those that hang on them, and put other values into the columns and the cells."""
        with platform.database.transaction() as session:
            for column in self.columns:
                if not _is_key(column):
                    session.execute(update(column.table).values({column.name: _other(column)}))
            for column, keys in self.cells.items():
                for key in () if _is_key(column) else keys:
                    change = update(column.table).values({column.name: _other(column)})
                    session.execute(change.where(_this(column.table, key)))
            for table, keys in self.rows.items():
                for key in keys:
                    self._remove(session, table, key)
            for table, keys in self.known.items():
                others = {column.name: _other(column) for column in table.columns if not _is_key(column)}
                for key in keys:
                    session.execute(update(table).where(_this(table, key)).values(others))

    def _remove(self, session: Session, table: Table, key: tuple[Any, ...]) -> None:
        this = _this(table, key)
        for child in self.examination.tables.sorted_tables:
            for reference in child.foreign_keys:
                if reference.column.table is table and child is not table:
                    on = reference.parent.in_(select(reference.column).where(this))
                    for row in session.execute(select(*child.primary_key.columns).where(on)).all():
                        self._remove(session, child, tuple(row))
        session.execute(delete(table).where(this))


def _this(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def _is_key(column: Column[Any]) -> bool:
    """Whether a column says which row it is, or to which others it belongs."""
    return column.primary_key or bool(column.foreign_keys) or column.name.endswith("_id")


def _other(column: Column[Any]) -> Any:
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer):
        return 7
    if isinstance(column.type, Instant | DateTime):
        return datetime(1999, 1, 1, tzinfo=UTC)
    if isinstance(column.type, Date):
        return date(1999, 1, 1)
    if isinstance(column.type, Texts):
        return dict.fromkeys(LANGUAGES, "other")
    if isinstance(column.type, Names):
        return []
    return None if column.nullable else "other"


def difference(seen: Any, expected: Any, path: str = "") -> str:
    """Where two answers first differ."""
    if isinstance(seen, dict) and isinstance(expected, dict):
        for key in seen.keys() | expected.keys():
            if seen.get(key) != expected.get(key):
                return difference(seen.get(key), expected.get(key), f"{path}.{key}".lstrip("."))
    if isinstance(seen, list) and isinstance(expected, list) and len(seen) == len(expected):
        for number, (one, other) in enumerate(zip(seen, expected, strict=True)):
            if one != other:
                return difference(one, other, f"{path}.{number}")
    return f"{path} is {str(seen)[:160]}, without it {str(expected)[:160]}"
