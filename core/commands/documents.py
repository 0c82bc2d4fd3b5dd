"""Trusted documents: what clients may ask by name, and whether this schema still answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from core import documents as trusted
from core.commands.common import console, errors, platform
from core.errors import StartupError
from core.migrations import migrate
from schema.persisted import PREFIX

documents = typer.Typer(no_args_is_help=True, help="Trusted documents, asked by `documentId`.")


@documents.command(name="add")
def add_command(
    files: Annotated[list[Path], typer.Argument(help="GraphQL files, or JSON of names and documents.")],
) -> None:
    """Store documents, all or none; prints the documentId of each."""
    given = trusted.documents_in(files)
    found = {name: trusted.faults(platform().engine.documents, text) for name, text in given.items()}
    for name, faults in found.items():
        for fault in faults:
            errors.print(f"{name}: {fault}", markup=False)
    if any(found.values()):
        errors.print("Nothing was stored.")
        raise typer.Exit(1)
    migrate(platform().database, platform().plugins)
    with platform().database.transaction() as session:
        for name, made in trusted.add(session, platform().now(), given):
            console.print(f"{PREFIX}{made}  {name}", markup=False)


@documents.command(name="list")
def list_command() -> None:
    """List the stored documents."""
    table = Table("documentId", "name", "added", box=None)
    with platform().database.reading() as session:
        for row in trusted.stored(session):
            table.add_row(f"{PREFIX}{row.hash}", row.name, f"{row.added_at:%Y-%m-%d}")
    console.print(table)


@documents.command(name="check")
def check_command() -> None:
    """Hold every stored document against the schema of the plugins installed now; exit code 1 where one is broken."""
    with platform().database.reading() as session:
        count = len(trusted.stored(session))
        broken = list(trusted.broken(session, platform().engine.documents))
    for name, made, faults in broken:
        errors.print(f"{name} ({PREFIX}{made}) is broken:", markup=False)
        for fault in faults:
            errors.print(f"  {fault}", markup=False)
    if broken:
        errors.print(f"{len(broken)} of {count} documents are broken.")
        raise typer.Exit(1)
    console.print(f"The schema answers all {count} documents.")


@documents.command(name="remove")
def remove_command(identifier: Annotated[str, typer.Argument(help="As `nmirf documents list` shows it.")]) -> None:
    """Forget a document; running servers do so within a minute."""
    with platform().database.transaction() as session:
        if not trusted.remove(session, identifier.removeprefix(PREFIX)):
            raise StartupError("DOCUMENT", f"No document is stored as {identifier!r}; see `nmirf documents list`.")
    console.print("Removed.")
