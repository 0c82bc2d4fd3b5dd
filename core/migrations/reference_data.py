"""Writes the reference data of each plugin in turn, and finds the faulty plugin if two label the same taxonomy."""

from __future__ import annotations

import sys
from typing import Any

from pluggy import PluginManager
from strawberry.types.enum import has_enum_definition

from core.database.sessions.session import Session, let_write
from core.errors import StartupError
from core.plugins.faults import OURS, advice_on
from core.plugins.finding import plugin_names
from core.plugins.hooks import collect_from, implementations
from core.taxonomies import TaxonomyClash, forget_taxonomies_of_others


def write_reference_data(session: Session, plugins: PluginManager) -> None:
    """Write the reference data of each plugin, and remove the labels of plugins that are gone.

    Raises StartupError REFERENCE_DATA if a plugin fails, or labels what is not its own.
    """
    forget_taxonomies_of_others(session, plugin_names(plugins))
    try:
        for one in implementations(plugins, "register_reference_data"):
            let_write(session, one.plugin_name)
            collect_from(one, "register_reference_data", "REFERENCE_DATA", session=session)
    except TaxonomyClash as clash:
        raise _blame_for(clash, plugins) from None
    finally:
        let_write(session, None)


def _blame_for(clash: TaxonomyClash, plugins: PluginManager) -> StartupError:
    """The error for a clash: a taxonomy belongs to the plugin that has its enum, else to the first that labelled it."""
    right, wrong = clash.owner, clash.writer
    if wrong in OURS or _plugin_with_enum(clash.taxonomy, plugins) == wrong:
        right, wrong = wrong, right
    return StartupError(
        clash.code,
        f"The plugin {wrong!r} labels the taxonomy {clash.taxonomy}, which belongs to {right!r}. A plugin labels only "
        "its own enums, with names that no other uses; to drop one, it writes an empty list. Nothing was changed. "
        f"{advice_on(wrong)}",
    )


def _plugin_with_enum(name: str, plugins: PluginManager) -> str | None:
    """The plugin whose package declares a GraphQL enum, if any."""
    for plugin in plugin_names(plugins):
        package = getattr(plugins.get_plugin(plugin), "__name__", "")
        if any(has_enum_definition(made) and made.__strawberry_definition__.name == name for made in _made_in(package)):
            return plugin
    return None


def _made_in(package: str) -> list[Any]:
    """The objects that a package's modules define, without imported ones."""
    modules = [module for name, module in list(sys.modules.items()) if f"{name}.".startswith(f"{package}.")]
    return [
        made for module in modules for made in vars(module).values()
        if f"{getattr(made, '__module__', '')}.".startswith(f"{package}.")
    ]  # fmt: skip
