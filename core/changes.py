"""What a transaction has changed so far, and whether that has its revision yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, Session


class NotingSession(Session):
    """A session that notes what it changes, and where something may be changed past it."""

    def connection(self, *args: Any, **options: Any) -> Connection:
        self.info["past"] = self.info.get("past", 0) + 1
        return super().connection(*args, **options)

    def bulk_save_objects(self, *args: Any, **options: Any) -> None:
        note_change(self)
        super().bulk_save_objects(*args, **options)

    def bulk_insert_mappings(self, *args: Any, **options: Any) -> None:
        note_change(self)
        super().bulk_insert_mappings(*args, **options)

    def bulk_update_mappings(self, *args: Any, **options: Any) -> None:
        note_change(self)
        super().bulk_update_mappings(*args, **options)


@event.listens_for(NotingSession, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select:
        note_change(state.session)


@event.listens_for(NotingSession, "after_flush")
def _flushed(session: Session, _: Any) -> None:
    note_change(session)


def note_change(session: Session) -> None:
    """Say that a transaction changed something, where it did so past its session."""
    session.info["changes"] = session.info.get("changes", 0) + 1


def changes(session: Session) -> int:
    """How many statements of a transaction changed something so far, or may have."""
    session.flush()
    return _noted(session)


def changed_since(session: Session, before: int) -> bool:
    """Whether a transaction changed anything, or may have, or is about to, since it had made so many changes."""
    return bool(session.new or session.dirty or session.deleted) or _noted(session) > before


def _noted(session: Session) -> int:
    return session.info.get("changes", 0) + session.info.get("past", 0)  # type: ignore[no-any-return]


def is_next_revision(session: Session) -> None:
    """Say that what a transaction changed so far has its revision."""
    session.info["revised"] = session.info.get("changes", 0)


def wants_revision(session: Session) -> bool:
    """Whether a transaction changed anything that has no revision yet."""
    session.flush()
    return bool(session.info.get("changes", 0) > session.info.get("revised", 0))
