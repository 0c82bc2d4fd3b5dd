"""What all commands share: the settings, the platform."""

from __future__ import annotations

from functools import cache

from core.platform import Platform
from core.settings import Settings


@cache
def settings() -> Settings:
    """The settings of the environment, read once."""
    return Settings.from_environment()


@cache
def platform() -> Platform:
    """The platform of these settings, made when a command first needs it."""
    return Platform(settings())
