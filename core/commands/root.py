"""The `nmirf` command itself: all commands put together, those of the plugins too."""

from __future__ import annotations

import sys

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
from core.plugins.faults import blaming, folder_of
from core.plugins.finding import load_plugins
from core.plugins.hooks import call, implementations

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


def run() -> None:
    """Run the command that was given."""
    if sys.argv[1:2] != ["plugins"]:  # with a plugin that does not load, this group is what mends it
        _add_plugin_commands()
    cli(standalone_mode=True)


def _add_plugin_commands() -> None:
    plugins = load_plugins(settings().disabled_plugins)
    for one in implementations(plugins, "register_commands"):
        group = typer.Typer(no_args_is_help=True, help=f"Commands of the plugin {one.plugin_name}.")
        with blaming("PLUGIN_HOOK", "register_commands", one.plugin_name, folder_of(one.plugin)):
            call(one, cli=group, platform=current_platform)
        cli.add_typer(group, name=one.plugin_name)
