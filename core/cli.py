"""The `nmirf` command."""

from __future__ import annotations

import os
import sys
import traceback

import typer

from core.commands import backups, server
from core.commands.common import platform, settings
from core.commands.documents import documents
from core.commands.imports import imports
from core.commands.journal import journal
from core.commands.outbox import outbox
from core.commands.plugins import plugins
from core.commands.schema import schema
from core.commands.tokens import token
from core.errors import Refusal, StartupError
from core.plugins import load_plugins
from core.saying import complain

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


def main() -> None:
    """Run the command; every failure is one line that says what to do, with exit code 1."""
    try:
        if sys.argv[1:2] != ["plugins"]:  # with a plugin that does not load, this group is what mends it
            _add_plugin_commands()
        cli(standalone_mode=True)
    except StartupError as error:
        complain(f"{error.code}: {error.message}")
        sys.exit(1)
    except Refusal as refusal:
        complain(f"{refusal.code}: {refusal.message}")
        sys.exit(1)
    except Exception as error:
        if os.environ.get("NMIRF_LOG_LEVEL", "").lower() == "debug":
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        complain(
            f"INTERNAL: {type(error).__name__}: {error} (at {last.filename}:{last.lineno}). "
            "NMIRF_LOG_LEVEL=debug shows how it came about.",
        )
        sys.exit(1)


def _add_plugin_commands() -> None:
    plugins = load_plugins(settings().disabled_plugins)
    for implementation in reversed(plugins.hook.register_commands.get_hookimpls()):
        group = typer.Typer(no_args_is_help=True, help=f"Commands of the plugin {implementation.plugin_name}.")
        given = {"cli": group, "platform": platform}
        implementation.function(*(given[name] for name in implementation.argnames))
        cli.add_typer(group, name=implementation.plugin_name)
