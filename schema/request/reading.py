"""One reading of the schema: its reader and its moment, its languages and variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.values import VariableValues

NO_VARIABLES = VariableValues({}, {})
LARGEST_PAGE = 250
"""The most rows that a page may have, unless an operator allows fewer."""


@dataclass(slots=True)
class Reading:
    """What an answer depends on besides its plan: the reader, the moment, the languages, the variables.

    facts: those of `schema.given`, by name; context and viewer: what the caller passes to its resolvers;
    public: whether the reader is the public, so that anyone may get the same answer; largest_page: the rows that a
    page may have.
    """

    role: str
    facts: Mapping[str, Any]
    languages: Sequence[str] = ()
    variables: VariableValues = field(default=NO_VARIABLES)
    context: Any = None
    viewer: Any = None
    public: bool = False
    largest_page: int = LARGEST_PAGE


def with_more_facts(reading: Reading, **facts: Any) -> Reading:
    """A copy of a reading with further facts. Spelled out, since `dataclasses.replace` takes three times as long."""
    return Reading(
        reading.role,
        {**reading.facts, **facts},
        reading.languages,
        reading.variables,
        reading.context,
        reading.viewer,
        reading.public,
        reading.largest_page,
    )
