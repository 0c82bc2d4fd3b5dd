"""The commands `nmirf practices import`, `export` and `verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core import Platform, Role, Viewer, import_rows
from plugins.practices import bitmaps, indexed
from plugins.practices.exchanging import files, loading, writing


def add_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add the commands to the group of the plugin's name."""

    @cli.command(name="import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV (.csv) or JSON Lines (.jsonl).")],
        apply: Annotated[
            bool, typer.Option("--apply", help="Write; others who write wait. Without it, only say what would be.")
        ] = False,
    ) -> None:
        """Load practices from a file: all rows or none.

        Each has a state (ISO alpha-3), its original_language (ar, en, es, fr, ru or zh), and title, summary and body in
        it; the rest may be left out. What has the title of another practice of the state, withdrawn or not, takes
        an id of its own. submitted_at, published_at and updated_at come in this order. In CSV, texts stand in columns
        like title_es, lists are separated by semicolons, and each line of links is an address and its title. The best
        template is what `export` writes.
        """
        import_rows(platform(), file, files.rows_of(file), loading.load, apply).report("practices", apply)

    @cli.command()
    def export(
        file: Annotated[Path, typer.Argument(help="CSV (.csv) or JSON Lines (.jsonl).")],
        overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file where it exists.")] = False,
    ) -> None:
        """Write every practice to a file, drafts included, as `import` reads it back."""
        from rich.progress import track

        files.check_ending(file)
        if not overwrite:
            files.require_new(file)
        quiet = not sys.stdout.isatty()
        count = writing.export(platform(), file, lambda rows: iter(track(rows, "Writing", disable=quiet)))
        print(f"{count} practices are in {file.name}.")

    @cli.command()
    def verify(
        rebuild: Annotated[bool, typer.Option("--rebuild", help="Make anew from the records what differs.")] = False,
    ) -> None:
        """Hold what practices are counted, found and put in order by against the records; exit code 1 where it differs.

        An older server that wrote beside this version is one reason for that.
        """
        if rebuild:
            with platform().write(Viewer(Role.ADMINISTRATOR, name="nmirf practices verify")) as write:
                bitmaps.rebuild(write.session)
                indexed.mend(write.session)
        with platform().database.reading() as session:
            faults = [*bitmaps.faults(session), *indexed.faults(session)]
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            print("Make them anew with --rebuild, and report what was found.", file=sys.stderr)
            raise typer.Exit(1)
        print("The bitmaps and the index are as the records say.")
