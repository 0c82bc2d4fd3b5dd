"""An annotation from which no type can be made is reported with its field, wherever it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import strawberry

from schema import Connection, UserError, connection, many, mutation, resolved, written_in
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused


@strawberry.type
class Lesson:
    """A type of Strawberry's alone."""

    lasts: timedelta


@strawberry.input
class PlanInput:
    """An input with one inside."""

    lesson: list[LessonInput] | None = None


@strawberry.input
class LessonInput:
    """What Strawberry cannot take."""

    lasts: timedelta


@strawberry.type
class Waiting(UserError):
    """What shows a refusal."""

    waits: timedelta


class Mutations:
    """Root fields that write."""

    @mutation()
    def plan(write: Any, input: PlanInput) -> Any:
        """Plan one."""


class Queries:
    """Root fields of Strawberry's own."""

    @strawberry.field
    def lesson(self) -> Lesson | None:
        return None


def _message_of(**contributed: Any) -> str:
    course = declared("Course")
    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    contributions = Contributions(
        roles=ROLES, types=[course], queries=[listed, *contributed.pop("queries", [])], **contributed
    )
    with pytest.raises(DeclarationError) as raised:
        assemble(contributions)
    return str(raised.value)


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (Any, "Any"),
        (timedelta | None, "timedelta"),
        (dict[str, str], "dict[str, str]"),
        (list[timedelta], "timedelta"),
    ],
)
def test_a_field_that_python_computes_is_reported_with_its_type(annotation: Any, said: str) -> None:
    made = resolved(lambda reading, word: word, needs={"word": courses.c.word})
    message = refused(declared("Course", annotations={"how_long": annotation}, fields={"how_long": made}))
    assert message.startswith(
        f"Course.howLong is annotated with {said}, from which no GraphQL type can be made: write a scalar, "
    )


def test_the_language_of_a_text_is_annotated() -> None:
    message = refused(declared("Course", annotations={"spoken": Any}, fields={"spoken": written_in(courses.c.word)}))
    assert message.startswith("Course.spoken is annotated Any, ")


def test_an_input_is_reported_with_the_field_that_takes_it() -> None:
    course, which = declared("Course"), filter_of("Which", word=lambda row, word: row.word == word)
    which.__annotations__["word"] = timedelta | None
    message = refused(course, courses=(Connection[course], connection(filter=which)))  # type: ignore[valid-type]
    assert message.startswith("Which.word is annotated with ")
    under = many(lambda course, most: course.word == most, most=timedelta)
    message = refused(course, courses=(list[course], under))  # type: ignore[valid-type]
    assert message.startswith("The argument most of Query.courses is annotated with timedelta, ")


@pytest.mark.parametrize(
    ("contributed", "whose"),
    [
        ({"mutations": [Mutations]}, "LessonInput.lasts"),
        ({"queries": [Queries]}, "Lesson.lasts"),
        ({"error_types": {LookupError: Waiting}}, "Waiting.waits"),
    ],
)
def test_types_of_strawberrys_are_looked_through(contributed: dict[str, Any], whose: str) -> None:
    assert _message_of(**contributed).startswith(
        f"{whose} is annotated with timedelta, from which no GraphQL type can be made: "
    )
