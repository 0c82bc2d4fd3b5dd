"""Mail about a meeting: its agenda with an invitation, once to each participant, in its language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from core import Message, Write
from core.members import contacts
from plugins.voting.calendars import ANYBODY, addressed, calendar_of, title_of
from plugins.voting.enums import MeetingKind
from plugins.voting.rules.bodies import committee_on, seats_of
from plugins.voting.tables import agenda_items, meetings
from schema import text_in

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(
    files("plugins.voting").joinpath("data/invitation.json").read_bytes()
)


class InvitationKey(NamedTuple):
    """The key of a mail about a meeting. sequence and method: those of its calendar entry (RFC 5546)."""

    meeting: int
    sequence: int
    method: str
    address: str

    def __str__(self) -> str:
        return ":".join(("meeting", *map(str, self)))

    @classmethod
    def parse(cls, key: str) -> InvitationKey:
        _, meeting, sequence, method, address = key.split(":", 4)
        return cls(int(meeting), int(sequence), method, address)


def _prefix(row: Any, *parts: object) -> str:
    """How the keys of the mails about a meeting begin. parts: further parts of InvitationKey, in their order."""
    return "".join(f"{part}:" for part in ("meeting", row.id, *parts))


def send_invitations(write: Write, meeting: int) -> int:
    """(E1) Send the agenda, or its change, to those who do not have it yet; returns the number of recipients.

    To every participant's focal point; for a meeting of the Executive Committee, to those of the members with a seat.
    """
    row = _row(write, meeting)
    items = write.session.execute(
        select(agenda_items).where(agenda_items.c.meeting_id == meeting).order_by(agenda_items.c.position)
    ).all()

    def compose(language: str) -> tuple[str, str]:
        words = WORDS[language]
        subject = words["subject"].format(title=title_of(row, language))
        description = "\n".join([_description(row, language), *_room(row, language)])
        return subject, f"{words['body']}\n\n{description}\n\n{_agenda_text(items, language)}"

    invited = _invited(write, row)
    _withdraw_earlier(write, row)
    write.withdraw(_prefix(row, row.invitation, "REQUEST"), but_to=invited)
    _send_removals(write, row, invited)
    return _send(write, row, invited, "REQUEST", compose)


def _send_removals(write: Write, row: Any, invited: Mapping[str, str | None]) -> None:
    """Remove the meeting from the calendars of those who know it from before and are no longer invited.

    A removal still queued for somebody who is invited again is dropped.
    """
    removals = _prefix(row, row.invitation, "CANCEL")
    write.withdraw(removals, but_to=write.sent_to(removals) - invited.keys())
    informed = write.sent_to(_prefix(row, row.invitation))
    removed = {
        address: language
        for address, language in _with_calendar_entry(write, row).items()
        if address not in invited and address not in informed
    }

    def compose(language: str) -> tuple[str, str]:
        words, title = WORDS[language], title_of(row, language)
        return words["withdrawn"].format(title=title), f"{words['uninvited']}\n\n{title}"

    _send(write, row, removed, "CANCEL", compose, with_status=False)


def send_cancellations(write: Write, meeting: int) -> int:
    """Notify those who were invited, or would be now, that a meeting is cancelled; returns the number of recipients.

    Those whose invitation is still queued get neither.
    """
    row = _row(write, meeting)
    queued = write.sent_to(_prefix(row))
    _withdraw_earlier(write, row)
    holders = _with_calendar_entry(write, row)
    everybody = {**holders, **_invited(write, row)}
    recipients = {to: language for to, language in everybody.items() if to not in queued - holders.keys()}

    def compose(language: str) -> tuple[str, str]:
        words = WORDS[language]
        gone = words["gone"].format(reason=row.cancellation_reason)
        return words["cancelled"].format(title=title_of(row, language)), f"{gone}\n\n{_description(row, language)}"

    return _send(write, row, recipients, "CANCEL", compose)


def withdraw_invitations(write: Write, row: Any) -> None:
    """(E2) Drop the queued mail about a meeting that is over."""
    write.withdraw(_prefix(row))


def _row(write: Write, meeting: int) -> Any:
    return write.session.execute(select(meetings).where(meetings.c.id == meeting)).one()


def _invited(write: Write, row: Any) -> dict[str, str | None]:
    """The addresses of those invited, each with its language if known."""
    chosen = None
    if row.kind == MeetingKind.EXECUTIVE_COMMITTEE.name:
        committee = committee_on(write.session, row.first_day)
        seats = [] if committee is None else seats_of(write.session, committee.id, write.today)
        chosen = [seat.participant for seat in seats if seat.is_member]
    return {contact.email: contact.language for contact in contacts(write.session, write.today, chosen)}


def _with_calendar_entry(write: Write, row: Any) -> dict[str, str | None]:
    """The addresses that have a meeting in their calendar, or may have, each with the language of its last mail."""
    sent = [(InvitationKey.parse(mail.key), mail) for mail in write.sent(_prefix(row))]
    sent.sort(key=lambda found: (found[0].sequence, found[0].method == "REQUEST"))
    last = {mail.recipient: (key.method, mail.language) for key, mail in sent}
    return {address: language for address, (method, language) in last.items() if method == "REQUEST"}


def _withdraw_earlier(write: Write, row: Any) -> None:
    """Drop the queued mail of earlier forms of this invitation: nobody gets one of them now, or after this one."""
    write.withdraw(_prefix(row), but=_prefix(row, row.invitation))


def _send(
    write: Write,
    row: Any,
    recipients: Mapping[str, str | None],
    method: str,
    compose: Callable[[str], tuple[str, str]],
    **event: Any,
) -> int:
    """Send a mail with a calendar entry to each recipient; returns how many had not been sent it before.

    It is written once in each language. recipients: addresses with languages; compose: subject and body in a language;
    event: what the entry shows.
    """
    details = {"organizer": write.settings.mail_from, "online": method == "REQUEST", **event}

    @cache
    def written(language: str) -> tuple[str, str, bytes]:
        return *compose(language), calendar_of([row], [language], method, attendee=ANYBODY, **details)

    def message(address: str, language: str) -> Message:
        subject, body, calendar = written(language)
        return Message(
            key=str(InvitationKey(row.id, row.invitation, method, address)),
            recipient=address,
            subject=subject,
            body=body,
            calendar=addressed(calendar, address).decode(),
            calendar_method=method,
            language=language,
        )

    return write.send(*(message(address, known or row.original_language) for address, known in recipients.items()))


def _description(row: Any, language: str) -> str:
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
    """The address of the online room, for those invited."""
    return [f"{WORDS[language]['online']}: {row.online_url}"] if row.online_url else []


def _agenda_text(items: Sequence[Any], language: str) -> str:
    lines = [f"{WORDS[language]['agenda']}:"]
    for item in items:
        lines.append(f"{item.position}. {title_of(item, language)}")
        description = text_in(item.description or {}, language, item.original_language)
        if description:
            lines.append(f"   {description}")
    return "\n".join(lines)
