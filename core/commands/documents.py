"""Trusted documents: those that clients may name by their id, and whether this schema still answers them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.administration import trusted_documents as trusted
from core.commands.environment import current_platform, platform, ready_platform
from core.console import complain, say, show
from core.errors import StartupError
from schema.serving.persisted import PREFIX

documents = typer.Typer(no_args_is_help=True, help="Trusted documents, which clients name by `documentId`.")


@documents.command(name="add")
def add_command(
    files: Annotated[
        list[Path],
        typer.Argument(help="GraphQL files, JSON of names or ids and documents, or manifests of Apollo's tools."),
    ],
) -> None:
    """Store documents, all or none; prints the documentId of each."""
    given = trusted.documents_in(files)
    found = {name: trusted.faults(platform().engine.documents, text) for name, text in given.items()}
    for name, faults in found.items():
        for fault in faults:
            complain(f"{name}: {fault}")
    if any(found.values()):
        complain("Nothing was stored.")
        raise typer.Exit(1)
    with current_platform().database.transaction() as session:
        added = trusted.add(session, platform().now(), given)
    for name, made in added:
        say(f"{PREFIX}{made}  {name}")


@documents.command(name="list")
def list_command() -> None:
    """List the stored documents."""
    with ready_platform().database.reading() as session:
        stored = trusted.stored(session)
    rows = [(f"{PREFIX}{row.hash}", row.name, f"{row.added_at:%Y-%m-%d}") for row in stored]
    show(("documentId", "name", "added"), rows)


@documents.command(name="check")
def check_command() -> None:
    """Check every stored document against the schema of the plugins installed now; exit code 1 if one is broken."""
    with ready_platform().database.reading() as session:
        count = len(trusted.stored(session))
        broken = list(trusted.broken(session, platform().engine.documents))
    for name, made, faults in broken:
        complain(f"{name} ({PREFIX}{made}) is broken:")
        for fault in faults:
            complain(f"  {fault}")
    if broken:
        complain(f"{len(broken)} of {count} documents are broken.")
        raise typer.Exit(1)
    say(f"The schema answers all {count} documents.")


@documents.command(name="remove")
def remove_command(identifier: Annotated[str, typer.Argument(help="As `nmirf documents list` shows it.")]) -> None:
    """Delete a document; running servers forget it within a minute."""
    with ready_platform().database.transaction() as session:
        if not trusted.remove(session, identifier.removeprefix(PREFIX)):
            raise StartupError("DOCUMENT", f"No document is stored as {identifier!r}; see `nmirf documents list`.")
    say("Removed.")
