"""What is said of whole results, such as counts and facets: kept until the next write, for each further page.

A query stays one statement, and its answer is of one moment: the statement looks at the revision, and finds out about
whole results only where that is another than the one under which they are known. What depends on who reads, and when,
is among its parameters, and so among what it is kept by.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

from schema.dialects import RARE
from schema.kept import Kept
from schema.reading import Reading
from schema.statements import Apart, Statement

MARK = f"{RARE}whole {secrets.token_hex(8)}"
"""Stands in an answer for what is said of a whole result, and before each such text at the end; no data can hold it."""
MARK_BYTES = MARK.encode()
NOTHING_KNOWN = -1

Fetch = Callable[[str, list[Any], bool], Awaitable[bytes]]
Known = tuple[int, list[bytes]]
"""The texts about whole results in one answer, and their revision."""


class Wholes:
    """Answers with what is said of whole results in its place, new or as it was.

    revision: SQL that tells the number that grows with every write; without it, nothing is kept. most_bytes: the room.
    """

    def __init__(self, revision: str = "", most_bytes: int = 0) -> None:
        self.revision = revision
        self.kept: Kept[tuple[Any, ...], Known] = Kept(most_bytes)

    def fetch(self, fetch: Fetch, statement: Statement, reading: Reading, heavy: bool) -> Awaitable[bytes]:
        """The answer of a statement."""
        parameters, apart = statement.parameters(reading), statement.apart
        if apart is None:
            return fetch(statement.sql, parameters, heavy)
        return self._put_in(fetch, statement.sql, parameters, apart, heavy)

    async def _put_in(self, fetch: Fetch, sql: str, parameters: list[Any], apart: Apart, heavy: bool) -> bytes:
        key = (apart.sql, *(parameters[place] for place in apart.depends_on))
        revision, texts = self.kept.get(key) or (NOTHING_KNOWN, [])
        parameters[apart.known] = revision
        body, told = _told(await fetch(sql, parameters, heavy), apart.count)
        if told is not None:
            self.kept.add(key, told, sum(map(len, told[1])) + len(told[1]) * 100)
            _, texts = told
        return b"".join(chain.from_iterable(zip(body, [*texts, b""], strict=True)))


def _told(answer: bytes, count: int) -> tuple[list[bytes], Known | None]:
    """What stands between the whole results, and these with their revision where the statement found out about them."""
    body = answer.split(MARK_BYTES)
    if len(body) == count + 1:
        return body, None
    return body[: count + 1], (int(body[count + 1]), body[count + 2 :])
