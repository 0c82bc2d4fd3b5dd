"""Opens and closes the database of the hand-written statements together with an app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bench.servers.handwritten.postgresql import PostgreSQL
from bench.servers.handwritten.sqlite import SQLite


def with_database(database: SQLite | PostgreSQL, app: Starlette) -> Starlette:
    """The app, changed so that it also opens and closes a database."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Starlette) -> AsyncIterator[None]:
        await database.open()
        async with inner(running):
            yield
        await database.close()

    app.router.lifespan_context = lifespan
    return app
