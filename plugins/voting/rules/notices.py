"""Mail on what is decided by correspondence, or withdrawn: to each that decides, in its language, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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
from plugins.voting.tables import told
from schema import text_in

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(files("plugins.voting").joinpath("data/notice.json").read_bytes())


def tell_who_takes_part(write: Write, row: Any) -> None:
    """(D2, D4) Tell everybody who may object that silence adopts, or the electorate that a vote is open.

    Once each, also who comes later; what waits for an address of nobody who takes part is not sent. row: the decision.
    """
    taking_part = contacts_of(write.session, row, write.today)
    known = told_of(write.session, row.id)
    gone = known - {contact.focal_point for contact in taking_part}
    newcomers = [contact for contact in taking_part if contact.focal_point not in known]
    if gone:
        write.withdraw(mails_of(row), but_to=[contact.email for contact in taking_part])
    _keep(write, row, gone, newcomers)
    voted = row.stage == DecisionStage.VOTING.name
    what, until = ("vote", row.voting_until) if voted else ("consensus", row.consensus_until)
    _tell(write, row, what, until, newcomers)


def contacts_of(session: Session, row: Any, day: date) -> list[Contact]:
    """(D2, D4) Whom to write to of those who may object, or vote, on a day. row: the decision."""
    voted = row.stage == DecisionStage.VOTING.name
    able = electors_on(session, row.id, day) if voted else electorate(session, DecisionBody[row.body], day)
    return contacts(session, day, [party.participant for party in able])


def told_of(session: Session, decision: int) -> set[int]:
    """The focal points that were told of a decision at its present stage, by their keys."""
    return set(session.execute(select(told.c.focal_point_id).where(told.c.decision_id == decision)).scalars())


def tell_of_withdrawal(write: Write, row: Any, reason: str) -> None:
    """(D1) Tell whoever was told of a decision that it is withdrawn: at the same address, in the last language."""
    reached = {mail.recipient: mail.language for mail in write.sent(mails_of(row))}
    for address, known in reached.items():
        language: str = known or row.original_language
        said = WORDS[language]["withdrawn"].format(reference=f"{row.year}/{row.number}", reason=reason)
        _send(write, row, "withdrawn", address, language, said)


def mails_of(row: Any) -> str:
    """How the keys of all mails on a decision begin."""
    return f"decision:{row.id}:"


def forget_who_was_told(write: Write, row: Any) -> None:
    """What was told of a decision at this stage is over, and what of it waits is not sent."""
    write.withdraw(mails_of(row))
    write.session.execute(delete(told).where(told.c.decision_id == row.id))


def _keep(write: Write, row: Any, gone: Set[int], newcomers: Sequence[Contact]) -> None:
    """Keep who was told. gone: the focal points of those who take part no more."""
    if gone:
        write.session.execute(delete(told).where(told.c.decision_id == row.id, told.c.focal_point_id.in_(gone)))
    if keys := sorted({contact.focal_point for contact in newcomers}):
        write.session.execute(insert(told), [{"decision_id": row.id, "focal_point_id": key} for key in keys])


def _tell(write: Write, row: Any, what: str, until: datetime | None, to: Sequence[Contact]) -> None:
    timed, moment = (what, "") if until is None else (f"{what}_until", f"{until:%Y-%m-%d %H:%M}")
    for contact in to:
        language: str = contact.language or row.original_language
        said = WORDS[language][timed].format(reference=f"{row.year}/{row.number}", until=moment)
        wording = text_in(row.text, language, row.original_language)
        _send(write, row, what, contact.email, language, said, f"\n\n{wording}")


def _send(write: Write, row: Any, what: str, address: str, language: str, said: str, wording: str = "") -> None:
    title = title_of(row, language)
    write.send(
        Message(
            key=f"{mails_of(row)}{what}:{address}",
            recipient=address,
            subject=WORDS[language][f"{what}_subject"].format(title=title),
            body=f"{said}\n\n{title}{wording}",
            language=language,
        )
    )
