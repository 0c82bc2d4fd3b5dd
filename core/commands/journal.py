"""The record of every write."""

from __future__ import annotations

import typer

from core.commands.environment import ready_platform
from core.console import complain, say
from core.journal.chain import verify as verify_journal

journal = typer.Typer(no_args_is_help=True, help="The record of every write.")


@journal.command(name="verify")
def verify_command() -> None:
    """Recompute the journal's chain; exit code 1 if an entry was changed, is missing or out of place."""
    with ready_platform().database.reading() as session:
        faults = list(verify_journal(session))
    for fault in faults:
        complain(fault)
    if faults:
        raise typer.Exit(1)
    say("The journal is whole.")
