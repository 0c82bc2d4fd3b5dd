"""Health: whether this process is alive, and whether it can answer."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.database.database import Database
from core.database.stores.choosing import store_of
from core.errors import StartupError
from core.migrations.reached import Known, pending
from core.settings.settings import Settings
from schema.request.bad_request import BadRequest

SECONDS_TO_ANSWER = 2.0

logger = logging.getLogger("nmirf.platform")

Found = tuple[int, dict[str, object]]


class Health:
    """Checks the database on a connection for writing and on one for reading, once for all that ask at a time.

    It has its own connections and its own thread.
    """

    def __init__(self, settings: Settings, known: Known) -> None:
        self.database, self.known = Database(settings.database, 2, make=False), known
        self.store = store_of(settings.database, SECONDS_TO_ANSWER, settings.max_answer_bytes)
        self.thread = ThreadPoolExecutor(1, "health")
        self.checking: asyncio.Task[Found] | None = None

    def routes(self) -> list[Route]:
        """`/health/live`, `/health/ready`."""
        return [Route("/health/live", self.live), Route("/health/ready", self.ready)]

    async def live(self, request: Request) -> Response:
        """200 if the process answers at all."""
        return JSONResponse({"status": "live"})

    async def ready(self, request: Request) -> Response:
        """200 if the database answers and has this version, else 503 with the reason; within two seconds."""
        if self.checking is None or self.checking.done():
            self.checking = asyncio.create_task(self._check(), context=Context())
        try:
            status, body = await asyncio.wait_for(asyncio.shield(self.checking), SECONDS_TO_ANSWER)
        except TimeoutError:
            status, body = _not_ready("DATABASE_SLOW")
        return JSONResponse(body, status)

    async def _check(self) -> Found:
        try:
            waiting = await asyncio.get_running_loop().run_in_executor(self.thread, self._pending_plugins)
            if waiting:
                return _not_ready("MIGRATIONS", plugins=waiting)
            await self.store.revision()
        except StartupError as error:
            logger.warning("%s: %s", error.code, error.message)
            return _not_ready(error.code)
        except BadRequest as refused:
            return _not_ready(refused.code)
        except Exception:
            logger.exception("the check whether the platform is ready failed")
            return _not_ready("DATABASE_LOST")
        return 200, {"status": "ready"}

    def _pending_plugins(self) -> list[str]:
        """The plugins with pending migrations."""
        with self.database.reading() as session:
            return sorted(pending(session.connection(), self.known))

    async def close(self) -> None:
        """Close both connections and end the thread."""
        await self.store.close()
        self.thread.shutdown(wait=False, cancel_futures=True)
        self.database.dispose()


def _not_ready(code: object, **facts: object) -> Found:
    return 503, {"status": "not ready", "code": code, **facts}
