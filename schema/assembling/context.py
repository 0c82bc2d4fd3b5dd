"""What resolvers have in reach while an operation is executed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from strawberry.types.info import Info

from schema.asking.reading import Reading
from schema.declaring.writes import Mutation

Mutate = Callable[[Mutation, Any, Reading], Awaitable[Mapping[str, Any]]]
"""Carries out a mutation with its input, and answers its payload: ids by the names of its fields, and `errors`."""

Renew = Callable[[], Awaitable[Reading]]
"""Looks again who reads, and gives a reading of today with the rights of today. Raises where nobody may."""


@dataclass(slots=True)
class Context:
    """What resolvers have in reach.

    read: rows of a type by primary key, for the selection of a field; renew: for what lasts, who reads by now.
    """

    reading: Reading
    read: Callable[[Reading, str, int, Info[Any, Any]], Awaitable[Any]]
    mutate: Mutate
    services: Any = None
    renew: Renew | None = None

    async def renewed(self) -> Reading:
        """The reading with the rights that its reader has by now; what was asked stays as it is."""
        if self.renew is not None:
            asked = self.reading
            self.reading = replace(await self.renew(), variables=asked.variables, largest_page=asked.largest_page)
        return self.reading
