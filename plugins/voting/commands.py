"""`nmirf voting verify|export`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy import select

from core import Platform, Session, StartupError
from plugins.voting.export import as_file, export_decision
from plugins.voting.tables import decisions

Chosen = Annotated[str, typer.Argument(metavar="DECISION", help="Its reference, such as 2026/3, or its id.")]


def add_commands(cli: typer.Typer, platform: Callable[[], Platform]) -> None:
    """Add the commands to the group of the plugin's name."""

    @cli.command()
    def verify(decision: Chosen) -> None:
        """Recompute a decision from the journal: chain, electorate, ballots, tally and outcome."""
        # Imported here, so that `python -m plugins.voting.verify` runs a module that is not yet loaded.
        from plugins.voting.verify import Fault
        from plugins.voting.verify import verify as verified

        try:
            print(verified(_proof(platform(), decision)))
        except Fault as fault:
            print(fault, file=sys.stderr)
            raise typer.Exit(1) from None

    @cli.command()
    def export(decision: Chosen) -> None:
        """Write the proof of a decision to standard output; `python -m plugins.voting.verify FILE` verifies it."""
        sys.stdout.buffer.write(as_file(_proof(platform(), decision)))


def _proof(platform: Platform, decision: str) -> dict[str, object]:
    with platform.database.reading() as session:
        return export_decision(session, _key_of(session, decision))


def _key_of(session: Session, decision: str) -> int:
    year, _, number = decision.partition("/")
    found: int | None = None
    if re.fullmatch(r"\d{4}/\d{1,9}", decision, re.ASCII):
        chosen = select(decisions.c.id).where(decisions.c.year == int(year), decisions.c.number == int(number))
        found = session.execute(chosen).scalar()
    elif re.fullmatch(r"Decision:\d{1,18}", decision, re.ASCII):
        found = int(decision.removeprefix("Decision:"))
    if found is None:
        raise StartupError(
            "DECISION", f"{decision[:40]!r} is not a decision: give its reference, such as 2026/3, or its id."
        )
    return found
