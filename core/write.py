"""One write: a transaction with who, when, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pluggy import PluginManager
from sqlalchemy.orm import Session

from core.database import Database
from core.identity import Viewer
from core.journal import End, Entry, append, wait_for_turn
from core.outbox import Message, enqueue
from core.settings import Settings


@dataclass(slots=True)
class Write:
    """What every rule that writes gets. end: where the journal ended before it; entries: its own."""

    session: Session
    viewer: Viewer
    now: datetime
    settings: Settings
    end: End
    entries: list[Entry] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now.date()

    def record(self, action: str, subject: str | None, payload: Mapping[str, Any], public: bool = True) -> None:
        """Journal what is done; payload: JSON values, nothing secret. public: false for what outsiders may not see."""
        actor = f"{self.viewer.role.name} {self.viewer.name or ''}".strip()
        end = self.entries[-1] if self.entries else self.end
        self.entries.append(append(self.session, end, self.now, actor, action, subject, payload, public))

    def send(self, message: Message) -> None:
        """Send a mail once this is committed."""
        enqueue(self.session, message, self.now)


@contextmanager
def write(
    database: Database,
    viewer: Viewer,
    settings: Settings,
    plugins: PluginManager,
    now: datetime | None = None,
    wait: bool = True,
    settled: bool = True,
) -> Iterator[Write]:
    """Open a write: after the one before it, whole or not at all; then plugins hear of each entry.

    wait: for the one before it, else Unavailable DATABASE_BUSY. settled: until it is on PostgreSQL's disk; else whoever
    writes waits for the store's `settled` before saying that it is written.
    """
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    with database.transaction(wait) as session:
        current = Write(session, viewer, moment, settings, wait_for_turn(session, settled))
        yield current
    for entry in current.entries:
        plugins.hook.after_commit(entry=entry)
