"""Faults in stored enums: values that the schema does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, get_named_type

from core.conformance.examination import Examination
from core.conformance.hidden import ADMINISTRATOR, Hidden
from core.conformance.questions import Question, Questions
from core.conformance.recording import Recording
from core.identity import Viewer


def answered_as_the_schema_has_them(examination: Examination) -> Iterator[str]:
    """Each value of an enum that is answered, alone, in a list or in a facet, is one that the schema has."""
    network = examination.filled()
    questions = Questions(examination, network.platform)
    told: set[str] = set()
    for viewer in _viewers(examination, network):
        for question in _questions(questions):
            data = network.ask(question.document, question.variables, viewer).get("data")
            for coordinate, enum, value in unknown_values(questions.schema, questions.schema.query_type, data):
                if coordinate not in told:
                    told.add(coordinate)
                    yield f"{coordinate} answers {value!r}, which {enum.name} does not have{_advice(enum, value)}"


def _viewers(examination: Examination, network: Recording) -> list[Viewer]:
    """An administrator; where something is hidden from administrators, those who wrote it as well."""
    if not Hidden(examination, network.platform, ADMINISTRATOR).something:
        return [ADMINISTRATOR]
    return list(dict.fromkeys((ADMINISTRATOR, *(written.viewer for written in examination.written))))


def unknown_values(
    schema: GraphQLSchema, kind: Any, value: Any, coordinate: str = ""
) -> Iterator[tuple[str, GraphQLEnumType, Any]]:
    """The values of enums in an answer which the schema does not have: where each is, and of which enum it is."""
    named = get_named_type(kind)
    if isinstance(value, list):
        for item in value:
            yield from unknown_values(schema, named, item, coordinate)
    elif isinstance(named, GraphQLEnumType):
        if value is not None and value not in named.values:
            yield coordinate, named, value
    elif isinstance(value, dict):
        made = schema.type_map.get(value.get("__typename", ""), named)
        if isinstance(made, GraphQLObjectType | GraphQLInterfaceType):
            for key in value.keys() & made.fields.keys():
                yield from unknown_values(schema, made.fields[key].type, value[key], f"{made.name}.{key}")


def _questions(questions: Questions) -> Iterator[Question]:
    """For all that there is, with as few arguments as possible."""
    yield from (question for question in questions.by_id() if "ids" in question.variables)
    yield from questions.least()


def _advice(enum: GraphQLEnumType, value: Any) -> str:
    name = next((name for name, made in enum.values.items() if getattr(made.value, "value", made.value) == value), None)
    of = f": it is the value of {name}" if name is not None else ""
    return f"{of}. Store the name of a member, as in topic.name, not its value."
