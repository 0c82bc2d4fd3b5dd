"""Mail of a meeting: its agenda with an invitation, in the language of each participant, once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from core import Message, Write
from core.members import contacts
from plugins.voting.bodies import committee_on, seated
from plugins.voting.calendars import calendar_of, title_of
from plugins.voting.enums import MeetingKind
from plugins.voting.tables import agenda_items, meetings
from schema import text_in

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(
    files("plugins.voting").joinpath("data/invitation.json").read_bytes()
)


def send_invitations(write: Write, meeting: int) -> int:
    """(E1) Send the agenda, or its change, to whoever does not have it yet; returns to how many.

    To every participant's focal point; of a meeting of the Executive Committee, to those of its seats.
    """
    row = _row(write, meeting)
    items = write.session.execute(
        select(agenda_items).where(agenda_items.c.meeting_id == meeting).order_by(agenda_items.c.position)
    ).all()

    def written(language: str) -> tuple[str, str]:
        words = WORDS[language]
        subject = words["subject"].format(title=title_of(row, language))
        return subject, f"{words['body']}\n\n{_described(row, language)}\n\n{_listed(items, language)}"

    invited = _invited(write, row)
    _withdraw_earlier(write, row)
    write.withdraw(_mails(row, f"{row.invitation}:REQUEST:"), but_to=invited)
    return _send(write, row, invited, "REQUEST", written)


def send_cancellations(write: Write, meeting: int) -> int:
    """Tell whoever was invited, and whoever would be now, that a meeting is cancelled; returns how many.

    But nobody whose invitation was about to be sent: it is not.
    """
    row = _row(write, meeting)
    about_to_be = write.sent_to(_mails(row))
    _withdraw_earlier(write, row)
    reached = write.sent_to(_mails(row))
    asked = {**dict.fromkeys(reached), **_invited(write, row)}
    told = {address: language for address, language in asked.items() if address not in about_to_be - reached}

    def written(language: str) -> tuple[str, str]:
        words = WORDS[language]
        gone = words["gone"].format(reason=row.cancellation_reason)
        return words["cancelled"].format(title=title_of(row, language)), f"{gone}\n\n{_described(row, language)}"

    return _send(write, row, told, "CANCEL", written)


def _row(write: Write, meeting: int) -> Any:
    return write.session.execute(select(meetings).where(meetings.c.id == meeting)).one()


def _invited(write: Write, row: Any) -> dict[str, str | None]:
    """Whom to write to: their addresses, each with its language where that is known."""
    chosen = None
    if row.kind == MeetingKind.EXECUTIVE_COMMITTEE.name:
        committee = committee_on(write.session, row.first_day)
        chosen = (
            [] if committee is None else [one.participant for one in seated(write.session, committee.id, write.today)]
        )
    return {contact.email: contact.language for contact in contacts(write.session, write.today, chosen)}


def _mails(row: Any, invitation: str = "") -> str:
    """How the keys of all mails of a meeting begin, or those of one invitation."""
    return f"meeting:{row.id}:{invitation}"


def _withdraw_earlier(write: Write, row: Any) -> None:
    """Have nobody get an earlier invitation than this one, nor get it afterwards."""
    write.withdraw(_mails(row), but=_mails(row, f"{row.invitation}:"))


def _send(
    write: Write,
    row: Any,
    recipients: Mapping[str, str | None],
    method: str,
    written: Callable[[str], tuple[str, str]],
) -> int:
    sent = 0
    for address, known in recipients.items():
        language: str = known or row.original_language
        subject, body = written(language)
        calendar = calendar_of(
            [row], [language], method, organizer=write.settings.mail_from, attendee=address, online=True
        )
        sent += write.send(
            Message(
                key=_mails(row, f"{row.invitation}:{method}:{address}"),
                recipient=address,
                subject=subject,
                body=body,
                calendar=calendar.decode(),
                calendar_method=method,
            )
        )
    return sent


def _described(row: Any, language: str) -> str:
    words, zone = WORDS[language], ZoneInfo(row.time_zone)
    starts, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    lines = [
        title_of(row, language),
        f"{words['when']}: {starts:%Y-%m-%d %H:%M} - {ends:%Y-%m-%d %H:%M} ({row.time_zone})",
    ]
    if row.place:
        lines.append(f"{words['where']}: {row.place}")
    if row.online_url:
        lines.append(f"{words['online']}: {row.online_url}")
    return "\n".join(lines)


def _listed(items: Sequence[Any], language: str) -> str:
    lines = [f"{WORDS[language]['agenda']}:"]
    for item in items:
        lines.append(f"{item.position}. {title_of(item, language)}")
        described = text_in(item.description or {}, language, item.original_language)
        if described:
            lines.append(f"   {described}")
    return "\n".join(lines)
