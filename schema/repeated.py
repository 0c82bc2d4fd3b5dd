"""Queries that are sent again: what is the same each time is found once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schema.documents import Operation
from schema.reading import Reading
from schema.statements import Statement


@dataclass(slots=True)
class Repeated:
    """A query that was answered before, with the parameters that its statement had. lasting: as in its plan."""

    operation: Operation
    statement: Statement
    lasting: bool
    parameters: list[Any]

    def parameters_for(self, reading: Reading) -> list[Any]:
        """The parameters for a reading with the same variables and languages: what else it tells is read anew."""
        found = self.parameters.copy()
        for place in self.statement.facts.values():
            found[place] = self.statement.readers[place](reading)
        return found
