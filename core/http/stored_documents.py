"""The operator's stored documents, by the hashes that requests give."""

from __future__ import annotations

import asyncio

from core.administration import trusted_documents
from core.errors import Unavailable
from core.http.refusals import service_unavailable
from core.platform import Platform


async def find_stored(platform: Platform, hash_: str) -> str | None:
    """The text of a stored document by its SHA-256, found in a thread. Raises HttpError 503 if the database is away."""

    def find() -> str | None:
        with platform.database.reading() as session:
            return trusted_documents.find(session, hash_)

    try:
        return await asyncio.to_thread(find)
    except Unavailable as error:
        raise service_unavailable(error) from None
