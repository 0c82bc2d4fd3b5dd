"""The `nmirf` command."""

from __future__ import annotations

import sys
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from core import identity
from core.app import create_app
from core.errors import Refusal, StartupError
from core.journal import verify as verify_journal
from core.members.demo import fill_demo
from core.members.imports import import_participants
from core.members.tables import participants, states
from core.migrations import migrate
from core.platform import Platform, assemble_schema
from core.plugins import available, by_plugin, load_plugins, plugin_names
from core.serving import serve_forever
from core.settings import Settings

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The open-data platform of the International Network of NMIRFs.",
)
token = typer.Typer(no_args_is_help=True, help="Tokens: who may write, and as what.")
imports = typer.Typer(no_args_is_help=True, help="Load real lists.")
journal = typer.Typer(no_args_is_help=True, help="The record of every write.")
cli.add_typer(token, name="token")
cli.add_typer(imports, name="import")
cli.add_typer(journal, name="journal")

errors = Console(stderr=True, highlight=False, soft_wrap=True)
console = Console(highlight=False, soft_wrap=True)


@cache
def settings() -> Settings:
    return Settings.from_environment()


@cache
def platform() -> Platform:
    return Platform(settings())


def main() -> None:
    """Run the command; every failure is one line that says what to do, with exit code 1."""
    try:
        _add_plugin_commands()
        cli(standalone_mode=True)
    except StartupError as error:
        errors.print(f"{error.code}: {error.message}", markup=False)
        sys.exit(1)
    except Refusal as refusal:
        errors.print(f"{refusal.code}: {refusal.message}", markup=False)
        sys.exit(1)


def _add_plugin_commands() -> None:
    plugins = load_plugins(settings().disabled_plugins)
    for implementation in reversed(plugins.hook.register_commands.get_hookimpls()):
        group = typer.Typer(no_args_is_help=True, help=f"Commands of the plugin {implementation.plugin_name}.")
        implementation.function(group)
        cli.add_typer(group, name=implementation.plugin_name)


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
    from schema.printing import sorted_sdl

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


@imports.command(name="participants")
def import_participants_command(
    file: Annotated[Path, typer.Argument(help="CSV; see the columns with --columns.", exists=False)],
    apply: Annotated[bool, typer.Option("--apply", help="Write. Without it, only say what would be.")] = False,
) -> None:
    """Load participants from a CSV file: all rows or none.

    Columns: iso_alpha3, standing (MEMBER or OBSERVER), joined_on (2024-05-09), founding (yes or no), and, where known,
    mechanism_name, mechanism_language, mechanism_type, mechanism_website, focal_point_name, focal_point_title,
    focal_point_email. UTF-8, separated by commas or semicolons.
    """
    migrate(platform().database, platform().plugins)
    result = import_participants(platform(), file, apply, console.is_terminal)
    for problem in result.problems:
        errors.print(problem, markup=False)
    if result.problems:
        errors.print(f"Nothing was written: {len(result.problems)} problems in {result.rows} rows.")
        raise typer.Exit(1)
    console.print(
        f"{result.rows} participants were written."
        if apply
        else f"{result.rows} rows are good. Write them with --apply."
    )


@token.command(name="create")
def create_token(
    role: Annotated[str, typer.Option(help="PARTNER, OBSERVER, FOCAL_POINT or ADMINISTRATOR.")],
    name: Annotated[str, typer.Option(help="Whose it is, as the journal will show it.")],
    participant: Annotated[
        str | None, typer.Option(help="The ISO alpha-3 code of the participant it speaks for.")
    ] = None,
    partner: Annotated[str | None, typer.Option(help="The id of the partner it speaks for, as in Partner:123.")] = None,
    expires: Annotated[int | None, typer.Option(help="Days until it expires.", min=1)] = None,
) -> None:
    """Make a token and print it, this once."""
    if role.upper() not in [granted.name for granted in identity.GRANTED]:
        raise StartupError(
            "ROLE",
            f"{role!r} cannot be granted: PARTNER, OBSERVER, FOCAL_POINT or ADMINISTRATOR. Others follow from records.",
        )
    chosen = identity.Role[role.upper()]
    if chosen in (identity.Role.OBSERVER, identity.Role.FOCAL_POINT) and participant is None:
        raise StartupError("PARTICIPANT", f"A token of role {chosen.name} speaks for somebody: give --participant.")
    if chosen is identity.Role.PARTNER and partner is None:
        raise StartupError("PARTNER", "A token of role PARTNER speaks for somebody: give --partner.")
    from core.identifiers import key_of

    with platform().database.transaction() as session:
        key = None
        if participant is not None:
            key = session.execute(
                select(participants.c.id)
                .join(states, states.c.id == participants.c.state_id)
                .where(states.c.iso_alpha3 == participant.upper())
            ).scalar()
            if key is None:
                raise StartupError("PARTICIPANT", f"{participant!r} is no participant of the Network.")
        partner_key = key_of(partner, "Partner", "partner") if partner else None
        lifetime = timedelta(days=expires) if expires else None
        made = identity.create_token(session, platform().now(), chosen, name, key, partner_key, lifetime)
    print(made)


@token.command(name="list")
def list_tokens() -> None:
    """List the tokens, without what they are."""
    table = Table("number", "name", "role", "made", "expires", "state", box=None)
    with platform().database.reading() as session:
        for row in identity.list_tokens(session):
            expired = row.expires_on is not None and row.expires_on < platform().now().date()
            state = "revoked" if row.revoked_at else "expired" if expired else "in force"
            table.add_row(
                str(row.id), row.name, row.role, f"{row.created_at:%Y-%m-%d}", str(row.expires_on or ""), state
            )
    console.print(table)


@token.command(name="revoke")
def revoke_token(number: Annotated[int, typer.Argument(help="As `nmirf token list` shows it.")]) -> None:
    """Revoke a token, at once and for good."""
    with platform().database.transaction() as session:
        if not identity.revoke_token(session, number, platform().now()):
            raise StartupError("TOKEN", f"No token in force has the number {number}; see `nmirf token list`.")
    console.print("Revoked.")


@journal.command(name="verify")
def verify_command() -> None:
    """Recompute the journal's chain; exit code 1 where an entry was changed, is missing or out of place."""
    with platform().database.reading() as session:
        faults = list(verify_journal(session))
    for fault in faults:
        errors.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)
    console.print("The journal is whole.")
