"""A condition that fails, or that no database can evaluate, is reported when the schema is assembled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from schema import Connection, among, connection, each, where
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused


def message_of(condition: Any, annotation: Any = str | None) -> str:
    """What is said of a condition."""
    course = declared("Course")
    found = connection(filter=filter_of("Which", annotation, word=condition))
    return refused(course, courses=(Connection[course], found))  # type: ignore[valid-type]


@pytest.mark.parametrize("annotation", [str | None, list[str] | None], ids=["one", "list"])
@pytest.mark.parametrize("convert", [None, str.lower], ids=["as it is", "converted"])
@pytest.mark.parametrize(
    ("clause", "said"),
    [
        (lambda row, word: row.words == word, "Which.word cannot be evaluated: AttributeError: words."),
        (lambda row, word: row.word is word, "Which.word selects rows by False; return a clause over them."),
        (
            lambda row, word: func.lower(row.word).contains(word, autoescape=True),
            "Which.word cannot be evaluated: TypeError: String value expected when autoescape=True.",
        ),
        (lambda row, word: row.word.in_(word), "Which.word uses in_(…), which needs a parameter for each value"),
        (lambda row, word: row.id.in_(select(courses.c.id).where(~courses.c.word.in_(word))), "Which.word uses in_"),
    ],
)
def test_a_condition_that_fails_is_reported_with_its_filter(
    clause: Callable[..., Any], said: str, convert: Any, annotation: Any
) -> None:
    assert message_of(where(clause, convert=convert), annotation).startswith(said)


def test_keys_that_fail_are_reported_with_their_filter() -> None:
    def keys(values: Any) -> Any:
        return select(courses.c.id).where(courses.c.word.in_(values))

    assert message_of(where(keys=lambda word: select(courses.c.number))).startswith("Which.word cannot be evaluated")
    assert message_of(where(keys=keys), list[str] | None).endswith("Write among(row.…, values).")
    assert message_of(where(keys=keys)).endswith("Write among(row.…, values), or == for a single value.")


@pytest.mark.parametrize(
    ("condition", "annotation"),
    [
        (lambda row, words: among(row.word, words), list[str] | None),
        (where(lambda row, words: among(row.word, words), convert=each(str.lower)), list[str] | None),
        (where(lambda row, words: among(row.word, words), convert=str.split), str | None),
        (where(lambda row, word: row.word.like("%" + word, escape="!"), convert=str.lower), str | None),
        (where(lambda row, ends: row.word.between(ends["from"], ends["to"]), convert=lambda word: {}), str | None),
        (lambda row, word: row.word.in_(["one", "other"]) == (word == ""), str | None),
    ],
)  # fmt: skip
def test_a_condition_that_can_be_asked_is_taken(condition: Any, annotation: Any) -> None:
    course = declared("Course")
    listed = connection(filter=filter_of("Which", annotation, word=condition))
    roots = queries(courses=(Connection[course], listed))  # type: ignore[valid-type]
    assemble(Contributions(roles=ROLES, types=[course], queries=[roots]))
