"""Writes the reference data of each plugin in turn, and tells whose fault it is where two label one taxonomy."""

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
    """Write what each plugin has from the start, and take out what those that are gone called their values.

    Raises StartupError REFERENCE_DATA where a plugin fails, or labels what is not its own.
    """
    forget_taxonomies_of_others(session, plugin_names(plugins))
    try:
        for one in implementations(plugins, "register_reference_data"):
            let_write(session, one.plugin_name)
            collect_from(one, "register_reference_data", "REFERENCE_DATA", session=session)
    except TaxonomyClash as clash:
        raise _blaming_who_is_wrong(clash, plugins) from None
    finally:
        let_write(session, None)


def _blaming_who_is_wrong(clash: TaxonomyClash, plugins: PluginManager) -> StartupError:
    """The clash as it is told: the taxonomy is of the plugin that has its enum, else of the first that labelled it."""
    right, wrong = clash.owner, clash.writer
    if wrong in OURS or _plugin_with_enum(clash.taxonomy, plugins) == wrong:
        right, wrong = wrong, right
    return StartupError(
        clash.code,
        f"The plugin {wrong!r} labels the taxonomy {clash.taxonomy}, which is of {right!r}. A plugin labels its own "
        "enums alone and gives them names of their own; one that it gave up, it writes as an empty list. Nothing was "
        f"changed. {advice_on(wrong)}",
    )


def _plugin_with_enum(name: str, plugins: PluginManager) -> str | None:
    """The plugin in whose package a GraphQL enum is declared, if it is in any."""
    for plugin in plugin_names(plugins):
        package = getattr(plugins.get_plugin(plugin), "__name__", "")
        if any(has_enum_definition(made) and made.__strawberry_definition__.name == name for made in _made_in(package)):
            return plugin
    return None


def _made_in(package: str) -> list[Any]:
    """What stands in the modules of a package, without what they import."""
    modules = [module for name, module in list(sys.modules.items()) if f"{name}.".startswith(f"{package}.")]
    return [
        made for module in modules for made in vars(module).values()
        if f"{getattr(made, '__module__', '')}.".startswith(f"{package}.")
    ]  # fmt: skip
