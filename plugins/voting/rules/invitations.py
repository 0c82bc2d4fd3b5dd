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
from plugins.voting.calendars import calendar_of, title_of
from plugins.voting.enums import MeetingKind
from plugins.voting.rules.bodies import committee_on, seated
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
        described = "\n".join([_described(row, language), *_room(row, language)])
        return subject, f"{words['body']}\n\n{described}\n\n{_agenda_text(items, language)}"

    invited = _invited(write, row)
    _withdraw_earlier(write, row)
    write.withdraw(_mails(row, f"{row.invitation}:REQUEST:"), but_to=invited)
    _send_removals(write, row, invited)
    return _send(write, row, invited, "REQUEST", written)


def _send_removals(write: Write, row: Any, invited: Mapping[str, str | None]) -> None:
    """Have who is invited no longer, and knows the meeting as it was before, take it out of its calendar.

    But nobody who is invited again before that was sent.
    """
    removals = _mails(row, f"{row.invitation}:CANCEL:")
    write.withdraw(removals, but_to=write.sent_to(removals) - invited.keys())
    informed = write.sent_to(_mails(row, f"{row.invitation}:"))
    removed = {
        address: language
        for address, language in _reached(write, row).items()
        if address not in invited and address not in informed
    }

    def written(language: str) -> tuple[str, str]:
        words, title = WORDS[language], title_of(row, language)
        return words["withdrawn"].format(title=title), f"{words['uninvited']}\n\n{title}"

    _send(write, row, removed, "CANCEL", written, with_status=False)


def send_cancellations(write: Write, meeting: int) -> int:
    """Tell whoever was invited, and whoever would be now, that a meeting is cancelled; returns how many.

    But nobody whose invitation was about to be sent: it is not.
    """
    row = _row(write, meeting)
    about_to_be = write.sent_to(_mails(row))
    _withdraw_earlier(write, row)
    reached = _reached(write, row)
    asked = {**reached, **_invited(write, row)}
    told = {address: language for address, language in asked.items() if address not in about_to_be - reached.keys()}

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


def _reached(write: Write, row: Any) -> dict[str, str | None]:
    """Who has a meeting in its calendar, or may have: the addresses, each with the language of its last mail."""

    def order(mail: Message) -> tuple[int, bool]:
        return int(mail.key.split(":")[2]), mail.calendar_method == "REQUEST"

    last = {mail.recipient: mail for mail in sorted(write.sent(_mails(row)), key=order)}
    return {address: mail.language for address, mail in last.items() if mail.calendar_method == "REQUEST"}


def _withdraw_earlier(write: Write, row: Any) -> None:
    """Have nobody get an earlier invitation than this one, nor get it afterwards."""
    write.withdraw(_mails(row), but=_mails(row, f"{row.invitation}:"))


def _send(
    write: Write,
    row: Any,
    recipients: Mapping[str, str | None],
    method: str,
    written: Callable[[str], tuple[str, str]],
    **event: Any,
) -> int:
    sent = 0
    for address, known in recipients.items():
        language: str = known or row.original_language
        subject, body = written(language)
        details = {"organizer": write.settings.mail_from, "attendee": address, "online": method == "REQUEST", **event}
        calendar = calendar_of([row], [language], method, **details)
        sent += write.send(
            Message(
                key=_mails(row, f"{row.invitation}:{method}:{address}"),
                recipient=address,
                subject=subject,
                body=body,
                calendar=calendar.decode(),
                calendar_method=method,
                language=language,
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
    return "\n".join(lines)


def _room(row: Any, language: str) -> list[str]:
    """The address of a meeting online, for those who are invited."""
    return [f"{WORDS[language]['online']}: {row.online_url}"] if row.online_url else []


def _agenda_text(items: Sequence[Any], language: str) -> str:
    lines = [f"{WORDS[language]['agenda']}:"]
    for item in items:
        lines.append(f"{item.position}. {title_of(item, language)}")
        described = text_in(item.description or {}, language, item.original_language)
        if described:
            lines.append(f"   {described}")
    return "\n".join(lines)
