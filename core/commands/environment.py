"""What all commands use: the settings of the environment, and the platform with these settings."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from core.migrations.reached import pending
from core.platform import Platform
from core.settings.settings import Settings

LARGEST_NUMBER = 2**63 - 1
"""The largest number of a token or a message."""


@cache
def settings() -> Settings:
    """The settings of the environment, read once."""
    return Settings.from_environment()


@cache
def platform() -> Platform:
    """The platform with these settings, made when a command first needs it."""
    return Platform(settings())


@cache
def ready_platform() -> Platform:
    """The platform, for commands that use its records as they are.

    Raises StartupError DATABASE_MISSING, DATABASE_NEWER.
    """
    platform().database.require_there()
    with platform().database.reading() as session:
        pending(session.connection(), platform().revisions)
    return platform()


@cache
def current_platform() -> Platform:
    """The platform, for commands that need the tables of this version; they do not migrate them.

    Migrating would break an older server beside them. Raises StartupError DATABASE_MISSING, MIGRATIONS, DATABASE_NEWER.
    """
    platform().require_current()
    return platform()


def is_behind() -> bool:
    """Whether the database that a command has used does not have this version yet."""
    if platform.cache_info().currsize:
        with suppress(Exception), platform().database.reading() as session:
            return bool(pending(session.connection(), platform().revisions))
    return False
