"""Modules that are not imported before they are needed: each takes memory in every worker, and time at each start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.environment import ROOT

UNNEEDED = {
    "alembic": "a database of this version is told by the text of the migrations",
    "babel": "a sum of money is recorded",
    "email.headerregistry": "a mail address is given",
    "icalendar": "an invitation is written, or a calendar asked for",
    "joserfc": "sign-in by OpenID Connect is set up",
    "redis": "several servers count together",
    "cmarkgfm": "a practice is asked for as HTML",
    "rich": "a command prints a table",
    "smtplib": "mail is sent",
    "sqlalchemy.orm": "a plugin uses it",
    "typer": "a command is given",
}
"""Module -> what it is for."""
DRIVERS = {"sqlite": {"apsw"}, "postgresql": {"asyncpg", "psycopg"}}
ALL_DRIVERS = set().union(*DRIVERS.values())

START = """
import asyncio, sys
from core.server.app import create_app
from core.platform import Platform
from core.migrations.upgrading import migrate
from core.settings.settings import Settings

platform = Platform(Settings.from_environment())
migrate(platform.database, platform.plugins)

async def start():
    app = create_app(platform.settings, platform)
    async with app.router.lifespan_context(app):
        print(*sys.modules)

asyncio.run(start())
"""


COMMAND = """
import atexit, sys
from core.cli import main

atexit.register(lambda: print("loaded:", *sys.modules))
sys.argv = ["nmirf", "token", "list"]
main()
"""


def _loaded(program: str, database: str) -> set[str]:
    environment = {"PATH": os.environ["PATH"], "NMIRF_DATABASE_URL": database}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize("engine", DRIVERS)
def test_a_server_loads_nothing_that_it_does_not_need_yet(new_database: Callable[[str], str], engine: str) -> None:
    loaded = _loaded(START, new_database(engine))
    assert {name: UNNEEDED[name] for name in UNNEEDED.keys() & loaded} == {}
    assert loaded & ALL_DRIVERS == DRIVERS[engine]


@pytest.mark.parametrize("engine", DRIVERS)
def test_a_command_does_not_load_what_only_other_commands_need(new_database: Callable[[str], str], engine: str) -> None:
    loaded = _loaded(COMMAND, new_database(engine))
    assert "typer" in loaded
    assert loaded.isdisjoint({"alembic", "babel", "pydantic"})
    assert loaded & ALL_DRIVERS == DRIVERS[engine]
