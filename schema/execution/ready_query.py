"""Queries that are sent repeatedly: what is the same each time is looked up once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.cache import Validity
from schema.request.reading import Reading
from schema.store import WithoutWaiting
from schema.weaving.statements import Statement


@dataclass(slots=True)
class ReadyQuery:
    """A query that was answered before, ready to be answered again with the same variables and languages.

    role: the role that it is planned for; parameters: those of its statement, which `answer_without_waiting` runs;
    facts: those of the reading that the parameters were last set for.
    """

    name: str | None
    role: str
    statement: Statement
    validity: Validity
    parameters: list[Any]
    answer_without_waiting: WithoutWaiting
    facts: Mapping[str, Any] | None = None

    def read(self, reading: Reading) -> None:
        """Set the parameters for a reading with the same variables and languages: only its facts are read again."""
        for place in self.statement.facts.values():
            self.parameters[place] = self.statement.readers[place](reading)
        self.facts = reading.facts
