"""Settings that can hardly be meant: refused where serving with them would lose what is written, else told."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from sqlalchemy.engine import make_url

from core.errors import StartupError
from core.hosting import MEMBERS
from core.plugins import available
from core.setting_kinds import KINDS
from core.settings import Settings

ALIKE = 0.85
"""How much a name is like that of a setting, of 1, where it is taken for a slip of the pen."""


def refuse_memory(settings: Settings) -> None:
    """Raise StartupError SETTING for a database that no two connections share, and that ends with the server."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise StartupError(
            "SETTING",
            "NMIRF_DATABASE_URL names no file: write sqlite:////folder/network.db, or unset it for one in data.",
        )


def doubts(settings: Settings) -> Iterator[str]:
    """What is told of settings that change nothing."""
    names = [f"NMIRF_{name.upper()}" for name in KINDS]
    for name in settings.unknown:
        for meant in get_close_matches(name, names, 1, ALIKE):
            yield f"SETTING: {name} is no setting and changes nothing. {meant} is one."
    for plugin in sorted(settings.disabled_plugins - available().keys()):
        why = "which is of the core and stays" if plugin == MEMBERS else "which is no installed plugin"
        yield f"SETTING: NMIRF_DISABLED_PLUGINS names {plugin!r}, {why}; see `nmirf plugins`."
