"""The schema of core and its plugins, assembled from their contributions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pluggy import PluginManager

from core.errors import ERROR_TYPES, Refusal, StartupError
from core.identity import HELD_BY
from core.plugins.faults import OURS, advice_on
from core.plugins.finding import plugin_names
from core.plugins.hooks import collect
from core.plugins.names import built_in_plugins
from core.types import RECORDS, JournalEntry, Queries, Subscriptions
from schema.assemble import Assembled, assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError

HOOKS = (
    "register_types", "register_fields", "register_queries", "register_mutations", "register_subscriptions",
    "register_error_types",
)  # fmt: skip
DESCRIPTION = (
    "The open data of the International Network of NMIRFs, national mechanisms for implementation, reporting and "
    "follow-up: its members and observers, and what each plugin adds. What is public is answered without a token, "
    "texts in the six languages of the United Nations."
)
"""Of the schema as a whole."""
Added = list[tuple[str, Any]]
"""The name of each plugin, with what its implementation of a hook returns."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Plugins as the key of a cache: equal to others with the same names and modules."""

    manager: PluginManager = field(compare=False)
    plugins: tuple[tuple[str, Any], ...]


def assemble_schema(plugins: PluginManager) -> Assembled:
    """The schema of core and these plugins, assembled once for all platforms that use them.

    Raises StartupError SCHEMA, which names the plugin, if two clash or one is faulty.
    """
    return _assembled(_Loaded(plugins, tuple(plugins.list_name_plugin())))


@lru_cache(maxsize=8)
def _assembled(loaded: _Loaded) -> Assembled:
    added = {hook: collect(loaded.manager, hook) for hook in HOOKS}
    names = plugin_names(loaded.manager)
    _check_extended(loaded.manager, added)
    try:
        return assemble(_contributions(added, names))
    except DeclarationError as error:
        raise StartupError("SCHEMA", f"{error}{_blame_for(str(error), added, names)}") from None


def _check_extended(plugins: PluginManager, added: Mapping[str, Added]) -> None:
    """Raises StartupError PLUGIN_REQUIRES if a plugin adds fields to a type of one that it does not require."""
    owners = {made: name for name, found in added["register_types"] for made in found}
    for name, pairs in added["register_fields"]:
        required = tuple(getattr(plugins.get_plugin(name), "requires", ()))
        for extended, _ in pairs:
            other = owners.get(extended, name)
            if other not in {name, *OURS, *required}:
                raise StartupError(
                    "PLUGIN_REQUIRES",
                    f"The plugin {name!r} adds fields to {extended.__name__} of {other!r}, which it does not require: "
                    f"write requires = {(*required, other)!r} in its module.",
                )


def _contributions(added: Mapping[str, Added], names: Sequence[str]) -> Contributions:
    """The contributions of core and the plugins with these names. added: by hook, what each plugin adds."""
    of = {hook: [(name, found) for name, found in added[hook] if name in names] for hook in HOOKS}
    contributions = Contributions(
        roles=HELD_BY, types=[JournalEntry, *RECORDS], queries=[Queries], description=DESCRIPTION
    )
    contributions.subscriptions.append(Subscriptions)
    contributions.types += [made for _, found in of["register_types"] for made in found]
    contributions.fields += [pair for _, found in of["register_fields"] for pair in found]
    contributions.queries += [found for _, found in of["register_queries"]]
    contributions.mutations += [found for _, found in of["register_mutations"]]
    contributions.subscriptions += [found for _, found in of["register_subscriptions"]]
    contributions.error_types.update({**ERROR_TYPES, **_error_types(of["register_error_types"])})
    return contributions


def _blame_for(message: str, added: Mapping[str, Added], names: Sequence[str]) -> str:
    """A sentence that names the plugin at fault: the first that causes this error beside ours and those before it.

    If the error vanishes without one of these strangers, both are named.
    """
    ours = built_in_plugins()
    ordered = sorted(names, key=lambda name: name not in ours)
    for count, name in enumerate(ordered, 1):
        if _error_of(added, ordered[:count]) == message:
            return "" if name in OURS else f" This came with {_at_fault(name, added, ordered[:count], ours)}"
    return ""


def _at_fault(name: str, added: Mapping[str, Added], beside: Sequence[str], ours: Collection[str]) -> str:
    for other in beside[:-1]:
        if other not in ours and _error_of(added, [one for one in beside if one != other]) is None:
            return (
                f"the plugins {other!r} and {name!r} together: fix or uninstall one of them, or set "
                "NMIRF_DISABLED_PLUGINS to its name."
            )
    return f"the plugin {name!r}: {advice_on(name)}"


def _error_of(added: Mapping[str, Added], names: Sequence[str]) -> str | None:
    """The error with which the contributions of these plugins alone are refused."""
    try:
        assemble(_contributions(added, names))
    except DeclarationError as error:
        return str(error)
    return None


def _error_types(added: Added) -> dict[type[Exception], type]:
    """The types that show refusals. Raises StartupError PLUGIN_CLASH for a type that shows another plugin's refusal."""
    owners: dict[type[Exception], str] = {}
    shown: dict[type[Exception], type] = {}
    for name, found in added:
        for refusal in found:
            other = "core" if refusal.__module__ == Refusal.__module__ else owners.setdefault(refusal, name)
            if other != name:
                raise StartupError(
                    "PLUGIN_CLASH",
                    f"The plugin {name!r} declares a type for {refusal.__name__} of {other!r}; a plugin may only "
                    "declare types for its own exceptions: make a subclass.",
                )
        shown.update(found)
    return shown
