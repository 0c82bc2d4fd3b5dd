"""How hooks are called, plugin by plugin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pluggy import HookImpl, PluginManager


def implementations(manager: PluginManager, hook: str) -> Iterator[HookImpl]:
    """The implementations of a hook, in the order in which they are called."""
    yield from reversed(getattr(manager.hook, hook).get_hookimpls())


def called(implementation: HookImpl, **arguments: Any) -> Any:
    """What an implementation of a hook returns, given as many of its arguments as it takes."""
    return implementation.function(*(arguments[name] for name in implementation.argnames))
