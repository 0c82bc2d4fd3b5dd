"""Copies of the embedded database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.commands.environment import platform
from core.console import say

cli = typer.Typer()


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file for the copy.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Copy the embedded database to a file while the platform runs; the copy is verified."""
    from core.administration import (
        backup as backups,
    )  # with SQLite's driver, which a server on PostgreSQL does not need

    made = backups.back_up(platform().database, platform().plugins, file, overwrite)
    say(f"{file}: {made.size:,} bytes, {made.entries:,} entries of the journal, verified.")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that `nmirf backup` made.")]) -> None:
    """Replace the embedded database by a backup, whole or not at all, also while the platform runs."""
    from core.administration import backup as backups

    made = backups.restore(platform().database, platform().plugins, file)
    target = made.file.absolute()
    say(f"Restored to {target}: {made.entries:,} entries of the journal, verified.")
    if made.erased:
        say(f"Designations that were erased since the backup, and are erased again: {made.erased}.")
    say(f"The previous database is in {made.kept}." if made.kept else f"There was none at {target}: it is new.")
