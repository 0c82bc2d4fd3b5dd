"""Runs in the throw-away environment of a candidate; prints only the `Outcome` of its trial, as JSON."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any, TextIO

from sqlalchemy import event

from core.assembly import assemble_schema
from core.authors.install import describe_plugins
from core.authors.on_disk import versions_on_disk
from core.authors.outcome import Migrated, Outcome
from core.errors import StartupError
from core.migrations.reached import known_revisions
from core.platform import Platform
from core.plugins.commands import command_groups
from core.plugins.finding import load_plugins
from core.server.app import create_app
from core.server.background import rehearse
from core.settings.settings import Settings

CHANGES = ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE")
OUR_OWN = ("alembic_version", "core_head", "sqlite_stat")
"""Tables in which the platform and SQLite keep their own records, which no plugin changes."""


def trial(databases: list[str]) -> Outcome:
    """Try the platform. databases: the addresses of databases to migrate, one after another."""
    try:
        plugins = load_plugins(Settings.from_environment().disabled_plugins)
        return Outcome(
            sdl=assemble_schema(plugins).sdl,
            plugins=describe_plugins(plugins),
            on_disk=versions_on_disk(),
            revisions={name: sorted(known) for name, known in known_revisions(plugins).items()},
            migrations=[_tried(Platform(Settings(database_url=address), plugins)) for address in databases],
        )
    except StartupError as error:
        return Outcome(f"{error.code}: {error.message}")
    except Exception as error:
        return Outcome(f"{type(error).__name__}: {str(error).strip()[:500]}")


def _tried(platform: Platform) -> Migrated:
    """Bring a database to this version, and make what each command and the server need, without running it."""
    migrated = _migrated(platform)
    for _ in command_groups(platform.plugins, lambda: platform):
        pass
    create_app(platform.settings, platform)
    asyncio.run(_background_of(platform))
    return migrated


async def _background_of(platform: Platform) -> None:
    """Let plugins make their background work in an event loop, as the server does."""
    rehearse(platform)
    await platform.close()


def _migrated(platform: Platform) -> Migrated:
    statements: list[str] = []

    def note_change(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        written = " ".join(statement.split())
        if written.upper().startswith(CHANGES) and not any(ours in written for ours in OUR_OWN):
            statements.append(written)

    event.listen(platform.database.engine, "before_cursor_execute", note_change)
    start = time.perf_counter()
    upgraded = platform.migrate()
    return Migrated(upgraded, statements, time.perf_counter() - start)


def _answer() -> TextIO:
    """The original stdout; from now on, everything that is written to stdout goes to stderr."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answer


if __name__ == "__main__":
    databases = json.load(sys.stdin)  # not an argument: others can read those, and an address has a password
    with _answer() as answer:
        answer.write(trial(databases).as_json())
