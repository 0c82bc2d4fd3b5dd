"""`nmirf partnerships import institutions`: national institutions and their accreditation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from core import Platform, Write, choice, import_rows, read_csv
from core.members import code_of
from plugins.partnerships.enums import Accreditation, PartnerKind
from plugins.partnerships.rules.partners import PartnerDescription, write_institution
from schema import Language

REQUIRED = ("state", "name", "accreditation", "year")
OPTIONAL = ("language", "acronym", "website")


def add_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add the commands to the group of the plugin's name."""
    imports = typer.Typer(no_args_is_help=True, help="Load real lists.")
    cli.add_typer(imports, name="import")

    @imports.callback()
    def group() -> None:
        """Load real lists."""

    @imports.command(name="institutions")
    def import_institutions(
        file: Annotated[Path, typer.Argument(help="CSV in UTF-8, separated by commas or semicolons.")],
        apply: Annotated[
            bool,
            typer.Option("--apply", help="Write; other writes wait. Without it, only report what would be written."),
        ] = False,
    ) -> None:
        """Load national institutions, all rows or none; update the accreditation of those that are registered.

        Institutions are found by state and name. A former name, replaced by a correction, is refused: another
        institution may be meant. Columns: state (ISO alpha-3), name, accreditation (A, B or none), year (of the
        accreditation; may be empty); optional: language (of the name; en if left out), acronym, website.
        """
        rows, written = read_csv(file, REQUIRED, OPTIONAL), set[int]()

        def write_once(write: Write, row: Mapping[str, str]) -> None:
            institution = write_row(write, row)
            if institution in written:
                name, state = row["name"].strip(), code_of(row["state"])
                raise ValueError(f"{name[:80]!r} of {state} is in the file twice: leave out one of its rows.")
            written.add(institution)

        import_rows(platform(), file, rows, write_once, apply).report("national institutions", apply)


def write_row(write: Write, row: Mapping[str, str]) -> int:
    """Write an institution; returns it. Raises Refusal, ValueError."""
    year = row["year"].strip()
    if year and not (len(year) == 4 and year.isascii() and year.isdecimal() and 1990 <= int(year) <= write.today.year):
        raise ValueError(f"year {year[:20]!r} is not a year from 1990 to {write.today.year}.")
    described = PartnerDescription(
        language=choice(Language, row.get("language") or "EN", "language").value,
        name=row["name"],
        kind=PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION,
        acronym=row.get("acronym") or None,
        iso_alpha3=row["state"],
        accreditation=choice(Accreditation, row["accreditation"], "accreditation"),
        accredited_in=int(year) if year else None,
        website=row.get("website") or None,
    )
    return write_institution(write, described)
