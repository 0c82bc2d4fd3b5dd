"""Whether PostgreSQL accepts connections for reading: checked before a server starts, which could not answer else."""

from __future__ import annotations

from sqlalchemy.engine import URL

from core.database.driver_errors import cannot_read
from core.database.drivers.postgresql import LOST, ReadingPool
from core.errors import StartupError, Unavailable

SECONDS = 5.0
PLAN_CACHE_MODE, AS_OPENED = "SELECT CAST(current_setting('plan_cache_mode') AS text)", b"force_generic_plan"
"""One of the settings of connections for reading; a pooler passes on none of them."""
DIRECTLY = "Let NMIRF_DATABASE_URL name PostgreSQL itself, not a pooler, with options that asyncpg understands."


async def require_readable(url: URL) -> None:
    """Raises StartupError if PostgreSQL does not accept connections for reading, or not with their settings.

    DATABASE_UNREACHABLE if it does not answer, SETTING if a pooler does not pass on the settings.
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
        raise StartupError("SETTING", f"The database is behind a pooler that does not pass on settings. {DIRECTLY}")
