"""Checks that what a plugin implements are hooks, with parameters that they have."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from core.errors import StartupError
from core.plugins import hookspecs

WHERE_HOOKS_ARE_LISTED = 'The page "Hooks" of the documentation lists them all, with their parameters.'
PASSED_BY_NAME = inspect.Parameter.POSITIONAL_OR_KEYWORD
HOOKS = {name: value for name, value in vars(hookspecs).items() if hasattr(value, "nmirf_spec")}


def check_hooks(name: str, module: ModuleType) -> None:
    """Raises StartupError PLUGIN_HOOK for a hook that is unknown, unmarked, async, or has a parameter of its own."""
    for made_as, made in vars(module).items():
        options = getattr(made, "nmirf_impl", None)
        if options is None and made_as in HOOKS:
            raise StartupError(
                "PLUGIN_HOOK",
                f"{made_as} of the plugin {name!r} would never be called: write @hookimpl from core above it.",
            )
        if isinstance(options, dict):
            hook = options["specname"] or made_as
            _check_known(name, hook)
            _check_is_carried_out(name, hook, made)
            _check_parameters(name, hook, made)


def _check_known(name: str, hook: str) -> None:
    if hook not in HOOKS:
        nearest = "".join(f" Did you mean {_signature(near)}?" for near in get_close_matches(hook, HOOKS, 1))
        raise StartupError(
            "PLUGIN_HOOK",
            f"The plugin {name!r} implements {hook}, a hook that there is not.{nearest} {WHERE_HOOKS_ARE_LISTED}",
        )


def _check_is_carried_out(name: str, hook: str, made: Callable[..., Any]) -> None:
    if inspect.iscoroutinefunction(made) or inspect.isgeneratorfunction(made) or inspect.isasyncgenfunction(made):
        raise StartupError(
            "PLUGIN_HOOK",
            f"{hook} of the plugin {name!r} is async, or yields: none of it would be carried out. Write def.",
        )


def _check_parameters(name: str, hook: str, made: Callable[..., Any]) -> None:
    known = inspect.signature(HOOKS[hook]).parameters
    for parameter in inspect.signature(made).parameters.values():
        required = parameter.kind is PASSED_BY_NAME and parameter.default is parameter.empty
        if required and parameter.name not in known:
            raise StartupError(
                "PLUGIN_HOOK",
                f"The plugin {name!r} implements {hook} with the parameter {parameter.name}. It has no "
                f"other parameters than those of {_signature(hook)}.",
            )


def _signature(hook: str) -> str:
    return f"{hook}({', '.join(inspect.signature(HOOKS[hook]).parameters)})"
