"""Variables `NMIRF_…` that are no setting: slips of the pen, and those that a plugin may read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from core.plugins.finding import available
from core.settings.settings import KINDS, Settings, variable_of

ALIKE = 0.85
"""How alike, of 1, an unknown name is to a setting's for which it is taken as a slip of the pen."""


def unknown_variables(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Each with what is told of it in the place of a value, which may be a secret, and of a source."""
    for variable in settings.unknown:
        plugin = _plugin_of(variable)
        if plugin is None:
            yield variable, "ignored", "no setting"
        else:
            yield variable, "not shown", f"no setting; the plugin {plugin} may read it"


def slips(settings: Settings) -> Iterator[tuple[str, str]]:
    """Those that are almost a setting, each with that setting."""
    names = list(map(variable_of, KINDS))
    for variable in settings.unknown:
        if _plugin_of(variable) is None:
            for meant in get_close_matches(variable, names, 1, ALIKE):
                yield variable, meant


def _plugin_of(variable: str) -> str | None:
    """The installed plugin with whose name a variable begins."""
    named = [name for name in available() if variable.startswith(f"{variable_of(name)}_")]
    return max(named, key=len, default=None)
