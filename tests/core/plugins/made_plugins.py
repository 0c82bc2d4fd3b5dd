"""Plugins made at run time, to see how faulty ones are reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

import pytest
from pluggy import PluginManager

from core.assembly import assemble_schema
from core.errors import StartupError
from core.plugins.finding import available, load_plugins
from core.plugins.hookspecs import hookimpl


def plugin(name: str, requires: tuple[str, ...] = (), **hooks: object) -> ModuleType:
    """A module with these hooks, by what they return."""
    module = ModuleType(name)
    module.requires = requires  # type: ignore[attr-defined]
    for hook, result in hooks.items():
        setattr(module, hook, hookimpl(_returning(result)))
    return module


def _returning(result: object) -> Callable[[], object]:
    def implementation() -> object:
        return result

    return implementation


def members_with(plugins: Mapping[str, ModuleType]) -> PluginManager:
    """Members and these plugins, without those that are installed."""
    return load_plugins(available(), plugins)


def refused(*plugins: ModuleType) -> StartupError:
    """What is said of plugins with which nothing starts."""
    with pytest.raises(StartupError) as told:
        assemble_schema(members_with({module.__name__: module for module in plugins}))
    return told.value
