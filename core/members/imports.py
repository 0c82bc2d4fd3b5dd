"""Load participants from a CSV file: all rows or none, each bad row named with its line and reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.errors import Invalid, Refusal
from core.inputs.mistakes import Mistakes
from core.list_imports import Chosen, ImportResult, choice, import_rows, read_csv
from core.members.enums import MechanismType, Standing
from core.members.latest_day import latest_day_on_earth
from core.members.names import code_of
from core.members.rules import accessions, focal_points, mechanisms, taking_part
from core.members.tables import states
from core.writing.write import Write
from schema.declaring.columns import parsed_day
from schema.request.languages import LANGUAGES

if TYPE_CHECKING:
    from core.for_plugins.services import Platform

REQUIRED = ("iso_alpha3", "standing", "joined_on")
NAMED = {
    "mechanism_name": ("mechanism_language", "mechanism_type", "mechanism_website"),
    "focal_point_name": ("focal_point_title", "focal_point_email", "focal_point_language"),
}
"""The columns about a mechanism and a focal point, each by that of its name."""
OPTIONAL = ("founding", *(column for name, others in NAMED.items() for column in (name, *others)))
SHOWN = 60
"""The most characters of a cell that an error shows."""
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


def import_participants(platform: Platform, file: Path, apply: bool) -> ImportResult:
    """Check every row, and write all of them if all are good and `apply` is given."""
    return import_rows(platform, file, read_csv(file, REQUIRED, OPTIONAL), _import_row, apply)


def _import_row(current: Write, given: Mapping[str, str]) -> None:
    row = {name: cell.strip() for name, cell in given.items()}
    with Mistakes() as check:
        state = check(_newcomer, current, row)
        standing = check(_chosen, Standing, row["standing"], "standing")
        founding = check(_founding, row)
        joined_on = check(_joined_on, current, row)
        check(_require_names, row)
        mechanism = check(_mechanism, row, standing)
        language = check(_language, row, "focal_point_language")
    participant = taking_part.add_participant(current, state, standing, joined_on, founding)
    facts = {"state": code_of(row["iso_alpha3"]), "standing": standing.name, "joinedOn": joined_on.isoformat()}
    current.record("participant.imported", f"Participant:{participant}", {**facts, "founding": founding})
    with Mistakes() as check:
        if mechanism is not None:
            with _by_column(check, row, "mechanism"):
                mechanisms.register_mechanism(current, participant, mechanism, joined_on)
        if row.get("focal_point_name"):
            title, email = row.get("focal_point_title") or None, row.get("focal_point_email", "")
            with _by_column(check, row, "focal_point"):
                focal_points.designate_focal_point(
                    current, participant, row["focal_point_name"], title, email, joined_on, language
                )


@contextmanager
def _by_column(check: Mistakes, row: Mapping[str, str], subject: str) -> Iterator[None]:
    """Note the refusals about a subject, each with its column and the cell."""
    try:
        yield
    except Refusal as refusal:
        for one in (refusal, *refusal.others):
            column = "_".join((subject, *(one.path or ())))
            where = f"{column} {_shown(row.get(column, ''))}: " if column in OPTIONAL else ""
            check.note(Invalid(f"{where}{one.message}"))


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…")


def _chosen(kind: type[Chosen], written: str, column: str) -> Chosen:
    """The value of an enum that a cell names. Raises Invalid."""
    try:
        return choice(kind, written, column)
    except ValueError as problem:
        raise Invalid(str(problem)) from None


def _newcomer(current: Write, row: Mapping[str, str]) -> int:
    code = code_of(row["iso_alpha3"])
    state: int | None = current.session.execute(select(states.c.id).where(states.c.iso_alpha3 == code)).scalar()
    if state is None:
        raise Invalid(f"iso_alpha3 {row['iso_alpha3']!r} is not a Member State of the United Nations.")
    if taking_part.takes_part(current.session, state):
        raise Invalid(f"{code} already takes part, or is in the file twice.")
    if (accession := accessions.accession_of(current.session, state)) is not None:
        raise Invalid(
            f"{code} has communicated its accession, Accession:{accession}: acknowledge it (`acknowledgeAccession`), "
            "and leave the row out."
        )
    return state


def _founding(row: Mapping[str, str]) -> bool:
    written = row.get("founding", "").lower()
    if written not in YES + NO:
        raise Invalid(f"founding {written!r} is neither yes nor no.")
    return written in YES


def _joined_on(current: Write, row: Mapping[str, str]) -> date:
    written = row["joined_on"]
    try:
        joined_on = parsed_day(written)
    except ValueError:
        raise Invalid(f"joined_on {written!r} is not a date: write it as in 2024-05-09.") from None
    if joined_on > latest_day_on_earth(current.now):
        raise Invalid("joined_on is in the future.")
    if joined_on < (adopted_on := accessions.declaration_adopted_on(current.session)):
        raise Invalid(f"joined_on is before {adopted_on}, when the Declaration was adopted.")
    return joined_on


def _require_names(row: Mapping[str, str]) -> None:
    for name, others in NAMED.items():
        if not row.get(name) and (said := next((other for other in others if row.get(other)), None)):
            raise Invalid(f"{said} is given, {name} is empty: write the name as well, or leave both empty.")


def _mechanism(row: Mapping[str, str], standing: Standing) -> mechanisms.MechanismDescription | None:
    if not row.get("mechanism_name"):
        return None
    if standing is Standing.OBSERVER:
        raise Invalid("an observer has no mechanism: write MEMBER, or leave mechanism_name empty.")
    return mechanisms.MechanismDescription(
        language=_language(row, "mechanism_language") or "en",
        name=row["mechanism_name"],
        type=_chosen(MechanismType, row.get("mechanism_type", ""), "mechanism_type"),
        website=row.get("mechanism_website") or None,
    )


def _language(row: Mapping[str, str], column: str) -> str | None:
    code = row.get(column, "").lower()
    if code and code not in LANGUAGES:
        raise Invalid(f"{column} {code!r} is none of {', '.join(LANGUAGES)}.")
    return code or None
