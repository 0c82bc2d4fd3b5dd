"""Functions of fields and filters that do not accept their arguments are reported when the schema is assembled."""

from __future__ import annotations

from typing import Any

import pytest

from schema import Connection, Language, connection, many, resolved
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused

WORD = {"word": courses.c.word}


def _loud(made: Any) -> type:
    return declared("Course", annotations={"loud": str | None}, fields={"loud": made})


@pytest.mark.parametrize(
    ("made", "taken", "wanted"),
    [
        (resolved(lambda word: word, needs=WORD), "word", "reading, word"),
        (resolved(lambda reading: "", needs=WORD), "reading", "reading, word"),
        (resolved(lambda reading, word, size: word, needs=WORD), "reading, word, size", "reading, word"),
        (
            resolved(lambda reading, language: "", language=Language | None),
            "reading, language",
            "reading, language=None",
        ),
    ],
)
def test_a_resolver_takes_what_it_needs_and_its_arguments(made: Any, taken: str, wanted: str) -> None:
    assert refused(_loud(made)) == (
        f"The resolver of Course.loud takes ({taken}), and is called with ({wanted}): write that."
    )


def test_an_argument_is_named_like_nothing_that_is_needed() -> None:
    said = refused(_loud(resolved(lambda reading, word: word, needs=WORD, word=str)))
    assert said == "Course.loud needs word, and has an argument of that name: rename one of them."


def test_a_resolver_may_take_more_by_itself() -> None:
    for made in (
        resolved(lambda reading, word, size=1: word, needs=WORD),
        resolved(lambda reading, **given: given["word"], needs=WORD),
        resolved(lambda reading, language=None: "", language=Language | None),
    ):
        assemble(Contributions(roles=ROLES, types=[_loud(made)], queries=[queries()]))


def test_what_narrows_takes_its_source() -> None:
    course = declared("Course")
    for annotation, made in (
        (Connection[course], connection(narrow=lambda words: None, words=str)),  # type: ignore[valid-type]
        (list[course], many(narrow=lambda words: None, words=str)),
    ):
        assert refused(course, courses=(annotation, made)) == (
            "The narrow of Query.courses takes (words), and is called with (source, words): write that."
        )


def test_the_cost_of_arguments_takes_them() -> None:
    course = declared("Course")
    made = connection(narrow=lambda source, words: None, cost=lambda: 5, words=str)
    assert refused(course, courses=(Connection[course], made)) == (  # type: ignore[valid-type]
        "The cost of Query.courses takes (), and is called with (words): write that."
    )


@pytest.mark.parametrize(
    ("on", "taken"),
    [
        (lambda row, other: other.word == row.word, "row, other"),
        (lambda other, words: other.word == words, "other, words"),
    ],
)
def test_what_a_list_is_declared_over_takes_its_rows(on: Any, taken: str) -> None:
    course = declared("Course")
    made = connection(on, narrow=lambda source, words: None, words=str)
    assert refused(course, courses=(Connection[course], made)) == (  # type: ignore[valid-type]
        f"The on of Query.courses takes ({taken}), and is called with (other): write that."
    )


def test_below_a_type_it_takes_the_row_that_it_stands_on() -> None:
    inner = {"alike": many(lambda other, words: other.word == words, words=str)}
    course = declared("Course", annotations={"alike": "list[Course]"}, fields=inner)
    assert refused(course) == (
        "The on of Course.alike takes (other, words), and is called with (row, other, words): write that."
    )


def test_conditions_of_filters_take_the_row_and_the_value() -> None:
    course = declared("Course")
    made = connection(filter=filter_of("CourseFilter", word=lambda value: courses.c.word == value))
    assert refused(course, courses=(Connection[course], made)) == (  # type: ignore[valid-type]
        "The clause of CourseFilter.word takes (value), and is called with (row, value): write that."
    )
