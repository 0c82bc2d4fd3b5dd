"""The row of a meeting: locked while it is written to."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update

from core import COMMITTEE_OR_SECRETARIAT, Conflict, Write, WrongStatus, locked_row
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.rules.bodies import committee_on
from plugins.voting.tables import meetings


def lock_for_committee(write: Write, meeting: int, *statuses: MeetingStatus) -> Any:
    """The meeting, locked until this transaction ends, at one of the statuses where any are named.

    For the Committee or the secretariat. Raises NotAllowed, NotFound, WrongStatus.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = locked_row(write.session, meetings, meeting, "meeting", "meeting")
    if statuses and row.status not in [status.name for status in statuses]:
        names = " or ".join(status.name for status in statuses)
        raise WrongStatus(f"This takes a meeting that is {names}; it is {row.status}.", "meeting")
    return row


def require_invited(write: Write, kind: str, first_day: date) -> None:
    """(E1) Raises Conflict for a meeting of the Committee on a day on which none is in office."""
    if kind == MeetingKind.EXECUTIVE_COMMITTEE.name and committee_on(write.session, first_day) is None:
        raise Conflict(
            f"No Executive Committee is in office on {first_day}, and nobody would be invited: choose another day, or "
            "appoint a committee first.",
            "meeting",
        )


def change(write: Write, row: Any, **values: Any) -> None:
    write.session.execute(update(meetings).where(meetings.c.id == row.id).values(changed_at=write.now, **values))
