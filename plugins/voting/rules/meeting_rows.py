"""The row of a meeting: locked, checked and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update

from core import COMMITTEE_OR_SECRETARIAT, Conflict, Write, WrongStatus, locked_row
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.rules.bodies import committee_on
from plugins.voting.rules.invitations import send_invitations
from plugins.voting.tables import meetings


def lock_for_committee(write: Write, meeting: int, *statuses: MeetingStatus) -> Any:
    """The meeting, locked until this transaction ends, with one of the statuses if any are given.

    For the Committee or the secretariat. Raises NotAllowed, NotFound, WrongStatus.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    row = locked_row(write.session, meetings, meeting, "meeting", "meeting")
    if statuses and row.status not in [status.name for status in statuses]:
        names = " or ".join(status.name for status in statuses)
        raise WrongStatus(f"This takes a meeting that is {names}; it is {row.status}.", "meeting")
    return row


def require_invitees(write: Write, kind: str, first_day: date) -> None:
    """(E1) Raises Conflict for a meeting of the Committee on a day on which no Committee is in office."""
    if kind == MeetingKind.EXECUTIVE_COMMITTEE.name and committee_on(write.session, first_day) is None:
        raise Conflict(
            f"No Executive Committee is in office on {first_day}, so nobody would be invited: choose another day, or "
            "appoint a committee first.",
            "meeting",
        )


def was_sent(row: Any) -> bool:
    """(E1) Whether the agenda of a meeting was sent, so that people have it in their calendars."""
    return row.agenda_sent_at is not None


def next_sequence(row: Any) -> dict[str, int]:
    """The column of the next form of a meeting's calendar entry (SEQUENCE), if that was sent."""
    return {"invitation": row.invitation + 1} if was_sent(row) else {}


def change_meeting_and_update_invitations(write: Write, row: Any, **columns: Any) -> None:
    """(E1) Change a meeting; if its agenda was sent, those invited receive it again as an update."""
    change_meeting(write, row, **next_sequence(row), **columns)
    if was_sent(row):
        send_invitations(write, row.id)


def change_meeting(write: Write, row: Any, **columns: Any) -> None:
    write.session.execute(update(meetings).where(meetings.c.id == row.id).values(changed_at=write.now, **columns))
