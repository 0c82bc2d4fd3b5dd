"""Documents that requests name by the hash of their text: automatic persisted queries, and trusted documents."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Awaitable, Callable

from schema.cache import Cache
from schema.serving.http import GraphQLRequest, HttpError

KEPT_BYTES = 16_000_000
SECONDS_REMEMBERED = 60
"""A server may continue to answer a removed document for so long."""
HASH = re.compile(r"[0-9a-f]{64}")
PREFIX = "sha256:"

Find = Callable[[str], Awaitable[str | None]]
"""The text of a stored document by its SHA-256 in hexadecimal digits, or None."""


def document_hash(text: str) -> str:
    """The SHA-256 of a document's text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Persisted:
    """Finds the text of the document that a request names.

    trusted_only: whether a document must have been stored by the operator. The ids are those of the draft on persisted
    documents of GraphQL over HTTP, `documentId: "sha256:…"`, and those of Apollo's automatic persisted queries,
    `extensions: {persistedQuery: {version: 1, sha256Hash: "…"}}`. Either may have the prefix, as the hashes of GraphQL
    Code Generator do.
    """

    def __init__(self, find: Find, trusted_only: bool) -> None:
        self.find, self.trusted_only = find, trusted_only
        self.stored: Cache[tuple[str, int], str] = Cache(KEPT_BYTES)
        self.learned: Cache[str, str] = Cache(KEPT_BYTES)

    def text_without_waiting(self, request: GraphQLRequest) -> str | None:
        """The text of the request's document, if nothing has to be looked up. Else None: call `text`."""
        persisted = (request.extensions or {}).get("persistedQuery")
        if persisted is None:
            if request.query is None:
                return self._remembered((request.document_id or "").removeprefix(PREFIX))
            if not self.trusted_only or self._remembered(document_hash(request.query)) is not None:
                return request.query
        elif request.query is None and isinstance(persisted, dict) and persisted.get("version") == 1:
            name = str(persisted.get("sha256Hash")).removeprefix(PREFIX)
            return self._learned(name) or self._remembered(name)
        return None

    async def text(self, request: GraphQLRequest) -> str:
        """The text of the request's document. Raises HttpError if there is none, or if it is not trusted."""
        persisted = (request.extensions or {}).get("persistedQuery")
        if persisted is not None:
            return await self._automatic(request.query, persisted)
        if request.query is not None:
            return await self._trusted(request.query) if self.trusted_only else request.query
        if request.document_id is None:
            raise HttpError(400, "NO_QUERY", "Send a GraphQL document in `query`, or its `documentId`.")
        name = request.document_id.removeprefix(PREFIX)
        found = await self._stored(name) if HASH.fullmatch(name) else None
        if found is None:
            raise HttpError(
                404, "DOCUMENT_NOT_FOUND", f"No document is stored as {request.document_id[:80]!r}. Send its text."
            )
        return found

    async def _automatic(self, text: str | None, persisted: object) -> str:
        named = persisted if isinstance(persisted, dict) else {}
        name = str(named.get("sha256Hash")).removeprefix(PREFIX)
        if not HASH.fullmatch(name) or named.get("version") != 1:
            raise HttpError(
                400, "PERSISTED_QUERY", "`persistedQuery` has `version` 1 and `sha256Hash`, 64 hexadecimal digits."
            )
        if text is None:
            found = self._learned(name) or await self._stored(name)
            if found is None:
                # Apollo's clients read this message with status 200, and send the text.
                raise HttpError(200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound")
            return found
        if document_hash(text) != name:
            raise HttpError(400, "PERSISTED_QUERY_HASH", "The document's SHA-256 is not the one in `sha256Hash`.")
        if self.trusted_only:
            return await self._trusted(text)
        self.learned.add(name, text, len(text) + 200)
        return text

    async def _trusted(self, text: str) -> str:
        if await self._stored(document_hash(text)) is None:
            raise HttpError(
                403, "DOCUMENT_NOT_TRUSTED", "Only documents that the operator has stored are answered here."
            )
        return text

    def _learned(self, name: str) -> str | None:
        return None if self.trusted_only else self.learned.get(name)

    def _remembered(self, name: str) -> str | None:
        return self.stored.get((name, window()))

    async def _stored(self, name: str) -> str | None:
        found = self._remembered(name)
        if found is None:
            now = window()
            found = await self.find(name)
            if found is not None:
                self.stored.add((name, now), found, len(found) + 200)
        return found


def window() -> int:
    """The number of the current period; a document that was found is remembered until it ends."""
    return int(time.monotonic() // SECONDS_REMEMBERED)
