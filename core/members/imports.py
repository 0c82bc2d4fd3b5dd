"""Load participants from a CSV file: all rows or none, each bad row named with its line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.progress import track
from sqlalchemy import select

from core.errors import Refusal, StartupError
from core.identity import Role, Viewer
from core.members import rules
from core.members.enums import MechanismType, Standing
from core.members.tables import participants, states
from core.write import Write, write
from schema.reading import LANGUAGES

if TYPE_CHECKING:
    from core.platform import Platform

Chosen = TypeVar("Chosen", bound=Enum)
REQUIRED = ("iso_alpha3", "standing", "joined_on")
OPTIONAL = (
    "founding", "mechanism_name", "mechanism_language", "mechanism_type", "mechanism_website",
    "focal_point_name", "focal_point_title", "focal_point_email",
)  # fmt: skip
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


@dataclass
class ImportResult:
    """How many rows there were, and what is wrong with which."""

    rows: int = 0
    problems: list[str] = field(default_factory=list)


class _DryRun(Exception):
    """Leaves the transaction without a trace."""


def read_csv(file: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and rows of a CSV file in UTF-8, separated by commas or semicolons.

    Raises StartupError FILE where it cannot be read, CSV_HEADER where its header is not what is expected.
    """
    try:
        content = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise StartupError("FILE", f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise StartupError("FILE", f"{file} is not in UTF-8. Save it as CSV UTF-8.") from None
    header = content.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(content, newline=""), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    columns = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in required if name not in columns]
    unknown = [name for name in columns if name not in required + optional]
    if missing or unknown or len(set(columns)) < len(columns):
        raise StartupError(
            "CSV_HEADER",
            f"{file.name}: the header must have {', '.join(required)}, and may have {', '.join(optional)}"
            + (f"; missing: {', '.join(missing)}" if missing else "")
            + (f"; unknown: {', '.join(unknown)}" if unknown else "")
            + ".",
        )
    for cells in reader:
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * (len(columns) - len(cells))]
            yield reader.line_num, {name: cell.strip() for name, cell in zip(columns, padded, strict=False)}


def import_participants(platform: Platform, file: Path, apply: bool, progress: bool) -> ImportResult:
    """Check every row, and write all of them where all are good and `apply` is given."""
    rows = list(read_csv(file, REQUIRED, OPTIONAL))
    result = ImportResult(rows=len(rows))
    viewer = Viewer(Role.ADMINISTRATOR, name=f"import of {file.name}")
    try:
        with write(platform.database, viewer, platform.settings, platform.plugins) as current:
            for line, row in track(rows, "Reading", disable=not progress):
                try:
                    _import_row(current, row)
                except (Refusal, ValueError) as problem:
                    result.problems.append(f"{file.name}, line {line}: {problem}")
            if result.problems or not apply:
                raise _DryRun
    except _DryRun:
        pass
    return result


def _import_row(current: Write, row: dict[str, str]) -> None:
    state = current.session.execute(
        select(states.c.id).where(states.c.iso_alpha3 == row["iso_alpha3"].upper())
    ).scalar()
    if state is None:
        raise ValueError(f"iso_alpha3 {row['iso_alpha3']!r} is no Member State of the United Nations.")
    if current.session.execute(select(participants.c.id).where(participants.c.state_id == state)).first():
        raise ValueError(f"{row['iso_alpha3'].upper()} takes part already, or stands in the file twice.")
    standing = _choice(Standing, row["standing"], "standing")
    founding = row.get("founding", "").lower()
    if founding not in YES + NO:
        raise ValueError(f"founding {founding!r} is neither yes nor no.")
    joined_on = _date(row["joined_on"])
    if joined_on > current.today:
        raise ValueError("joined_on lies in the future.")
    participant = rules.add_participant(current, state, standing, joined_on, founding in YES)
    current.record(
        "participant.imported",
        f"Participant:{participant}",
        {"state": row["iso_alpha3"].upper(), "standing": standing.name, "joinedOn": joined_on.isoformat()},
    )
    if row.get("mechanism_name"):
        if standing is Standing.OBSERVER:
            raise ValueError("an observer has no mechanism: write MEMBER, or leave mechanism_name empty.")
        language = row.get("mechanism_language", "").lower() or "en"
        if language not in LANGUAGES:
            raise ValueError(f"mechanism_language {language!r} is none of {', '.join(LANGUAGES)}.")
        described = rules.MechanismDescription(
            language=language,
            name=row["mechanism_name"],
            type=_choice(MechanismType, row.get("mechanism_type", ""), "mechanism_type"),
            website=row.get("mechanism_website") or None,
        )
        rules.register_mechanism(current, participant, described)
    if row.get("focal_point_name"):
        title, email = row.get("focal_point_title") or None, row.get("focal_point_email", "")
        rules.designate_focal_point(current, participant, row["focal_point_name"], title, email, joined_on)


def _choice(kind: type[Chosen], written: str, name: str) -> Chosen:
    try:
        return kind[written.strip().upper()]
    except KeyError:
        raise ValueError(f"{name} {written!r} is none of {', '.join(choice.name for choice in kind)}.") from None


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"joined_on {written!r} is no date: write it as in 2024-05-09.") from None
