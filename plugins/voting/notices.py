"""Mail on what is decided by correspondence, or withdrawn: to each that decides, in its language, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import orjson

from core import Message, Write
from core.members import contacts
from plugins.voting.bodies import electorate
from plugins.voting.calendars import title_of
from plugins.voting.enums import DecisionBody
from schema import text_in

WORDS: Mapping[str, Mapping[str, str]] = orjson.loads(files("plugins.voting").joinpath("data/notice.json").read_bytes())


def tell_of_consensus(write: Write, row: Any, until: datetime) -> None:
    """(D2) Tell everybody who may object that silence adopts. row: the decision; until: when."""
    _tell(write, row, "consensus", until)


def tell_of_vote(write: Write, row: Any, until: datetime | None) -> None:
    """(D4) Tell the electorate that a vote by correspondence is open. row: the decision; until: the time it has."""
    _tell(write, row, "vote", until)


def tell_of_withdrawal(write: Write, row: Any, reason: str) -> None:
    """(D1) Tell whoever was told of a decision that it is withdrawn, at the same address and in the same language."""
    told = {mail.recipient: mail.language for mail in write.sent(mails_of(row))}
    for address, known in told.items():
        language: str = known or row.original_language
        said = WORDS[language]["withdrawn"].format(reference=f"{row.year}/{row.number}", reason=reason)
        _send(write, row, "withdrawn", address, language, said)


def mails_of(row: Any) -> str:
    """How the keys of all mails on a decision begin."""
    return f"decision:{row.id}:"


def _tell(write: Write, row: Any, what: str, until: datetime | None) -> None:
    deciding = electorate(write.session, DecisionBody[row.body], write.today)
    timed, moment = (what, "") if until is None else (f"{what}_until", f"{until:%Y-%m-%d %H:%M}")
    for contact in contacts(write.session, write.today, [one.participant for one in deciding]):
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
