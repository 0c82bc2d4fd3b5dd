"""Queries that are sent again: what is the same each time is found once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.documents import Operation
from schema.reading import Reading
from schema.statements import Statement


@dataclass(slots=True)
class Repeated:
    """A query that was answered before, with the parameters that its statement had. lasting: as in its plan.

    given: the facts that the parameters are of, once they were read for any.
    """

    operation: Operation
    statement: Statement
    lasting: bool
    parameters: list[Any]
    given: Mapping[str, Any] | None = None

    def parameters_for(self, reading: Reading) -> list[Any]:
        """The parameters for a reading with the same variables and languages: what else it tells is read anew."""
        if reading.given is not self.given:
            for place in self.statement.facts.values():
                self.parameters[place] = self.statement.readers[place](reading)
            self.given = reading.given
        return self.parameters
