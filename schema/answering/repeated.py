"""Queries that are sent again: what is the same each time is found once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.asking.reading import Reading
from schema.kept import Lasts
from schema.store import AtOnce
from schema.weaving.statements import Statement


@dataclass(slots=True)
class Repeated:
    """A query that was answered before, with the parameters that its statement had.

    role: for which it is planned; lasts: as in its plan; at_once: what answers it with these parameters; given: the
    facts that they are of, once they were read for any.
    """

    name: str | None
    role: str
    statement: Statement
    lasts: Lasts
    parameters: list[Any]
    at_once: AtOnce
    given: Mapping[str, Any] | None = None

    def read(self, reading: Reading) -> None:
        """Have the parameters be those of a reading with the same variables and languages: all else is read anew."""
        for place in self.statement.facts.values():
            self.parameters[place] = self.statement.readers[place](reading)
        self.given = reading.given
