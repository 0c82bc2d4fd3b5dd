"""Plugins: list, make, check, install and remove them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.authors import install as installation
from core.authors.candidate import check_candidate
from core.authors.new import new_plugin
from core.authors.pip import source_of
from core.commands.environment import settings
from core.console import say
from core.plugins.finding import available, load_plugins
from core.plugins.names import MEMBERS

What = Annotated[str, typer.Argument(help="A folder or a wheel.")]
Published = Annotated[bool, typer.Option("--published", help="It is a name in the package index.")]

plugins = typer.Typer(invoke_without_command=True, help="List the plugins; make, check, install or remove one.")


@plugins.callback()
def bare(context: typer.Context) -> None:
    """List the plugins; or make, check, install or remove one."""
    if context.invoked_subcommand is None:
        list_plugins()


@plugins.command(name="list")
def list_plugins() -> None:
    """List the plugins: version, distribution, tables, types, fields, routes and hooks of each."""
    for plugin in installation.describe_plugins(load_plugins(settings().disabled_plugins)):
        say(f"{plugin.name} {plugin.version}, from {plugin.distribution}")
        for kind, names in plugin.adds.items():
            if names:
                say(f"  {kind:<7} {', '.join(names)}")
    found = available()
    for name in sorted(settings().disabled_plugins - {MEMBERS}):
        say(f"{name}, {f'from {found[name].distribution}' if name in found else 'which is not installed'}, disabled")


@plugins.command()
def new(
    name: Annotated[
        str, typer.Argument(help="As in trainings: the name of the plugin, its package and the prefix of its tables.")
    ],
    type: Annotated[
        str, typer.Option(help="The type that it adds, as in Training; if left out, made from the name.")
    ] = "",
    folder: Annotated[Path, typer.Option(help="The folder in which its folder is made.")] = Path(),
) -> None:
    """Make a plugin to start from: a distribution of its own, with tests that pass."""
    made = new_plugin(name, type or None, folder)
    say(f"{made} is made. Test it: make -C {made} test. Install it: nmirf plugins install {made}")


@plugins.command()
def install(what: What, published: Published = False) -> None:
    """Install a plugin; a running platform has it once it is started again."""
    installed, untried = installation.install(source_of(what, published))
    for name in installed:
        say(f"{name} is installed. Start the server again: it brings the database to what {name} needs.")
    if untried is not None:
        say(f"{untried} Make a backup before you start it.")


@plugins.command()
def remove(name: Annotated[str, typer.Argument(help="The plugin, as `nmirf plugins list` shows it.")]) -> None:
    """Remove a plugin; its data stays in the database."""
    gone, tables = installation.remove(name, installation.loaded())
    removed = ", ".join(f"{one.name} {one.version}" for one in gone)
    kept = "is removed. Its data is kept, and available once it is installed"
    if len(gone) > 1:
        kept = f"are removed, all of {gone[0].distribution}. Their data is kept, and available once they are installed"
    say(
        f"{removed} {kept}: tables {tables}. "
        "Start the server again; `nmirf documents check` shows which stored documents used it.",
    )


@plugins.command()
def check(
    what: What,
    published: Published = False,
    documents: Annotated[Path | None, typer.Option(help="A folder of documents that partners send.")] = None,
) -> None:
    """Try a plugin in a throw-away environment: what it adds, breaks and migrates. Nothing here is changed."""
    fine = True
    for line, good in check_candidate(source_of(what, published), documents):
        fine = fine and good
        say(line)
    if not fine:
        raise typer.Exit(1)
