"""The schema: printed, and compared with another."""

from __future__ import annotations

from typing import Annotated

import typer

from core.assembly import assemble_schema
from core.authors.difference import BREAKING, differences, read_sdl
from core.commands.environment import settings
from core.console import say
from core.plugins.finding import load_plugins

schema = typer.Typer(invoke_without_command=True, help="Print the schema as SDL, or compare it with another.")


def _assembled() -> str:
    return assemble_schema(load_plugins(settings().disabled_plugins)).sdl


@schema.callback()
def print_schema(context: typer.Context) -> None:
    """Print the schema as SDL; or, with a command, compare it with another."""
    if context.invoked_subcommand is None:
        say(_assembled(), end="")


@schema.command()
def diff(
    old: Annotated[str, typer.Argument(help="A file of SDL, or the address of a GraphQL server.")] = "",
    allow_breaking: Annotated[bool, typer.Option(help="Exit with code 0 all the same.")] = False,
) -> None:
    """List the changes since another schema, by default the committed one: breaking, dangerous, safe.

    Exit code 1 if a document that was valid no longer is.
    """
    found = differences(read_sdl(old), _assembled())
    for change in found:
        say(f"{change.kind:<10} {change.description}")
    if not found:
        say("The schema is the same.")
    if any(change.kind == BREAKING for change in found) and not allow_breaking:
        raise typer.Exit(1)
