"""The operator's stored documents, by the hashes that requests give."""

from __future__ import annotations

import asyncio

from core.administration import trusted_documents as documents
from core.errors import Unavailable
from core.http.refusals import service_unavailable
from core.platform import Platform


class StoredDocuments:
    """Looks documents up in the database, each in a thread."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def find(self, hash_: str) -> str | None:
        """The text of a stored document by its SHA-256. Raises HttpError 503 if the database does not answer."""
        try:
            return await asyncio.to_thread(self._find, hash_)
        except Unavailable as error:
            raise service_unavailable(error) from None

    def _find(self, hash_: str) -> str | None:
        with self.platform.database.reading() as session:
            return documents.find(session, hash_)
