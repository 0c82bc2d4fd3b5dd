"""Mail about decisions taken by correspondence, or withdrawn: one message to each participant that decides, in its
language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from core import Message, Session, Write
from core.members import Contact, contacts
from plugins.voting.calendars import title_of
from plugins.voting.enums import DecisionBody, DecisionStage
from plugins.voting.rules.bodies import electorate, electors_on
from plugins.voting.tables import notified_focal_points
from schema import text_in

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(files("plugins.voting").joinpath("data/notice.json").read_bytes())


def notify_participants(write: Write, row: Any) -> None:
    """(D2, D4) Notify those who may object that silence adopts, or the electorate that a vote is open.

    Each is notified once, including those that join later. Mail still queued for somebody who no longer takes part is
    dropped. row: the decision.
    """
    participants = contacts_of(write.session, row, write.today)
    notified = notified_of(write.session, [row.id])[row.id]
    gone = notified - {contact.focal_point for contact in participants}
    newcomers = [contact for contact in participants if contact.focal_point not in notified]
    if gone:
        write.withdraw(mails_of(row), but_to=[contact.email for contact in participants])
    _store_notified(write, row, gone, newcomers)
    is_vote = row.stage == DecisionStage.VOTING.name
    kind, until = ("vote", row.voting_until) if is_vote else ("consensus", row.consensus_until)
    _notify(write, row, kind, until, newcomers)


def contacts_of(session: Session, row: Any, day: date) -> list[Contact]:
    """(D2, D4) The contacts of those who may object, or vote, on a day. row: the decision."""
    is_vote = row.stage == DecisionStage.VOTING.name
    deciding = electors_on(session, row.id, day) if is_vote else electorate(session, DecisionBody[row.body], day)
    return contacts(session, day, [party.participant for party in deciding])


def notified_of(session: Session, wanted: Iterable[int]) -> Mapping[int, set[int]]:
    """The keys of the focal points that were notified of each decision at its present stage; none is an empty set."""
    known: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(select(notified_focal_points).where(notified_focal_points.c.decision_id.in_(wanted))):
        known[row.decision_id].add(row.focal_point_id)
    return known


def notify_of_withdrawal(write: Write, row: Any, reason: str) -> None:
    """(D1) Notify everyone notified of a decision of its withdrawal: at the same address, in the last language."""
    reached = {mail.recipient: mail.language for mail in write.sent(mails_of(row))}

    def mail(address: str, language: str) -> Message:
        message = WORDS[language]["withdrawn"].format(reference=f"{row.year}/{row.number}", reason=reason)
        return _mail(row, "withdrawn", address, language, message)

    write.send(*(mail(address, known or row.original_language) for address, known in reached.items()))


def mails_of(row: Any) -> str:
    """The prefix of the keys of all mails about a decision."""
    return f"decision:{row.id}:"


def clear_notifications(write: Write, row: Any) -> None:
    """Drop the queued mail about a decision at this stage, and forget who was notified."""
    write.withdraw(mails_of(row))
    write.session.execute(delete(notified_focal_points).where(notified_focal_points.c.decision_id == row.id))


def _store_notified(write: Write, row: Any, gone: Set[int], newcomers: Sequence[Contact]) -> None:
    """Store who was notified. gone: the focal points of those who no longer take part."""
    if gone:
        write.session.execute(
            delete(notified_focal_points).where(
                notified_focal_points.c.decision_id == row.id, notified_focal_points.c.focal_point_id.in_(gone)
            )
        )
    if keys := sorted({contact.focal_point for contact in newcomers}):
        write.session.execute(
            insert(notified_focal_points), [{"decision_id": row.id, "focal_point_id": key} for key in keys]
        )


def _notify(write: Write, row: Any, kind: str, until: datetime | None, recipients: Sequence[Contact]) -> None:
    template, moment = (kind, "") if until is None else (f"{kind}_until", f"{until:%Y-%m-%d %H:%M}")

    def mail(address: str, language: str) -> Message:
        message = WORDS[language][template].format(reference=f"{row.year}/{row.number}", until=moment)
        wording = text_in(row.text, language, row.original_language)
        return _mail(row, kind, address, language, message, f"\n\n{wording}")

    write.send(*(mail(contact.email, contact.language or row.original_language) for contact in recipients))


def _mail(row: Any, kind: str, address: str, language: str, message: str, wording: str = "") -> Message:
    title = title_of(row, language)
    return Message(
        key=f"{mails_of(row)}{kind}:{address}",
        recipient=address,
        subject=WORDS[language][f"{kind}_subject"].format(title=title),
        body=f"{message}\n\n{title}{wording}",
        language=language,
    )
