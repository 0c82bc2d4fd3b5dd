"""Mail on what is decided by correspondence: to each that decides, in its language, once."""

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


def _tell(write: Write, row: Any, what: str, until: datetime | None) -> None:
    deciding = electorate(write.session, DecisionBody[row.body], write.today)
    timed, moment = (what, "") if until is None else (f"{what}_until", f"{until:%Y-%m-%d %H:%M}")
    for contact in contacts(write.session, write.today, [one.participant for one in deciding]):
        language: str = contact.language or row.original_language
        title = title_of(row, language)
        said = WORDS[language][timed].format(reference=f"{row.year}/{row.number}", until=moment)
        wording = text_in(row.text, language, row.original_language)
        write.send(
            Message(
                key=f"decision:{row.id}:{what}:{contact.email}",
                recipient=contact.email,
                subject=WORDS[language][f"{what}_subject"].format(title=title),
                body=f"{said}\n\n{title}\n\n{wording}",
            )
        )
