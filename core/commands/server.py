"""Serve, and what has to do with a whole platform."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.table import Table

from core.app import create_app
from core.commands.common import console, platform, settings
from core.members.demo import fill_demo
from core.migrations import migrate
from core.platform import assemble_schema
from core.plugins import available, by_plugin, load_plugins, plugin_names
from core.serving import serve_forever
from schema.printing import sorted_sdl

cli = typer.Typer()


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; NMIRF_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; NMIRF_PORT.", min=0, max=65535)] = None,
    workers: Annotated[int, typer.Option(help="Server processes.", min=1, max=64)] = 1,
) -> None:
    """Bring the database to this version, then serve GraphQL at /graphql until told to stop."""
    migrate(platform().database, platform().plugins)
    platform().database.dispose()
    serve_forever(create_app, settings(), host or settings().host, settings().port if port is None else port, workers)


@cli.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to this version, and its reference data."""
    upgraded = migrate(platform().database, platform().plugins)
    console.print(f"Upgraded: {', '.join(upgraded)}." if upgraded else "The database is of this version already.")


@cli.command()
def schema() -> None:
    """Print the schema as SDL."""
    sys.stdout.write(sorted_sdl(assemble_schema(load_plugins(settings().disabled_plugins)).schema))


@cli.command()
def plugins() -> None:
    """List the plugins, where each comes from and what it adds."""
    manager = load_plugins(settings().disabled_plugins)
    found = available()
    table = Table("plugin", "distribution", "version", "tables", "types", "hooks", box=None)
    tables = dict(by_plugin(manager, "register_tables"))
    types = dict(by_plugin(manager, "register_types"))
    for name in plugin_names(manager):
        origin = found.get(name)
        hooks = [caller.name for caller in manager.get_hookcallers(manager.get_plugin(name)) or []]
        table.add_row(
            name,
            origin.distribution if origin else "nmirf-network",
            origin.version if origin else "",
            str(len(tables[name].tables) if name in tables else 0),
            ", ".join(made.__name__ for made in types.get(name, [])),
            ", ".join(sorted(hooks)),
        )
    for name in sorted(settings().disabled_plugins):
        table.add_row(name, found[name].distribution if name in found else "not installed", "", "", "", "disabled")
    console.print(table)


@cli.command(name="settings")
def settings_command() -> None:
    """Print the settings, where each comes from, and no secret."""
    table = Table("setting", "value", "from", box=None)
    for name, value, source in settings().described():
        table.add_row(name, value, source)
    console.print(table)


@cli.command()
def demo() -> None:
    """Fill an empty database with fictitious participants, so that there is something to look at."""
    migrate(platform().database, platform().plugins)
    count = fill_demo(platform())
    console.print(
        f"{count} fictitious participants, with mechanisms and focal points, are there. None of them is real."
    )
