"""Calls hooks, plugin by plugin."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from pluggy import HookImpl, PluginManager

from core.errors import StartupError, Whereabouts
from core.plugins.faults import blaming, folder_of
from core.plugins.results import RETURNS


def implementations(manager: PluginManager, hook: str) -> Iterator[HookImpl]:
    """The implementations of a hook, in the order in which they are called."""
    yield from reversed(getattr(manager.hook, hook).get_hookimpls())


def call(implementation: HookImpl, **arguments: Any) -> Any:
    """Call an implementation of a hook, with those arguments that it takes."""
    return implementation.function(*(arguments[name] for name in implementation.argnames))


def call_all(manager: PluginManager, hook: str, **arguments: Any) -> list[tuple[str, Any]]:
    """Call every implementation of a hook, in order; returns each plugin's name with its unchecked result.

    An error of one has a note that names it.
    """
    found = []
    for one in implementations(manager, hook):
        try:
            found.append((one.plugin_name, call(one, **arguments)))
        except Exception as error:
            error.add_note(Whereabouts(f"{hook} of the plugin {one.plugin_name!r}"))
            raise
    return found


def collect_from(one: HookImpl, hook: str, code: str = "PLUGIN_HOOK", **arguments: Any) -> Any:
    """Call an implementation of a hook while the platform starts.

    Raises StartupError of this code, which names the plugin, if it fails or returns something of a wrong type.
    """
    name, (wanted, is_valid) = one.plugin_name, RETURNS.get(hook, ("", None))
    with blaming(code, hook, name, folder_of(one.plugin)):
        found = call(one, **arguments)
    if is_valid is not None and not is_valid(found):
        _close_coroutines(found)
        raise StartupError(code, f"{hook} of the plugin {name!r} returns {found!r:.200}; it must return {wanted}.")
    return found


def _close_coroutines(found: Any) -> None:
    """Close the coroutines of a wrong result, which nobody will await: Python would warn of them."""
    for one in found if isinstance(found, list | tuple) else [found]:
        if inspect.iscoroutine(one):
            one.close()


def collect(manager: PluginManager, hook: str, code: str = "PLUGIN_HOOK", **arguments: Any) -> list[tuple[str, Any]]:
    """Each plugin's name and contribution by a hook while the platform starts, in order.

    Raises StartupError of this code, as `collect_from` does.
    """
    found = implementations(manager, hook)
    return [(one.plugin_name, collect_from(one, hook, code, **arguments)) for one in found]
