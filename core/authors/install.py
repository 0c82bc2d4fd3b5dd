"""Installs plugins into the platform's environment and removes them, with pip; and describes what each adds."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Collection
from contextlib import ExitStack, suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from pluggy import PluginManager
from starlette.routing import BaseRoute

from core.authors.candidate import came_alone, environment, refusal_of, trial
from core.authors.databases import databases_to_try, untried
from core.authors.on_disk import versions_on_disk
from core.authors.outcome import Described
from core.authors.pip import run_pip, to_install
from core.database.database import Database
from core.errors import StartupError
from core.plugins.finding import InstalledPlugin, available, load_plugins, plugin_names
from core.plugins.hooks import collect
from core.plugins.names import MEMBERS, PLATFORM, field_names
from core.settings.settings import Settings


def describe_plugins(plugins: PluginManager) -> list[Described]:
    """Every loaded plugin, in the order in which hooks are called."""
    found = available()
    added = {name: _added(plugins, name) for name in plugin_names(plugins)}
    platform = distribution(PLATFORM).version
    return [
        Described(name, found[name].distribution, found[name].version, adds)
        if name in found
        else Described(name, PLATFORM, platform, adds)
        for name, adds in added.items()
    ]


def _added(plugins: PluginManager, name: str) -> dict[str, list[str]]:
    def of(hook: str) -> object:
        return dict(collect(plugins, hook)).get(name)

    tables, fields, routes = of("register_tables"), of("register_fields"), of("register_routes")
    roots = (("Query", of("register_queries")), ("Mutation", of("register_mutations")),
             ("Subscription", of("register_subscriptions")))  # fmt: skip
    pairs = [(owner.__name__, python) for owner, python in fields or []]  # type: ignore[attr-defined]
    return {
        "tables": sorted(tables.tables) if tables is not None else [],  # type: ignore[attr-defined]
        "types": [python.__name__ for python in of("register_types") or []],  # type: ignore[attr-defined]
        "fields": [f"{owner}.{field}" for owner, python in [*pairs, *roots] for field in field_names(python)],
        "routes": [f"/{name}{_path(route)}" for route in routes or []],  # type: ignore[attr-defined]
        "hooks": sorted(caller.name for caller in plugins.get_hookcallers(plugins.get_plugin(name)) or []),
    }


def _path(route: BaseRoute) -> str:
    return str(getattr(route, "path", ""))


def install(source: str) -> tuple[list[str], str | None]:
    """Install a distribution; returns its plugins, and a sentence about what was not tried. source: see `source_of`.

    Raises StartupError if pip fails, if it contains no plugin, or if the platform would no longer start, with this
    database as well: a trial comes first, with those of `databases_to_try`. So nothing here has changed then.
    """
    database = Database(Settings.from_environment().database)
    with tempfile.TemporaryDirectory(prefix="nmirf-candidate-") as folder, ExitStack() as at_the_end:
        at_the_end.callback(database.dispose)
        place = Path(folder)
        databases = at_the_end.enter_context(databases_to_try(database, place, loaded()))
        outcome = trial(environment(place, source), list(databases.values()), place)
        alone = came_alone(place)
        refused = refusal_of(outcome, database)
    if refused is not None:
        raise StartupError("PLUGIN_REFUSED", f"With {source} the platform does not start: {refused}")
    before = versions_on_disk()
    _pip(*to_install(source, alone))
    after = versions_on_disk()
    new = sorted(name for name in after if after[name] != before.get(name))
    if not new:
        raise StartupError(
            "PLUGIN_NONE",
            f"{source} changed no plugin. Either the same version was already installed: raise it if something has "
            "changed. Or it declares no plugin: its pyproject.toml must name one under "
            '[project.entry-points."nmirf.plugins"].',
        )
    return [f"{name} {after[name][1]}" for name in new], untried(database, databases)


def loaded() -> PluginManager | None:
    """The plugins that are not disabled; None if one does not load: it may be the one to replace or to remove."""
    with suppress(StartupError):
        return load_plugins(Settings.from_environment().disabled_plugins)
    return None


def remove(name: str, plugins: PluginManager | None) -> tuple[list[InstalledPlugin], str]:
    """Uninstall a plugin's distribution; tables stay. Returns all its plugins, and the names of their tables.

    plugins: the loaded ones, or None if one does not load. Raises StartupError if there is no such plugin, if it comes
    with the platform, or if another distribution's plugin requires one of them.
    """
    found = available().get(name)
    if name == MEMBERS or (found is not None and found.distribution == PLATFORM):
        raise StartupError(
            "PLUGIN_OURS", f"{name!r} comes with the platform. Disable it with NMIRF_DISABLED_PLUGINS={name}."
        )
    if found is None:
        raise StartupError(
            "PLUGIN_NONE", f"No plugin {name!r} is installed; `nmirf plugins list` shows the installed ones."
        )
    gone = {one.name: one for one in available().values() if one.distribution == found.distribution}
    tables = f"those that begin with {' or '.join(f'{one}_' for one in gone)}"
    _require_free(gone)
    if plugins is not None and gone.keys() <= set(plugin_names(plugins)):
        tables = ", ".join(table for one in gone for table in _added(plugins, one)["tables"]) or "none"
    _pip("uninstall", "--quiet", "--yes", found.distribution)
    return list(gone.values()), tables


def _require_free(gone: Collection[str]) -> None:
    """Raises StartupError if another installed plugin requires one of these, also if it is disabled."""
    required = {name: _required_by(other) for name, other in available().items() if name not in gone}
    for one in gone:
        needed = [name for name, its in required.items() if one in its]
        if needed:
            raise StartupError("PLUGIN_REQUIRED", f"{one!r} is required by {', '.join(needed)}. Remove that first.")


def _required_by(plugin: InstalledPlugin) -> Collection[str]:
    """The plugins that this one requires; none if it cannot be imported, or says so wrongly."""
    with suppress(Exception, SystemExit):
        return tuple(getattr(plugin.entry.load(), "requires", ()))
    return ()


def _pip(*arguments: str) -> None:
    try:
        distribution("pip")
    except PackageNotFoundError:
        raise StartupError(
            "PIP", f"There is no pip in this environment. Add it, or run your own installer: {' '.join(arguments)}"
        ) from None
    run_pip(sys.executable, *arguments)
