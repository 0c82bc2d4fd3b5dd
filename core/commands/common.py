"""What all commands share: where they print, the settings, the platform."""

from __future__ import annotations

from functools import cache

from rich.console import Console

from core.platform import Platform
from core.settings import Settings

errors = Console(stderr=True, highlight=False, soft_wrap=True)
console = Console(highlight=False, soft_wrap=True)


@cache
def settings() -> Settings:
    """The settings of the environment, read once."""
    return Settings.from_environment()


@cache
def platform() -> Platform:
    """The platform of these settings, made when a command first needs it."""
    return Platform(settings())
