"""Counts and facets of whole results, cached until the next write, so that further pages need not compute them again.

A query stays one statement, and its answer is of one moment: the statement compares the current revision with the one
that the cached texts are of, and computes the texts only if the two differ. Whatever depends on the reader or on the
time is among the parameters, which are part of the cache key.
"""

from __future__ import annotations

from collections.abc import Awaitable
from itertools import chain
from sys import getsizeof
from typing import Any

from schema.cache import Cache
from schema.markers import NO_REVISION, WHOLE_RESULT_MARK
from schema.request.reading import Reading
from schema.store import StoreFetch, WithoutWaiting
from schema.weaving.statements import Statement, WholeResultTexts

Entry = tuple[int, list[bytes]]
"""A revision, and the texts about the whole results of one answer at that revision."""
NO_ENTRY: Entry = (NO_REVISION, [])
Key = tuple[Any, ...]
BYTES_PER_ENTRY = 400
"""What an entry takes besides its key and its texts."""
_MARK = WHOLE_RESULT_MARK.encode()


class WholeResults:
    """Puts the texts about whole results into answers: cached ones, or new ones, which it adds to the cache.

    revision: SQL for the number that grows with every write; most_bytes: the size of the cache. Without either nothing
    is cached, and the statements themselves write these texts in their places.
    """

    def __init__(self, revision: str = "", most_bytes: int = 0) -> None:
        self.revision = revision if most_bytes else ""
        self.cache: Cache[Key, Entry] = Cache(most_bytes)

    def fetch(self, fetch: StoreFetch, statement: Statement, reading: Reading, heavy: bool) -> Awaitable[bytes]:
        """The answer of a statement."""
        parameters, texts = statement.parameters(reading), statement.whole_results
        if texts is None:
            return fetch(statement.sql, parameters, heavy)
        return self._fetched(fetch, statement.sql, parameters, texts, heavy)

    def without_waiting(self, read: WithoutWaiting, parameters: list[Any], texts: WholeResultTexts) -> WithoutWaiting:
        """A function that answers a statement with these parameters without waiting."""

        def found(started: float) -> bytes | None:
            key, cached = self._look_up(parameters, texts)
            answer = read(started)
            return None if answer is None else self._put_in(answer, texts, key, cached)

        return found

    async def _fetched(
        self, fetch: StoreFetch, sql: str, parameters: list[Any], texts: WholeResultTexts, heavy: bool
    ) -> bytes:
        key, cached = self._look_up(parameters, texts)
        return self._put_in(await fetch(sql, parameters, heavy), texts, key, cached)

    def _look_up(self, parameters: list[Any], texts: WholeResultTexts) -> tuple[Key, Entry]:
        """The cached texts with their key; their revision is set among the statement's parameters."""
        key = (texts.digest, *(parameters[place] for place in texts.depends_on))
        cached = self.cache.get(key) or NO_ENTRY
        parameters[texts.known_revision] = cached[0]
        return key, cached

    def _put_in(self, answer: bytes, texts: WholeResultTexts, key: Key, cached: Entry) -> bytes:
        """An answer with the texts about whole results in their places; new ones are added to the cache."""
        parts, computed = _parts_of(answer, texts.count)
        if computed is not None:
            self.cache.add(key, computed, _weight(key, computed[1]))
        _, written = computed or cached
        return b"".join(chain.from_iterable(zip(parts, [*written, b""], strict=True)))


def _weight(key: Key, texts: list[bytes]) -> int:
    """The bytes that an entry takes; how long its parameters are is the client's choice."""
    return sum(map(getsizeof, chain(key, texts))) + BYTES_PER_ENTRY


def _parts_of(answer: bytes, count: int) -> tuple[list[bytes], Entry | None]:
    """The parts of an answer around the texts about whole results; and these texts, if the statement computed them."""
    parts = answer.split(_MARK)
    if len(parts) == count + 1:
        return parts, None
    return parts[: count + 1], (int(parts[count + 1]), parts[count + 2 :])
