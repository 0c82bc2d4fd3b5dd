"""What a server does not load before it is needed: each of these takes memory in every worker, and time at each start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from tests.operation.servers import ROOT

UNNEEDED = {
    "alembic": "a database of this version is told by the text of the migrations",
    "asyncpg": "PostgreSQL's driver, where the database is SQLite",
    "babel": "a sum of money is recorded",
    "icalendar": "an invitation is written, or a calendar asked for",
    "joserfc": "sign-in by OpenID Connect is set up",
    "redis": "several servers count together",
    "markdown_it": "a practice is asked for as HTML",
    "networkx": "the picture of partnerships is asked for",
    "psycopg": "PostgreSQL's driver for writes",
    "rich": "a command prints a table",
    "smtplib": "mail is sent",
    "typer": "a command is given",
}
"""Module -> what it is for."""

START = """
import asyncio, sys
from core.app import create_app
from core.platform import Platform
from core.migrations import migrate
from core.settings import Settings

platform = Platform(Settings.from_environment())
migrate(platform.database, platform.plugins)

async def start():
    app = create_app(platform.settings, platform)
    async with app.router.lifespan_context(app):
        print(*sys.modules)

asyncio.run(start())
"""


def test_a_server_loads_nothing_that_it_does_not_need_yet(new_database: Callable[[str], str]) -> None:
    environment = {"PATH": os.environ["PATH"], "NMIRF_DATABASE_URL": new_database("sqlite")}
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    assert {name: UNNEEDED[name] for name in UNNEEDED.keys() & loaded} == {}
