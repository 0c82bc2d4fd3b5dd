"""Commands that load lists of real records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.commands.environment import current_platform
from core.members.imports import import_participants

imports = typer.Typer(no_args_is_help=True, help="Load lists of real records.")


@imports.command(name="participants")
def import_participants_command(
    file: Annotated[Path, typer.Argument(help="CSV in UTF-8, separated by commas or semicolons.")],
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the rows, while other writes wait. Without it, only check them.")
    ] = False,
) -> None:
    """Load participants from a CSV file: all rows or none.

    Columns: iso_alpha3, standing (MEMBER or OBSERVER), joined_on (2024-05-09), founding (yes or no), and, if known,
    mechanism_name, mechanism_language, mechanism_type, mechanism_website, focal_point_name, focal_point_title,
    focal_point_email, focal_point_language. A mechanism_name needs a mechanism_type: AD_HOC, MINISTERIAL,
    INTERMINISTERIAL or INSTITUTIONALLY_SEPARATE. A focal_point_name needs a focal_point_email. Languages are ar, en,
    es, fr, ru and zh. UTF-8, separated by commas or semicolons.
    """
    import_participants(current_platform(), file, apply).report("participants", apply)
