"""The routes of plugins, each under its plugin's name."""

from __future__ import annotations

from starlette.routing import Match, Mount
from starlette.types import Scope

LONGEST_PATH = 2_000
"""Characters. `{key:int}` would match a number of more than 4,300 digits, on which Python raises an error."""


class PluginRoutes(Mount):
    """The routes of one plugin, for paths that are not too long."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(scope) if len(scope["path"]) <= LONGEST_PATH else (Match.NONE, {})
