"""What all commands work on: the settings of the environment, and the platform of these."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

from core.migrations.reached import pending
from core.platform import Platform
from core.settings.settings import Settings

LARGEST_NUMBER = 2**63 - 1
"""The largest by which a token or a message is known."""


@cache
def settings() -> Settings:
    """The settings of the environment, read once."""
    return Settings.from_environment()


@cache
def platform() -> Platform:
    """The platform of these settings, made when a command first needs it."""
    return Platform(settings())


@cache
def ready_platform() -> Platform:
    """The platform, for commands that use its records as they are.

    Raises StartupError DATABASE_MISSING, DATABASE_NEWER.
    """
    platform().database.require_there()
    with platform().database.reading() as session:
        pending(session.connection(), platform().plugins)
    return platform()


@cache
def current_platform() -> Platform:
    """The platform, for commands that rely on the tables of this version; none of them migrates any.

    An older server beside it would end there. Raises StartupError DATABASE_MISSING, MIGRATIONS, DATABASE_NEWER.
    """
    platform().require_current()
    return platform()


def is_behind() -> bool:
    """Whether the database that a command has used is not of this version yet."""
    if platform.cache_info().currsize:
        with suppress(Exception), platform().database.reading() as session:
            return bool(pending(session.connection(), platform().plugins))
    return False
