"""`nmirf trainings …`, for operators of the platform."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select

from core import Platform, import_rows, read_csv
from trainings import imports
from trainings.tables import enrolments, trainings


def add_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add the plugin's commands to its group."""

    @cli.command()
    def places() -> None:
        """Print how many places of each announced training are taken."""
        rows = (
            select(trainings.c.title, trainings.c.original_language, trainings.c.places, func.count(enrolments.c.id))
            .outerjoin(enrolments, enrolments.c.training_id == trainings.c.id)
            .where(trainings.c.status == "ANNOUNCED")
            .group_by(trainings.c.id)
            .order_by(trainings.c.starts_on, trainings.c.id)
        )
        with platform().database.reading() as session:
            for title, original, places, taken in session.execute(rows):
                typer.echo(f"{taken} of {places}: {title[original]}")

    @cli.command(name="import")
    def import_trainings(
        file: Annotated[Path, typer.Argument(help="CSV in UTF-8.")],
        apply: Annotated[bool, typer.Option("--apply", help="Write. Without it, only report what would be.")] = False,
    ) -> None:
        """Draft trainings, all rows or none."""
        rows = read_csv(file, imports.REQUIRED, imports.OPTIONAL)
        import_rows(platform(), file, rows, imports.load, apply).report("trainings", apply)
