"""The rows and values that are hidden from each viewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table, select

from core.conformance.examination import Examination
from core.conformance.recording import Recording
from core.database.sessions.session import Session
from core.identity import PUBLIC, Role, Viewer
from core.members.tables import participants
from core.platform import Platform
from schema.declaring import cells
from schema.declaring.scopes import Scope
from schema.modelling.model import ModelType

ADMINISTRATOR = Viewer(Role.ADMINISTRATOR, name="Examination")
MOST_PARTICIPANTS = 2


def viewers(network: Recording) -> list[Viewer]:
    """The public, a partner, and some participants in each of their possible roles."""
    found = [PUBLIC, Viewer(Role.PARTNER, partner=1, name="Examination")]
    with network.platform.database.reading() as session:
        keys = list(session.execute(select(participants.c.id).order_by(participants.c.id)).scalars())
    for key in keys[:MOST_PARTICIPANTS]:
        found += [Viewer(role, participant=key, name="Examination") for role in (Role.OBSERVER, Role.FOCAL_POINT)]
    found += [Viewer(role, participant=key, name="Examination") for key in keys[:1]
              for role in (Role.COMMITTEE, Role.COORDINATOR)]  # fmt: skip
    return [*found, ADMINISTRATOR]


class Hidden:
    """The plugin's rows and columns that a viewer may not see.

    rows: their keys; known: those that the viewer may know to exist; ids: of all these. columns: those that the viewer
    never sees; cells: by column, the keys of the rows in which the viewer does not see it.
    """

    def __init__(self, examination: Examination, platform: Platform, viewer: Viewer) -> None:
        self.examination, self.viewer = examination, viewer
        facts = platform.reading(viewer).facts
        self.parameters = {f"fact_{name}": value for name, value in facts.items()}
        self.rows: dict[Table, list[tuple[Any, ...]]] = {}
        self.known: dict[Table, list[tuple[Any, ...]]] = {}
        self.ids: set[str] = set()
        self.columns: set[Column[Any]] = set()
        self.cells: dict[Column[Any], list[tuple[Any, ...]]] = {}
        model = platform.assembled.model
        with platform.database.reading() as session:
            for declaration in examination.declarations:
                self._look(session, model.types[declaration.name], model.withheld)

    @property
    def something(self) -> bool:
        return bool(self.columns) or any(any(kept.values()) for kept in (self.rows, self.known, self.cells))

    def _look(self, session: Session, model_type: ModelType, withheld: Mapping[cells.Column, cells.Guard]) -> None:
        declaration, table = model_type.declaration, model_type.declaration.table
        if not isinstance(table, Table):
            return
        hidden = self._beyond(session, table, declaration.scope)
        known = declaration.name in self.examination.subject.known_to_exist
        (self.known if known else self.rows).setdefault(table, []).extend(hidden)
        self.ids |= {f"{declaration.name}:{key[0]}" for key in hidden}
        for (of, name), guard in withheld.items():
            if of is table:
                if guard.hides_all_from(self.viewer.role.name):
                    self.columns.add(table.c[name])
                self.cells[table.c[name]] = self._beyond(session, table, guard.shown)

    def _beyond(self, session: Session, table: Table, scope: Scope | None) -> list[tuple[Any, ...]]:
        """The keys of the rows outside a scope."""
        clause = scope(table.c, self.viewer.role.name) if scope else None
        if clause is None:
            return []
        keys = list(table.primary_key.columns)
        everything = {tuple(row) for row in session.execute(select(*keys))}
        return sorted(
            everything - {tuple(row) for row in session.execute(select(*keys).where(clause), self.parameters)}
        )
