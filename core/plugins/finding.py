"""Finds, orders, checks and loads plugins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from weakref import WeakKeyDictionary

import pluggy
from pluggy import PluginManager

from core.errors import StartupError
from core.plugins import hookspecs
from core.plugins.face import FACE, MODULES, fits
from core.plugins.faults import advice_on, message_of, place_of
from core.plugins.hooks import collect
from core.plugins.implementing import WHERE_HOOKS_ARE_LISTED, check_hooks
from core.plugins.names import GROUP, MEMBERS

NAME = re.compile(r"(?=.{1,30}$)[a-z][a-z0-9]*(_[a-z0-9]+)*")
TAKEN = frozenset((
    "backup", "core", "data", "demo", "documents", "graphql", "health", "import", "journal", "members", "metrics",
    "migrate", "outbox", "plugins", "restore", "schema", "serve", "settings", "static", "token",
))  # fmt: skip
"""Names that no plugin may have: those of the platform's own tables, commands and addresses."""
_versions: WeakKeyDictionary[PluginManager, dict[str, str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """A plugin that an installed distribution offers, before it is loaded."""

    name: str
    distribution: str
    version: str
    entry: EntryPoint


def available() -> dict[str, InstalledPlugin]:
    """The plugins of the installed distributions, by name. Raises StartupError for a taken or malformed name."""
    found: dict[str, InstalledPlugin] = {}
    for entry in entry_points(group=GROUP):
        distribution = entry.dist
        name = distribution.name if distribution else "unknown"
        if entry.name in found and found[entry.name].distribution != name:
            raise StartupError(
                "PLUGIN_CLASH",
                f"The plugin name {entry.name!r} is claimed by {found[entry.name].distribution} and by {name}. "
                "Uninstall one of them.",
            )
        if not NAME.fullmatch(entry.name) or entry.name in TAKEN:
            raise StartupError(
                "PLUGIN_NAME",
                f"{name} names a plugin {entry.name!r}. A name has at most 30 lower case letters, digits and _, and "
                "must not be one of the platform's own. Rename it, or uninstall the distribution.",
            )
        found[entry.name] = InstalledPlugin(entry.name, name, distribution.version if distribution else "", entry)
    return found


def load_plugins(disabled: Iterable[str] = (), extra: Mapping[str, ModuleType] | None = None) -> PluginManager:
    """A new PluginManager with members, the installed plugins that are not disabled, and `extra` modules.

    Raises StartupError that names the plugin if it cannot be imported, needs another version of the face, requires a
    missing plugin, implements a hook that does not exist, or claims another's table.
    """
    modules: dict[str, ModuleType] = {MEMBERS: import_module("core.members")}
    off, installed = set(disabled), available()
    for name, found in sorted(installed.items()):
        if name not in off:
            modules[name] = _loaded(found)
    modules.update(extra or {})
    for name, module in modules.items():
        _check_requires(name, module)
        _check_face(name, module)
        check_hooks(name, module)
    manager = PluginManager("nmirf")
    manager.add_hookspecs(hookspecs)
    _register(manager, modules)
    _check_tables(manager)
    _versions[manager] = {name: installed[name].version for name in sorted(modules) if name in installed}
    return manager


def versions(manager: PluginManager) -> Mapping[str, str]:
    """The versions of the installed plugins when they were loaded, by name: looking them up again would be slow."""
    return _versions.get(manager, {})


def _register(manager: PluginManager, modules: Mapping[str, ModuleType]) -> None:
    """Register plugins in reverse: pluggy calls the last registered first."""
    try:
        for name in reversed(_ordered(modules)):
            other = manager.get_name(modules[name])
            if other is not None:
                raise StartupError(
                    "PLUGIN_CLASH", f"The plugins {name!r} and {other!r} are the same module: name it only once."
                )
            manager.register(modules[name], name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        (faulty,) = (name for name, module in modules.items() if module is error.plugin)
        reason = " ".join(str(error).partition(" in plugin <")[0].split())
        raise StartupError(
            "PLUGIN_HOOK",
            f"The plugin {faulty!r} implements a hook in a way that does not work: {reason}. {WHERE_HOOKS_ARE_LISTED}",
        ) from None


def _loaded(found: InstalledPlugin) -> ModuleType:
    whose = f"The plugin {found.name!r} of {found.distribution} {found.version}"
    try:
        module: ModuleType = found.entry.load()
    except StartupError as error:
        raise StartupError(error.code, f"{whose}: {error.message}") from error
    except (Exception, SystemExit) as error:
        if isinstance(error, ImportError) and error.name in MODULES:
            raise StartupError(
                "PLUGIN_FACE",
                f"{whose} imports what the face {FACE} of this platform does not have: "
                f"{str(error).partition(' (')[0]}. Install a version of it made for {FACE}, or set "
                f"NMIRF_DISABLED_PLUGINS={found.name}.",
            ) from error
        raise StartupError(
            "PLUGIN_IMPORT",
            f"{whose} cannot be imported: {message_of(error)}{place_of(error, _folder(found.entry))}. "
            f"{_advice_on_import(error, found)}",
        ) from error
    if not any(hasattr(made, "nmirf_impl") for made in getattr(module, "__dict__", {}).values()):
        raise StartupError(
            "PLUGIN_HOOK",
            f"{whose} implements no hook. Its entry point names {found.entry.value}; it must name a module with "
            "@hookimpl from core above each hook.",
        )
    return module


def _advice_on_import(error: BaseException, found: InstalledPlugin) -> str:
    """What to do if a plugin cannot be imported: install what it imports, if that is not installed."""
    missing = _package(error.name or "") if isinstance(error, ModuleNotFoundError) else ""
    if not missing or missing == _package(found.entry.module) or find_spec(missing):
        return advice_on(found.name)
    return f"It needs the plugin or package {missing!r}: install it, or set NMIRF_DISABLED_PLUGINS={found.name}."


def _package(module: str) -> str:
    return module.partition(".")[0]


def _folder(entry: EntryPoint) -> Path | None:
    """The folder of a plugin's files, even if it cannot be imported."""
    spec = find_spec(_package(entry.module))
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def _check_requires(name: str, module: ModuleType) -> None:
    required = getattr(module, "requires", ())
    if not isinstance(required, list | tuple) or not all(isinstance(other, str) for other in required):
        raise StartupError(
            "PLUGIN_REQUIRES",
            f'The plugin {name!r} says requires = {required!r}; write a tuple of names, as in ("voting",).',
        )


def _check_face(name: str, module: ModuleType) -> None:
    required = getattr(module, "requires_face", FACE)
    try:
        if fits(required):
            return
    except (TypeError, ValueError):
        raise StartupError(
            "PLUGIN_FACE",
            f"The plugin {name!r} says requires_face = {required!r}; write a version such as {FACE!r}.",
        ) from None
    raise StartupError(
        "PLUGIN_FACE",
        f"The plugin {name!r} requires the face {required}, but this platform has {FACE}. "
        f"Install a version of the plugin made for {FACE}, or a platform with {required}.",
    )


def plugin_names(manager: PluginManager) -> list[str]:
    """The loaded plugins, in the order in which their hooks are called."""
    return [name for name, plugin in reversed(manager.list_name_plugin()) if plugin is not None]


def _ordered(modules: Mapping[str, ModuleType]) -> list[str]:
    ordered: list[str] = []

    def place(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            circle = " -> ".join((*trail[trail.index(name) :], name))
            raise StartupError("PLUGIN_CIRCLE", f"Plugins require one another in a circle: {circle}. Remove one step.")
        if name in ordered:
            return
        for required in sorted(getattr(modules[name], "requires", ())):
            if required not in modules:
                raise StartupError(
                    "PLUGIN_MISSING",
                    f"The plugin {name!r} requires {required!r}, which is not installed or is disabled. "
                    f"Install it, or set NMIRF_DISABLED_PLUGINS={name}.",
                )
            place(required, (*trail, name))
        ordered.append(name)

    for name in [MEMBERS, *sorted(set(modules) - {MEMBERS})]:
        place(name, ())
    return ordered


def _check_tables(manager: PluginManager) -> None:
    owners: dict[str, str] = {}
    for name, metadata in collect(manager, "register_tables"):
        for table in metadata.tables:
            if table in owners:
                raise StartupError(
                    "PLUGIN_CLASH",
                    f"The table {table} is claimed by the plugins {owners[table]!r} and {name!r}. Rename it in one of "
                    "them, or disable one with NMIRF_DISABLED_PLUGINS.",
                )
            if not table.startswith(f"{name}_"):
                raise StartupError(
                    "PLUGIN_PREFIX", f"The plugin {name!r} has a table {table}; its name must begin with {name}_."
                )
            owners[table] = name
