"""Counts and facets of whole results, kept until the next write, so that further pages need not compute them again.

A query stays one statement, and its answer is of one moment: the statement compares the revision with the one that the
kept texts are of, and computes them only where the two differ. Whatever depends on the reader or on the time is among
the parameters, which are part of the key that the texts are kept by.
"""

from __future__ import annotations

from collections.abc import Awaitable
from itertools import chain
from sys import getsizeof
from typing import Any

from schema.cache import Cache
from schema.markers import MARK_OF_WHOLES, NO_REVISION
from schema.request.reading import Reading
from schema.store import StoreFetch, WithoutWaiting
from schema.weaving.statements import Apart, Statement

Known = tuple[int, list[bytes]]
"""A revision, and the texts about the whole results of one answer at that revision."""
NOTHING_KNOWN: Known = (NO_REVISION, [])
Key = tuple[Any, ...]
BYTES_PER_ENTRY = 400
"""What an entry takes whatever it says."""
_MARK = MARK_OF_WHOLES.encode()


class Wholes:
    """Puts the texts about whole results into answers: kept ones, or new ones, which it keeps.

    revision: SQL for the number that grows with every write; most_bytes: the room. Without either nothing is kept, and
    the statements write these texts in their places themselves.
    """

    def __init__(self, revision: str = "", most_bytes: int = 0) -> None:
        self.revision = revision if most_bytes else ""
        self.kept: Cache[Key, Known] = Cache(most_bytes)

    def fetch(self, fetch: StoreFetch, statement: Statement, reading: Reading, heavy: bool) -> Awaitable[bytes]:
        """The answer of a statement."""
        parameters, apart = statement.parameters(reading), statement.apart
        if apart is None:
            return fetch(statement.sql, parameters, heavy)
        return self._fetched(fetch, statement.sql, parameters, apart, heavy)

    def without_waiting(self, read: WithoutWaiting, parameters: list[Any], apart: Apart) -> WithoutWaiting:
        """A function that answers a statement with these parameters without waiting."""

        def found(started: float) -> bytes | None:
            key, known = self._kept_texts(parameters, apart)
            answer = read(started)
            return None if answer is None else self._put_in(answer, apart, key, known)

        return found

    async def _fetched(self, fetch: StoreFetch, sql: str, parameters: list[Any], apart: Apart, heavy: bool) -> bytes:
        key, known = self._kept_texts(parameters, apart)
        return self._put_in(await fetch(sql, parameters, heavy), apart, key, known)

    def _kept_texts(self, parameters: list[Any], apart: Apart) -> tuple[Key, Known]:
        """The kept texts with their key; their revision is set among the statement's parameters."""
        key = (apart.digest, *(parameters[place] for place in apart.depends_on))
        known = self.kept.get(key) or NOTHING_KNOWN
        parameters[apart.known] = known[0]
        return key, known

    def _put_in(self, answer: bytes, apart: Apart, key: Key, known: Known) -> bytes:
        """An answer with the texts about whole results in their places; new ones are kept."""
        body, computed = _taken_apart(answer, apart.count)
        if computed is not None:
            self.kept.add(key, computed, _weight(key, computed[1]))
        _, texts = computed or known
        return b"".join(chain.from_iterable(zip(body, [*texts, b""], strict=True)))


def _weight(key: Key, texts: list[bytes]) -> int:
    """What an entry takes: whoever asks chooses how long parameters are."""
    return sum(map(getsizeof, chain(key, texts))) + BYTES_PER_ENTRY


def _taken_apart(answer: bytes, count: int) -> tuple[list[bytes], Known | None]:
    """The parts of an answer around the texts about whole results; and these texts, if the statement computed them."""
    body = answer.split(_MARK)
    if len(body) == count + 1:
        return body, None
    return body[: count + 1], (int(body[count + 1]), body[count + 2 :])
