"""Trainings from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from core import Write, choice
from core.members import code_of, find_state, participant_codes
from schema import Language, parsed_day
from trainings.enums import TrainingTopic
from trainings.rules import Plan, add_draft

REQUIRED = ("host", "language", "title", "starts_on", "ends_on", "places")
OPTIONAL = ("topic", "enrol_until")
DAY = "a day, as in 2999-01-31"
Read = TypeVar("Read")


def load(write: Write, row: Mapping[str, str]) -> int:
    """Draft the training of a row, held in the state of its host. Raises Refusal, ValueError."""
    hosts = {code: participant for participant, code in participant_codes(write.session).items()}
    code, language = code_of(row["host"]), choice(Language, row["language"], "language")
    if code not in hosts:
        raise ValueError(f"host {row['host'][:20]!r} is not a participant: give its ISO alpha-3 code.")
    plan = Plan(
        state=find_state(write.session, code),
        title={language: row["title"]},
        topic=choice(TrainingTopic, row["topic"] or "REPORTING", "topic"),
        starts_on=_read(row, "starts_on", parsed_day, DAY),
        ends_on=_read(row, "ends_on", parsed_day, DAY),
        enrol_until=_read(row, "enrol_until" if row["enrol_until"] else "starts_on", parsed_day, DAY),
        places=_read(row, "places", int, "a number"),
        languages=[language],
    )
    return add_draft(write, hosts[code], plan)


def _read(row: Mapping[str, str], column: str, read: Callable[[str], Read], wanted: str) -> Read:
    """The value of a cell. Raises ValueError, which names the column, if it is not what is wanted."""
    try:
        return read(row[column].strip())
    except ValueError:
        raise ValueError(f"{column} {row[column][:20]!r} is not {wanted}.") from None
