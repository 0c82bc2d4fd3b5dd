"""GraphQL types of meetings, declared over the tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from strawberry import ID

from core import rendered
from core.members import PARTICIPANTS_AND_SECRETARIAT, Participant
from plugins.voting.enums import MeetingKind, MeetingStatus
from plugins.voting.tables import agenda_items, attendance, meetings
from schema import (
    Connection,
    Language,
    Source,
    among,
    column,
    connection,
    filters,
    many,
    node,
    part,
    record,
    reference,
    text,
    there_in,
    where,
    written_in,
)

if TYPE_CHECKING:
    from plugins.voting.types.decisions import Decision


@filters
class MeetingFilter:
    """Which meetings; all conditions must hold."""

    kind: MeetingKind | None = where(lambda meeting, value: meeting.kind == value, description="Those of this kind.")
    status: MeetingStatus | None = where(
        lambda meeting, value: meeting.status == value, description="Those with this status."
    )
    statuses: list[MeetingStatus] | None = where(
        lambda meeting, values: among(meeting.status, values), description="Those with any of these."
    )
    from_: date | None = where(
        lambda meeting, value: meeting.last_day >= value, description="Held on this day or later, in its own zone."
    )
    until: date | None = where(
        lambda meeting, value: meeting.first_day <= value, description="Held on this day or earlier, in its own zone."
    )


@node(meetings, order=(meetings.c.starts_at,))
class Meeting:
    """(Network Meetings) An annual or extraordinary meeting, one of the Executive Committee, or a seminar."""

    kind: MeetingKind = column(meetings.c.kind, description="What kind of meeting it is.")
    title: str = text(meetings.c.title, original=meetings.c.original_language, description="Its title.")
    original_language: Language = written_in(meetings.c.original_language)
    languages: list[Language] = there_in(meetings.c.title, description="The languages in which its title exists.")
    status: MeetingStatus = column(meetings.c.status, description="Where it stands.")
    starts_at: datetime = column(meetings.c.starts_at, description="When it starts.")
    ends_at: datetime = column(meetings.c.ends_at, description="When it ends.")
    first_day: date = column(meetings.c.first_day, description="The day on which it starts, in its own time zone.")
    last_day: date = column(
        meetings.c.last_day,
        description="The last day on which it is held, in its own time zone; the day before, if it ends at midnight.",
    )
    time_zone: str = column(meetings.c.time_zone, description="An IANA name, such as America/Asuncion.")
    place: str | None = column(meetings.c.place, description="Where it is held.")
    online_url: str | None = column(
        meetings.c.online_url,
        restricted_to=PARTICIPANTS_AND_SECRETARIAT,
        description="Null unless the viewer is a participant or the secretariat.",
    )
    agenda: Agenda | None = part(
        when=lambda meeting: meeting.agenda_prepared.is_(True), description="Null until it is prepared."
    )
    attendance: Connection[Attendance] = connection(
        lambda meeting, presence: presence.meeting_id == meeting.id,
        description="(D4) Who was present, from when until when, in order of arrival.",
    )
    decisions: Connection[Decision] = connection(
        lambda meeting, decision: decision.meeting_id == meeting.id,
        description="The decisions taken in it, or to be taken, by reference.",
    )
    report: str | None = text(
        meetings.c.report, original=meetings.c.report_language, description="Markdown, once the meeting is closed."
    )
    report_html: str | None = rendered(
        meetings.c.report,
        original=meetings.c.report_language,
        description="`report` as safe HTML that states its text direction; its headings begin with `<h3>`.",
    )
    report_language: Language | None = written_in(
        meetings.c.report_language, description="The language in which the report was written."
    )
    report_languages: list[Language] = there_in(
        meetings.c.report, description="The languages in which the report exists; none before it is published."
    )
    cancellation_reason: str | None = column(
        meetings.c.cancellation_reason, description="Why it was cancelled, if it was."
    )
    reported_by: str | None = column(
        meetings.c.source,
        description="Where the meeting was reported, if it was held before the platform existed; its times of day are "
        "then not known.",
    )


@record(meetings)
class Agenda:
    """Prepared by the Executive Committee and sent to the members at least one month before the meeting."""

    items: list[AgendaItem] = many(
        lambda meeting, item: item.meeting_id == meeting.id, description="Its points, in their order."
    )
    sent_at: datetime | None = column(
        meetings.c.agenda_sent_at, description="When it was sent in its present form; null until then."
    )
    latest_send_date: date = column(
        meetings.c.latest_send_date,
        description="(E1) One calendar month before the first day, in the meeting's time zone: the last day on which "
        "the agenda of an annual or extraordinary meeting may be sent. Committee meetings and seminars are exempt.",
    )


@node(agenda_items, order=(agenda_items.c.position,))
class AgendaItem:
    """One point of an agenda."""

    position: int = column(agenda_items.c.position, description="Its place, counted from 1.")
    title: str = text(agenda_items.c.title, original=agenda_items.c.original_language, description="Its title.")
    description: str | None = text(
        agenda_items.c.description, original=agenda_items.c.original_language, description="More about it."
    )
    original_language: Language = written_in(agenda_items.c.original_language)
    languages: list[Language] = there_in(agenda_items.c.title, description="The languages in which its title exists.")
    description_languages: list[Language] = there_in(
        agenda_items.c.description,
        description="Those of them in which `description` exists; it may be missing in some.",
    )
    decision: Decision | None = reference(
        agenda_items.c.decision_id, description="The decision to be taken under this point."
    )


@filters
class AttendanceFilter:
    """Which periods of attendance; all conditions must hold."""

    meeting: ID | None = where(
        lambda presence, key: presence.meeting_id == key,
        id_of="Meeting",
        description="The id of a Meeting: those in it.",
    )
    participant: ID | None = where(
        lambda presence, key: presence.participant_id == key,
        id_of="Participant",
        description="The id of a Participant: those of it.",
    )


@record(attendance, order=(attendance.c.present_from,))
class Attendance:
    """A period in which a participant was present. A participant that left and came back has several."""

    meeting: Meeting = reference(attendance.c.meeting_id, description="The meeting in which it was present.")
    participant: Participant = reference(attendance.c.participant_id, description="The participant that was present.")
    present_from: datetime = column(attendance.c.present_from, description="When it was marked present.")
    present_until: datetime | None = column(
        attendance.c.present_until, description="When it left, or the meeting ended; null while it is present."
    )


def order_by_meeting(source: Source) -> None:
    """Order attendance by its meeting first, in which an index lists it."""
    source.order(source.row.meeting_id, source.row.present_from)
