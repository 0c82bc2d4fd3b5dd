"""The context of resolvers while an operation is executed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql.pyutils import Path

from schema.declaring.writes import Mutation
from schema.request.reading import Reading
from schema.resolvers.allowance import Allowance
from schema.resolvers.outcomes import Outcomes

Mutate = Callable[[Mutation, Any, Reading], Awaitable[Mapping[str, Any]]]
"""Carries out a mutation with its input; returns its payload: keys of rows by the names of its fields, and `errors`."""

Renew = Callable[[], Awaitable[Reading]]
"""Identifies the reader again: the reading has its current rights and the current time. Raises if it may not read."""


@dataclass(slots=True)
class Context:
    """The context of resolvers.

    read: reads a row by primary key, with what is selected of it at a path of the answer; renew: set for subscriptions,
    which last; takes_long: whether what was read last is completed in a thread; allowance: set for what is computed in
    a thread; outcomes: set for mutations that ordinary execution carries out.
    """

    reading: Reading
    read: Callable[[Reading, int, Path], Awaitable[Any]]
    mutate: Mutate
    services: Any = None
    renew: Renew | None = None
    takes_long: bool = False
    allowance: Allowance | None = None
    outcomes: Outcomes | None = None

    def compute(self, work: Callable[[], Any]) -> Any:
        """The value that a resolver computes. Raises GivenUp if that takes more than is allowed."""
        return work() if self.allowance is None else self.allowance.compute(work)

    async def renewed_reading(self) -> Reading:
        """The reading with the current rights of its reader; its variables stay the same."""
        if self.renew is not None:
            before = self.reading
            self.reading = replace(await self.renew(), variables=before.variables, largest_page=before.largest_page)
        return self.reading
