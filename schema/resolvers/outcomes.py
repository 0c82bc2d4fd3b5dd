"""What the mutations of a request wrote and read: all of it is awaited before any of it is completed in a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from graphql.pyutils import Path

Work = Callable[[], Awaitable[Any]]


class Outcomes:
    """The outcomes of the writes of a request, and of the reads for its payloads: each a value or an exception.

    graphql-core raises an exception that a field returns. writes: by the key of the mutation in the response. rows: by
    their paths; only if `defers_rows`: the first execution then writes and reads, and answers null for each row. Once
    all outcomes are known, another execution waits for nothing, and writes nothing.
    """

    def __init__(self, defers_rows: bool) -> None:
        self.defers_rows = defers_rows
        self.writes: dict[Hashable, Any] = {}
        self.rows: dict[Hashable, Any] = {}
        self.all_known = False

    def write(self, path: Path, write: Work) -> Any:
        """What a mutation returns; it is carried out once."""
        return self.writes.get(path.key) if self.all_known else _outcome(self.writes, path.key, write)

    def read(self, path: Path, read: Work) -> Any:
        """A row of a payload."""
        if not self.defers_rows:
            return read()
        key = tuple(path.as_list())
        return self.rows.get(key) if self.all_known else self._defer(key, read)

    async def _defer(self, key: Hashable, read: Work) -> Exception | None:
        found = await _outcome(self.rows, key, read)
        return found if isinstance(found, Exception) else None

    def refuse_rows(self, refusal: Exception) -> None:
        """Have the next execution report this refusal in place of each row that was read."""
        for key, found in self.rows.items():
            if found is not None and not isinstance(found, Exception):
                self.rows[key] = refusal

    @property
    def succeeded(self) -> list[str]:
        """The keys of the mutations that were carried out and not refused."""
        return [
            str(key)
            for key, answers in self.writes.items()
            if not isinstance(answers, Exception) and not answers["errors"]
        ]


async def _outcome(outcomes: dict[Hashable, Any], key: Hashable, work: Work) -> Any:
    """The outcome of work, which is added to the others."""
    try:
        outcomes[key] = await work()
    except Exception as failure:
        outcomes[key] = failure
    return outcomes[key]
