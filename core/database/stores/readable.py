"""Whether who reads from PostgreSQL gets in: looked at before a server starts, which would else answer nothing."""

from __future__ import annotations

from sqlalchemy.engine import URL

from core.database.driver_errors import cannot_read
from core.database.drivers.postgresql import LOST, ReadingPool
from core.errors import StartupError, Unavailable

SECONDS = 5.0
PLAN_CACHE_MODE, AS_OPENED = "SELECT CAST(current_setting('plan_cache_mode') AS text)", b"force_generic_plan"
"""One of the settings that connections for reading are opened with, of which a pooler passes on none."""
DIRECTLY = "Let NMIRF_DATABASE_URL name PostgreSQL itself, no pooler before it, with options that asyncpg understands."


async def require_readable(url: URL) -> None:
    """Raises StartupError for a PostgreSQL that answers who writes, but not who reads, or not as they are to read.

    DATABASE_UNREACHABLE where it does not answer at all, SETTING where something in between keeps settings back.
    """
    connections = ReadingPool(url, SECONDS, places=1)
    try:
        plan_cache_mode = await connections.fetch(PLAN_CACHE_MODE, [])
    except LOST as error:
        gone = cannot_read(url, error)
        raise Unavailable(gone.code, f"{gone.message} {DIRECTLY}") from None
    finally:
        await connections.close()
    if plan_cache_mode != AS_OPENED:
        raise StartupError("SETTING", f"The database is behind a pooler that keeps settings back. {DIRECTLY}")
