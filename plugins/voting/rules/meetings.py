"""(Network Meetings) The life of a meeting: E1, E2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    NotFound,
    Write,
    WrongStatus,
    new_id,
    one_line,
    require_change,
    translated,
    worded,
)
from plugins.voting.enums import DecisionStage, MeetingKind, MeetingStatus
from plugins.voting.errors import UnfinishedDecision
from plugins.voting.lengths import REASON, TEXT, TITLE
from plugins.voting.rules import transitions
from plugins.voting.rules.agendas import require_agenda_deadline
from plugins.voting.rules.attendance import end_attendance
from plugins.voting.rules.days import day_in_zone
from plugins.voting.rules.invitations import send_cancellations, withdraw_invitations
from plugins.voting.rules.meeting_rows import (
    change_meeting,
    change_meeting_and_update_invitations,
    lock_for_committee,
    next_sequence,
    require_invitees,
    was_sent,
)
from plugins.voting.rules.schedules import Schedule
from plugins.voting.tables import decisions, meetings


def plan_meeting(write: Write, kind: MeetingKind, language: str, title: str, schedule: Schedule) -> int:
    """(E2) Plan a meeting that is not over; returns it. For the Committee or the secretariat.

    Raises NotAllowed, Invalid.
    """
    write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    with Mistakes() as check:
        title = check(one_line, title, TITLE, "title", "title")
        schedule = check(schedule.checked_to_come, write.now)
    meeting = new_id()
    write.session.execute(
        insert(meetings).values(
            id=meeting,
            kind=kind.name,
            title={language: title},
            original_language=language,
            status=MeetingStatus.PLANNED.name,
            agenda_prepared=False,
            invitation=0,
            changed_at=write.now,
            **schedule.columns(),
        )
    )
    facts = {"kind": kind.name, "language": language, "title": title, **schedule.facts()}
    write.record("meeting.planned", f"Meeting:{meeting}", facts)
    return meeting


def reschedule_meeting(write: Write, meeting: int, changes: Mapping[str, Any]) -> int:
    """(E1, E2) Reschedule a meeting that has not begun; calendar entries that were sent are updated.

    changes: the new values of its Schedule, by name; at least one differs. A meeting already convened stays bound by
    the deadline of its agenda: to an earlier first day it is moved only while an agenda could still be sent for that.
    For the Committee or the secretariat.

    Raises NotAllowed, WrongStatus, AgendaTooLate, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED)
    before = Schedule.of(row)
    schedule = replace(before, **changes).checked_to_come(write.now)
    if schedule == before:
        raise Invalid("This would change nothing: the meeting already has this schedule.", "meeting")
    columns = schedule.columns()
    if was_sent(row):
        known_at = write.now if columns["first_day"] < row.first_day else row.agenda_sent_at
        require_agenda_deadline(MeetingKind[row.kind], known_at, columns["first_day"], schedule.time_zone)
        require_invitees(write, row.kind, columns["first_day"])
    change_meeting_and_update_invitations(write, row, **columns)
    write.record("meeting.rescheduled", f"Meeting:{meeting}", schedule.facts())
    return meeting


def retitle_meeting(write: Write, meeting: int, language: str, title: str) -> int:
    """(E2) Give a meeting that is not over another title; calendar entries that were sent are updated.

    Its titles in other languages are dropped, as they translate the former one. For the Committee or the secretariat.
    Raises NotAllowed, WrongStatus, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.OPEN)
    title = one_line(title, TITLE, "title", "title")
    if (language, title) == (row.original_language, row.title[row.original_language]):
        raise Invalid("This would change nothing: the meeting already has this title.", "title")
    change_meeting_and_update_invitations(write, row, title={language: title}, original_language=language)
    write.record("meeting.retitled", f"Meeting:{meeting}", {"language": language, "title": title})
    return meeting


def translate_meeting(write: Write, meeting: int, language: str, title: str) -> int:
    """(P6) Translate the title of a meeting, or correct a translation. For the Committee or the secretariat.

    Nobody is mailed. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting)
    title = one_line(title, TITLE, "title", "title")
    changes = translated(row, language, "language", title=title)
    require_change(changes, "title")
    change_meeting(write, row, **changes)
    write.record("meeting.translated", f"Meeting:{meeting}", {"language": language, "title": title})
    return meeting


