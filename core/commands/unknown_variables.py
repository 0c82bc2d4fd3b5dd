"""Variables `NMIRF_…` that are not settings: misspelt ones, and those that a plugin may read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from core.plugins.finding import available
from core.settings.settings import KINDS, Settings, variable_of

ALIKE = 0.85
"""How similar, up to 1, an unknown name is to that of a setting if it counts as misspelt."""


def unknown_variables(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Each with texts instead of its value, which may be a secret, and of its source."""
    for variable in settings.unknown:
        plugin = _plugin_of(variable)
        if plugin is None:
            yield variable, "ignored", "not a setting"
        else:
            yield variable, "not shown", f"not a setting; the plugin {plugin} may read it"


def misspelt(settings: Settings) -> Iterator[tuple[str, str]]:
    """The misspelt ones, each with the setting that was probably meant."""
    names = list(map(variable_of, KINDS))
    for variable in settings.unknown:
        if _plugin_of(variable) is None:
            for meant in get_close_matches(variable, names, 1, ALIKE):
                yield variable, meant


def _plugin_of(variable: str) -> str | None:
    """The installed plugin whose name begins the variable."""
    named = [name for name in available() if variable.startswith(f"{variable_of(name)}_")]
    return max(named, key=len, default=None)
