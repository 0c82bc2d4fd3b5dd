"""Commands about the whole platform: serve, migrate, settings, demo."""

from __future__ import annotations

from typing import Annotated

import typer

from core.administration.demo import fill_demo, require_empty
from core.commands.before_serving import (
    doubts,
    doubts_of_effect,
    refuse_memory,
    refuse_unreadable,
    refuse_unrelated_replica,
)
from core.commands.environment import platform, settings
from core.commands.unknown_variables import unknown_variables
from core.console import complain, say, show
from core.server.app import create_app
from core.server.serving import require_free, serve_forever

cli = typer.Typer()


@cli.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; else NMIRF_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on; else NMIRF_PORT.", min=0, max=65535)] = None,
    workers: Annotated[int, typer.Option(help="The number of server processes.", min=1, max=64)] = 1,
) -> None:
    """Bring the database to this version, then serve GraphQL at /graphql until stopped."""
    host, port = host or settings().host, settings().port if port is None else port
    refuse_memory(settings())
    for doubt in doubts(settings()):
        complain(doubt)
    require_free(host, port)
    refuse_unreadable(settings(), platform().database)
    refuse_unrelated_replica(settings(), platform().database)
    is_new = not platform().database.is_there
    app = create_app(settings(), platform())  # if that fails, nothing is upgraded
    platform().migrate()
    platform().database.dispose()
    say(f"Database: {settings().database_shown}{' (made now)' if is_new else ''}")
    serve_forever(app, settings(), host, port, workers)


@cli.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to this version, and its reference data."""
    for doubt in doubts_of_effect(settings()):
        complain(doubt)
    upgraded = platform().migrate()
    say(f"Upgraded: {', '.join(upgraded)}." if upgraded else "The database already has this version.")


@cli.command(name="settings")
def settings_command() -> None:
    """Print the settings and where each comes from, without secrets."""
    show(("setting", "value", "from"), [*settings().described(), *unknown_variables(settings())])
    settings().require_addresses()


@cli.command()
def demo() -> None:
    """Fill an empty database with fictitious entries of every plugin, to try the platform."""
    require_empty(platform().database)
    platform().migrate()
    filled = fill_demo(platform())
    say(f"{sum(filled.values())} fictitious entries are in the journal; nothing in them is real:")
    for action, count in sorted(filled.items()):
        say(f"  {count:>3} {action}")
