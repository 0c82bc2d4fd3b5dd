"""An annotation of which no type can be made is told with its field, wherever it stands."""

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
class Told(UserError):
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


def _told(**contributed: Any) -> str:
    course = declared("Course")
    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    contributions = Contributions(
        roles=ROLES, types=[course], queries=[listed, *contributed.pop("queries", [])], **contributed
    )
    with pytest.raises(DeclarationError) as told:
        assemble(contributions)
    return str(told.value)


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (Any, "Any"),
        (timedelta | None, "timedelta"),
        (dict[str, str], "dict[str, str]"),
        (list[timedelta], "timedelta"),
    ],
)
def test_a_field_that_python_computes_is_told_with_its_type(annotation: Any, said: str) -> None:
    made = resolved(lambda reading, word: word, needs={"word": courses.c.word})
    told = refused(declared("Course", annotations={"how_long": annotation}, fields={"how_long": made}))
    assert told.startswith(
        f"Course.howLong is annotated with {said}, from which no GraphQL type can be made: write a scalar, "
    )


def test_the_language_of_a_text_is_annotated() -> None:
    told = refused(declared("Course", annotations={"spoken": Any}, fields={"spoken": written_in(courses.c.word)}))
    assert told.startswith("Course.spoken is annotated Any, ")


def test_what_is_taken_is_told_with_the_field_that_takes_it() -> None:
    course, which = declared("Course"), filter_of("Which", word=lambda row, word: row.word == word)
    which.__annotations__["word"] = timedelta | None
    told = refused(course, courses=(Connection[course], connection(filter=which)))  # type: ignore[valid-type]
    assert told.startswith("Which.word is annotated with ")
    under = many(lambda course, most: course.word == most, most=timedelta)
    told = refused(course, courses=(list[course], under))  # type: ignore[valid-type]
    assert told.startswith("The argument most of Query.courses is annotated with timedelta, ")


@pytest.mark.parametrize(
    ("contributed", "whose"),
    [
        ({"mutations": [Mutations]}, "LessonInput.lasts"),
        ({"queries": [Queries]}, "Lesson.lasts"),
        ({"error_types": {LookupError: Told}}, "Told.waits"),
    ],
)
def test_types_of_strawberrys_are_looked_through(contributed: dict[str, Any], whose: str) -> None:
    assert _told(**contributed).startswith(
        f"{whose} is annotated with timedelta, from which no GraphQL type can be made: "
    )
