"""The results that hooks must return while the platform starts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData
from starlette.routing import BaseRoute

from schema import UserError


def _all(found: Any, is_valid: Callable[[Any], bool]) -> bool:
    return isinstance(found, list | tuple) and all(is_valid(one) for one in found)


def _is_class(found: Any, base: type = object) -> bool:
    return isinstance(found, type) and issubclass(found, base)


def _is_pair(found: Any) -> bool:
    return isinstance(found, tuple) and len(found) == 2 and all(map(_is_class, found))


def _are_errors(found: Any) -> bool:
    return isinstance(found, dict) and all(
        _is_class(error, Exception) and _is_class(shown, UserError) for error, shown in found.items()
    )


RETURNS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "register_tables": ("a MetaData", lambda found: isinstance(found, MetaData)),
    "register_migrations": (
        "the Path of an existing folder",
        lambda found: isinstance(found, str | Path) and Path(found).is_dir(),
    ),
    "register_types": ("a list of types", lambda found: _all(found, _is_class)),
    "register_fields": ("a list of pairs of types", lambda found: _all(found, _is_pair)),
    "register_queries": ("a class", _is_class),
    "register_mutations": ("a class", _is_class),
    "register_subscriptions": ("a class", _is_class),
    "register_error_types": ("a dict from exceptions to types of UserError", _are_errors),
    "register_routes": ("a list of routes", lambda found: _all(found, lambda one: isinstance(one, BaseRoute))),
    "register_background": ("a list of coroutines", lambda found: _all(found, inspect.iscoroutine)),
}
"""By hook: what it must return, in words, and the check."""