def cancel_meeting(write: Write, meeting: int, reason: str) -> int:
    """(E2) Cancel a meeting that has not begun; calendar entries that were sent are cancelled.

    For the Committee or the secretariat. Raises NotAllowed, WrongStatus, Invalid.
    """
    row = lock_for_committee(write, meeting)
    transitions.require_meeting_move(MeetingStatus[row.status], MeetingStatus.CANCELLED)
    reason = worded(reason, REASON, "reason", "reason")
    cancelled = {"status": MeetingStatus.CANCELLED.name, "cancelled_at": write.now, "cancellation_reason": reason}
    change_meeting(write, row, **next_sequence(row), **cancelled)
    if was_sent(row):
        send_cancellations(write, meeting)
    write.record("meeting.cancelled", f"Meeting:{meeting}", {"reason": reason})
    return meeting


def open_meeting(write: Write, meeting: int) -> int:
    """(E1, E2) Open a convened meeting, on its first day at the earliest, of which its members were notified.

    For the Committee or the secretariat. Raises NotAllowed, WrongStatus.
    """
    row = lock_for_committee(write, meeting)
    transitions.require_meeting_move(MeetingStatus[row.status], MeetingStatus.OPEN)
    if day_in_zone(row.time_zone, write.now) < row.first_day:
        raise WrongStatus(f"This meeting begins on {row.first_day}: open it then, or reschedule it.", "meeting")
    change_meeting(write, row, status=MeetingStatus.OPEN.name, opened_at=write.now)
    write.record("meeting.opened", f"Meeting:{meeting}", {})
    return meeting


def close_meeting(write: Write, meeting: int) -> int:
    """(E2, D2) Close a meeting in which those present are asked for no vote and no consensus.

    What is decided by correspondence continues after it; invitations that are still queued are not sent. For the
    Committee or the secretariat. Raises NotAllowed, WrongStatus, UnfinishedDecision.
    """
    row = lock_for_committee(write, meeting)
    transitions.require_meeting_move(MeetingStatus[row.status], MeetingStatus.CLOSED)
    for decision in write.session.execute(select(decisions).where(decisions.c.meeting_id == meeting)):
        reference = f"{decision.year}/{decision.number}"
        if decision.stage == DecisionStage.VOTING.name and decision.voted_in_meeting:
            raise UnfinishedDecision(f"The vote on {reference} is open: close or withdraw it first.", "meeting")
        if decision.stage == DecisionStage.CONSENSUS.name and not decision.by_silence:
            raise UnfinishedDecision(f"Consensus on {reference} is sought in this meeting: close it first.", "meeting")
    end_attendance(write, row)
    withdraw_invitations(write, row)
    change_meeting(write, row, status=MeetingStatus.CLOSED.name, closed_at=write.now)
    write.record("meeting.closed", f"Meeting:{meeting}", {})
    return meeting


def publish_report(write: Write, meeting: int, language: str, report: str) -> int:
    """(Network Meetings) Publish the report of a closed meeting in one language, or replace it in that language.

    report: Markdown. For the Committee or the secretariat. Raises NotAllowed, WrongStatus, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.CLOSED)
    report = worded(report, TEXT, "report", "report")
    change_meeting(
        write, row, report={**(row.report or {}), language: report}, report_language=row.report_language or language
    )
    write.record("meeting.report_published", f"Meeting:{meeting}", {"language": language, "report": report})
    return meeting


def withdraw_report(write: Write, meeting: int, language: str, reason: str) -> int:
    """(Network Meetings) Withdraw the report in one language, if it is of another meeting or in another language.

    If it is the original, the only report left becomes the original. For the Committee or the secretariat. Raises
    NotAllowed, NotFound, WrongStatus, Conflict, Invalid.
    """
    row = lock_for_committee(write, meeting, MeetingStatus.CLOSED)
    name, reports = language.upper(), row.report or {}
    if language not in reports:
        raise NotFound(f"There is no report in {name}: it may already be withdrawn.", "language")
    left = {code: report for code, report in reports.items() if code != language}
    original = row.report_language
    if original == language:
        if len(left) > 1:
            raise Conflict(
                f"Several reports are left without that in {name}: withdraw its translations first, so that only the "
                "original is left.",
                "language",
            )
        original = next(iter(left), None)
    reason = worded(reason, REASON, "reason", "reason")
    change_meeting(write, row, report=left or None, report_language=original)
    facts = {"language": language, "report": reports[language], "reason": reason}
    write.record("meeting.report_withdrawn", f"Meeting:{meeting}", facts)
    return meeting
