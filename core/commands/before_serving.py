"""Checks before the server starts: settings that are probably mistakes.

Those that would lose data, or show the records of another network, are refused; the rest is reported.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from core.commands.unknown_variables import misspelt
from core.database.database import Database
from core.errors import StartupError, Unavailable
from core.plugins.finding import available
from core.plugins.names import MEMBERS
from core.settings.settings import Settings
from core.tables import head, journal


def refuse_memory(settings: Settings) -> None:
    """Raises StartupError SETTING for a database in memory: it ends with the server, and is not shared."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise StartupError(
            "SETTING",
            "NMIRF_DATABASE_URL names no file: write sqlite:////folder/network.db, or unset it for a file in `data`.",
        )


def refuse_unreadable(settings: Settings, primary: Database) -> None:
    """Raises StartupError for a PostgreSQL that does not answer, or answers writers but not readers."""
    url = make_url(settings.database)
    if url.get_backend_name() == "postgresql":
        from core.database.stores.readable import require_readable

        with primary.reading():
            pass
        asyncio.run(require_readable(url))


def refuse_unrelated_replica(settings: Settings, primary: Database) -> None:
    """Raises StartupError SETTING for a read replica with another journal than the primary.

    It belongs to another network, whose records would be shown to the public. A replica that does not answer, or has no
    tables yet, is accepted: the primary answers instead. The primary may have no tables yet either.
    """
    if not settings.read_database:
        return
    replica = Database(settings.read_database)
    try:
        with replica.reading() as session:
            end = session.execute(select(head.c.sequence, head.c.hash)).one()
    except (Unavailable, DBAPIError):
        return
    finally:
        replica.dispose()
    with primary.reading() as session:
        begun = inspect(session.connection()).has_table(journal.name)
        its = select(journal.c.hash).where(journal.c.sequence == end.sequence)
        known = session.execute(its).scalar_one_or_none() if begun else None
    if end.sequence and known != end.hash:
        raise StartupError(
            "SETTING",
            "NMIRF_READ_DATABASE_URL names a database with another journal: it is not a replica of that in "
            "NMIRF_DATABASE_URL. Name its replica, or unset it.",
        )


def doubts(settings: Settings) -> Iterator[str]:
    """Warnings about settings that are probably mistakes: those without effect, and those of mail."""
    yield from doubts_of_effect(settings)
    yield from doubts_of_mail(settings)


def doubts_of_effect(settings: Settings) -> Iterator[str]:
    """Warnings about settings that change nothing: misspelt ones, and disabled plugins that are not installed."""
    for name, meant in misspelt(settings):
        yield f"SETTING: {name} is not a setting and changes nothing. {meant} is one."
    for plugin in sorted(settings.disabled_plugins - available().keys()):
        why = "which belongs to the core and stays" if plugin == MEMBERS else "which is not an installed plugin"
        yield f"SETTING: NMIRF_DISABLED_PLUGINS names {plugin!r}, {why}; see `nmirf plugins`."


def doubts_of_mail(settings: Settings) -> Iterator[str]:
    """Warnings if the password and all mail are sent unencrypted, or if no sender is named."""
    if not settings.smtp_url:
        return
    server = urlsplit(settings.smtp_url)
    encrypted = server.scheme == "smtps" or server.query == "starttls=yes"
    if server.username and not encrypted and not _is_this_machine(server.hostname or ""):
        yield (
            "SETTING: with NMIRF_SMTP_URL, the password and all mail are sent unencrypted. Add ?starttls=yes at its "
            "end, or let it begin with smtps://."
        )
    if "mail_from" not in settings.sources:
        yield (
            f"SETTING: NMIRF_MAIL_FROM is not set: mail comes from {settings.mail_from}, which other servers refuse. "
            "Set it to your address."
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
