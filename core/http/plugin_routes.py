"""The routes of plugins, each plugin's under its name."""

from __future__ import annotations

from starlette.routing import Match, Mount
from starlette.types import Scope

LONGEST_PATH = 2_000
"""Characters. A number of more than 4,300 digits, which `{key:int}` would match, is an error to Python."""


class PluginRoutes(Mount):
    """What a plugin answers, at paths that are no longer than any that it could mean."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(scope) if len(scope["path"]) <= LONGEST_PATH else (Match.NONE, {})
