"""The `nmirf` command with all its commands, including those of plugins."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from core.commands import backups, server
from core.commands.documents import documents
from core.commands.environment import current_platform, settings
from core.commands.imports import imports
from core.commands.journal import journal
from core.commands.outbox import outbox
from core.commands.plugins import plugins
from core.commands.schema import schema
from core.commands.tokens import token
from core.console import say
from core.plugins.commands import command_groups
from core.plugins.finding import load_plugins

WITHOUT_PLUGINS = (["plugins"], ["--version"])
"""The commands that work even if a plugin does not load: the first repairs that."""

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The open-data platform of the International Network of NMIRFs.",
)
cli.add_typer(server.cli)
cli.add_typer(backups.cli)
cli.add_typer(schema, name="schema")
cli.add_typer(plugins, name="plugins")
cli.add_typer(token, name="token")
cli.add_typer(imports, name="import")
cli.add_typer(journal, name="journal")
cli.add_typer(outbox, name="outbox")
cli.add_typer(documents, name="documents")


def _print_version(asked: bool) -> None:
    if asked:
        say(f"nmirf-network {version('nmirf-network')}")
        raise typer.Exit


@cli.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """The options before the names of all commands."""


def run() -> None:
    """Run the given command."""
    if sys.argv[1:2] not in WITHOUT_PLUGINS:
        _add_plugin_commands()
    cli(standalone_mode=True)


def _add_plugin_commands() -> None:
    plugins = load_plugins(settings().disabled_plugins)
    for name, group in command_groups(plugins, current_platform):
        cli.add_typer(group, name=name)
