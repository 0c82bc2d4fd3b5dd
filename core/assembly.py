"""The schema of core and of its plugins, put together of what each of them contributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pluggy import PluginManager

from core.errors import Refusal, StartupError
from core.ground_types import RECORDS, GroundQueries, GroundSubscriptions, JournalEntry
from core.hosting.hooks import contributions_to
from core.identity import HELD_BY
from schema.assemble import Assembled, assemble
from schema.assembling.contributions import Contributions
from schema.declaring.declarations import DeclarationError


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Plugins as the key of a cache: equal to others of the same names and modules."""

    manager: PluginManager = field(compare=False)
    plugins: tuple[tuple[str, Any], ...]


def assemble_schema(plugins: PluginManager) -> Assembled:
    """The schema of core and these plugins, made once for all platforms that stand on them.

    Raises StartupError SCHEMA where two clash.
    """
    return _assembled(_Loaded(plugins, tuple(plugins.list_name_plugin())))


@lru_cache(maxsize=8)
def _assembled(loaded: _Loaded) -> Assembled:
    plugins = loaded.manager
    contributions = Contributions(types=[JournalEntry, *RECORDS], queries=[GroundQueries], roles=HELD_BY)
    contributions.subscriptions.append(GroundSubscriptions)
    contributions.types += [made for _, found in contributions_to(plugins, "register_types") for made in found]
    contributions.fields += [pair for _, found in contributions_to(plugins, "register_fields") for pair in found]
    contributions.queries += [found for _, found in contributions_to(plugins, "register_queries")]
    contributions.mutations += [found for _, found in contributions_to(plugins, "register_mutations")]
    contributions.subscriptions += [found for _, found in contributions_to(plugins, "register_subscriptions")]
    contributions.error_types.update(_error_types(plugins))
    try:
        return assemble(contributions)
    except DeclarationError as error:
        raise StartupError("SCHEMA", str(error)) from None


def _error_types(plugins: PluginManager) -> dict[type[Exception], type]:
    """Which type shows which refusal. Raises StartupError PLUGIN_CLASH where that of another would be shown anew."""
    owners: dict[type[Exception], str] = {}
    shown: dict[type[Exception], type] = {}
    for name, found in contributions_to(plugins, "register_error_types"):
        for refusal in found:
            other = "core" if refusal.__module__ == Refusal.__module__ else owners.setdefault(refusal, name)
            if other != name:
                raise StartupError(
                    "PLUGIN_CLASH",
                    f"The plugin {name!r} shows {refusal.__name__} of {other!r} as a type of its own; a plugin shows "
                    "its own: make a subclass.",
                )
        shown.update(found)
    return shown
