"""How the event of a subscription is read: it waits for a place, since a refusal would end the subscription."""

from __future__ import annotations

import asyncio
from typing import Any

from schema.asking.bad_request import BadRequest
from schema.limits import BUSY
from schema.store import StoreFetch

SECONDS_BETWEEN_TRIES = 0.25


def patient(fetch: StoreFetch) -> StoreFetch:
    """The same reading, tried again for as long as too many others wait."""

    async def fetched(sql: str, parameters: list[Any], heavy: bool) -> bytes:
        while True:
            try:
                return await fetch(sql, parameters, heavy)
            except BadRequest as refused:
                if refused.code != BUSY:
                    raise
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    return fetched
