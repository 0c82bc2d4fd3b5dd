"""The platform's app, and with it the connections of the statements by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bench.servers.handwritten.postgresql import PostgreSQL
from bench.servers.handwritten.sqlite import SQLite


def also_opening(database: SQLite | PostgreSQL, app: Starlette) -> Starlette:
    """The app, which now opens and closes this database as well."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Starlette) -> AsyncIterator[None]:
        await database.open()
        async with inner(running):
            yield
        await database.close()

    app.router.lifespan_context = lifespan
    return app
