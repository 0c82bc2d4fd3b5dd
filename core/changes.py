"""What a transaction has changed so far, and whether that has its revision yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session


class NotingSession(Session):
    """A session that notes what it changes."""


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
    """How many statements of a transaction changed something so far."""
    session.flush()
    return session.info.get("changes", 0)  # type: ignore[no-any-return]


def is_next_revision(session: Session) -> None:
    """Say that what a transaction changed so far has its revision."""
    session.info["revised"] = session.info.get("changes", 0)


def wants_revision(session: Session) -> bool:
    """Whether a transaction changed anything that has no revision yet."""
    return bool(changes(session) > session.info.get("revised", 0))
