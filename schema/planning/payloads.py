"""The answer of a mutation without ordinary execution: for a single write that succeeds, with a payload for SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, get_named_type
from strawberry import Schema

from schema.declaring.writes import Mutation
from schema.markers import misses
from schema.plan import Path
from schema.planning.inputs import maker_of
from schema.planning.planner import Planner, selection_sets
from schema.request.reading import Reading, with_more_facts
from schema.resolvers.context import Mutate
from schema.resolvers.fields import AnswerField, MutationField, definition_of
from schema.store import Fetch
from schema.weaving.statements import Statement

NO_ERRORS = b"[]"


class WriteOnce:
    """Carries out a write once; called again, it returns the same answers or raises the same failure."""

    def __init__(self, mutate: Mutate) -> None:
        self.mutate = mutate
        self.answers: Mapping[str, Any] | None = None
        self.failure: Exception | None = None

    async def __call__(self, mutation: Mutation, input_: Any, reading: Reading) -> Mapping[str, Any]:
        if self.failure is not None:
            raise self.failure
        if self.answers is None:
            try:
                self.answers = await self.mutate(mutation, input_, reading)
            except Exception as failure:
                self.failure = failure
                raise
        return self.answers


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """An object of a payload. answer: its name in what the function of the mutation returns."""

    answer: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Payload:
    """A mutation with its input, and the text of its answer: its objects, each with the text before it, and the end."""

    mutation: Mutation
    input: Callable[[Reading], Any]
    rows: tuple[tuple[bytes, AnsweredRow], ...]
    end: bytes

    async def write_and_read(self, write: WriteOnce, reading: Reading, fetch: Fetch) -> bytes | None:
        """Write, then read the payload. Returns the answer's data, or None if ordinary execution must make it."""
        text = b""
        try:
            answers = await write(self.mutation, self.input(reading), reading)
            if answers["errors"]:
                return None
            for before, row in self.rows:
                text += before
                key = answers[row.answer]
                if key is None:
                    text += b"null"
                    continue
                statement = row.statement
                found = await fetch(statement.sql, statement.parameters(with_more_facts(reading, key=key)))
                if misses(found):
                    return None
                text += found
        except Exception:
            return None
        return text + self.end


def payload_of(
    schema: Schema,
    planner: Planner,
    roots: Mapping[str, Sequence[FieldNode]],
    weave: Callable[[Path], Statement],
) -> Payload | None:
    """The payload of a mutation with these root fields; None for several, or if SQL alone cannot read it.

    weave: makes the statement for the object at a path of the answer.
    """
    mutation = planner.schema.mutation_type
    assert mutation is not None
    if planner.computed or len(roots) != 1 or "__typename" in (nodes[0].name.value for nodes in roots.values()):
        return None
    [(key, nodes)] = roots.items()
    field = mutation.fields[nodes[0].name.value]
    mutated, payload = definition_of(field), get_named_type(field.type)
    assert isinstance(mutated, MutationField)
    rows: list[tuple[bytes, AnsweredRow]] = []
    text, opening = f"{{{json.dumps(key)}:".encode(), "{"
    for name, inner in planner.collect(payload.name, selection_sets(nodes)).items():
        text, opening = text + f"{opening}{json.dumps(name)}:".encode(), ","
        part = _part(payload, inner[0].name.value, (key, name), weave)
        if isinstance(part, AnsweredRow):
            rows.append((text, part))
            text = b""
        else:
            text += part
    if opening == "{":
        text += b"{"
    sent = planner.arguments(mutation.name, nodes[0], (key,))["input"].read
    made = maker_of(mutated.arguments[0].type, schema)
    return Payload(mutated.mutation, lambda reading: made(sent(reading)), tuple(rows), text + b"}}")


def _part(payload: Any, name: str, path: Path, weave: Callable[[Path], Statement]) -> bytes | AnsweredRow:
    if name == "__typename":
        return json.dumps(payload.name).encode()
    answer = definition_of(payload.fields[name])
    if not isinstance(answer, AnswerField):
        return NO_ERRORS
    assert answer.python_name is not None
    return AnsweredRow(answer.python_name, weave(path))
