"""The commands `nmirf practices import`, `export` and `verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core import Platform, Role, Viewer, import_rows
from plugins.practices import bitmaps, index_check
from plugins.practices.exchanging import files, loading, writing


def add_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add the commands to the group of the plugin's name."""

    @cli.command(name="import")
    def import_(
        file: Annotated[Path, typer.Argument(help="CSV (.csv) or JSON Lines (.jsonl).")],
        apply: Annotated[
            bool,
            typer.Option(
                "--apply", help="Write; other writes wait meanwhile. Without it, only report what would be written."
            ),
        ] = False,
    ) -> None:
        """Load practices from a file: all rows or none.

        Each has a state (ISO alpha-3), an original_language (ar, en, es, fr, ru or zh), and title, summary and body in
        that language; the rest may be left out. A practice with the title of another one of the same state, withdrawn
        or not, needs an id of its own. submitted_at, published_at and updated_at are in this order. In CSV, texts are
        in columns such as title_es, lists are separated by semicolons, and each line of links is an address and its
        title. Use a file that `export` wrote as a template.
        """
        import_rows(platform(), file, files.rows_of(file), loading.load, apply).report("practices", apply)

    @cli.command()
    def export(
        file: Annotated[Path, typer.Argument(help="CSV (.csv) or JSON Lines (.jsonl).")],
        overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
    ) -> None:
        """Write every practice, including drafts, to a file that `import` can read."""
        from rich.progress import track

        files.check_ending(file)
        if not overwrite:
            files.require_new(file)
        quiet = not sys.stdout.isatty()
        count = writing.export(platform(), file, lambda rows: iter(track(rows, "Writing", disable=quiet)))
        print(f"{count} practices are in {file.name}.")

    @cli.command()
    def verify(
        rebuild: Annotated[bool, typer.Option("--rebuild", help="Rebuild from the records whatever differs.")] = False,
    ) -> None:
        """Check counts, search index and sort titles against the records; exit code 1 if any differ.

        They may differ if a server of an earlier version wrote to the database as well.
        """
        if rebuild:
            with platform().write(Viewer(Role.ADMINISTRATOR, name="nmirf practices verify")) as write:
                bitmaps.rebuild(write.session)
                index_check.repair(write.session)
        with platform().database.reading() as session:
            faults = [*bitmaps.faults(session), *index_check.faults(session)]
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            print("Rebuild them with --rebuild, and report these differences.", file=sys.stderr)
            raise typer.Exit(1)
        print("The bitmaps, the search index and the sort titles agree with the records.")
