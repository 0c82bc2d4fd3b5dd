"""What a balancer asks: is this process alive, and can it answer."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from pluggy import PluginManager
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.database import Database
from core.errors import StartupError
from core.migrations import pending
from core.settings import Settings

SECONDS_TO_ANSWER = 2.0

logger = logging.getLogger("nmirf.platform")

Found = tuple[int, dict[str, object]]


class Health:
    """Looks at the database through a connection and a thread of its own, one look at a time for all who ask."""

    def __init__(self, settings: Settings, plugins: PluginManager) -> None:
        self.database, self.plugins = Database(settings.database, connect_seconds=2), plugins
        self.thread = ThreadPoolExecutor(1, "health")
        self.looking: asyncio.Future[Found] | None = None

    def routes(self) -> list[Route]:
        """`/health/live`, `/health/ready`."""
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, request: Request) -> Response:
        """200 as long as the process answers at all."""
        return JSONResponse({"status": "live"})

    async def ready(self, request: Request) -> Response:
        """200 where the database answers and is of this version, else 503 with the reason; within two seconds."""
        if self.looking is None or self.looking.done():
            self.looking = asyncio.get_running_loop().run_in_executor(self.thread, self._look)
        try:
            status, body = await asyncio.wait_for(asyncio.shield(self.looking), SECONDS_TO_ANSWER)
        except TimeoutError:
            status, body = 503, {"status": "not ready", "code": "DATABASE_SLOW"}
        return JSONResponse(body, status)

    def _look(self) -> Found:
        try:
            with self.database.reading() as session:
                waiting = sorted(pending(session.connection(), self.plugins))
        except StartupError as error:
            return 503, {"status": "not ready", "code": error.code}
        except Exception:
            logger.exception("looking whether the platform is ready failed")
            return 503, {"status": "not ready", "code": "DATABASE_LOST"}
        if waiting:
            return 503, {"status": "not ready", "code": "MIGRATIONS", "plugins": waiting}
        return 200, {"status": "ready"}

    def close(self) -> None:
        """Let go of the connection."""
        self.thread.shutdown(wait=False, cancel_futures=True)
        self.database.dispose()
