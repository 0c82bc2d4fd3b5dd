"""A list that fails once an argument is given is reported when the schema is assembled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func

from schema import Argument, Connection, among, connection, many
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, declared, queries, refused


def narrowed(by: Callable[[Any, Any], Any]) -> Callable[..., None]:
    """Keeps the rows that meet a clause over them and the words, if there are any."""

    def narrow(source: Any, words: Any) -> None:
        if words is not None:
            source.where(by(source.row, words))

    return narrow


@pytest.mark.parametrize("words", [str | None, Argument(type=str, convert=lambda words, dialect: words)])
@pytest.mark.parametrize(
    ("by", "said"),
    [
        (lambda row, words: row.words == words, "cannot be evaluated: AttributeError: words."),
        (
            lambda row, words: row.word.contains(words, autoescape=True),
            "cannot be evaluated: TypeError: String value expected when autoescape=True.",
        ),
        (lambda row, words: row.word is words, "selects rows by False; return a clause over them."),
        (
            lambda row, words: row.word.in_(words),
            "uses in_(…), which needs a parameter for each value; an argument has a single one, for a list as well. "
            "Write among(row.…, values), or == for a single value.",
        ),
    ],
)
def test_what_fails_with_an_argument_is_reported(by: Callable[..., Any], said: str, words: Any) -> None:
    course = declared("Course")
    listed = connection(narrow=narrowed(by), words=words)
    assert refused(course, courses=(Connection[course], listed)) == f"The narrow of Query.courses {said}"  # type: ignore[valid-type]
    alike = declared(
        "Course", annotations={"alike": "list[Course]"}, fields={"alike": many(narrow=narrowed(by), words=words)}
    )
    assert refused(alike) == f"The narrow of Course.alike {said}"
    on = many(lambda row, other, words: by(other, words), words=words)
    below = declared("Course", annotations={"alike": "list[Course]"}, fields={"alike": on})
    assert refused(below) == f"Course.alike {said}"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (lambda row, words: among(row.word, words), list[str] | None),
        (lambda row, words: func.lower(row.word).like(words["any"], escape="!"), Argument(
            type=str | None, convert=lambda words, dialect: {"any": words}
        )),
        (lambda row, words: row.id > words, int | None),
    ],
)  # fmt: skip
def test_a_list_that_can_be_asked_is_taken(by: Callable[..., Any], words: Any) -> None:
    course = declared("Course")
    listed = connection(narrow=narrowed(by), words=words)
    roots = queries(courses=(Connection[course], listed))  # type: ignore[valid-type]
    assemble(Contributions(roles=ROLES, types=[course], queries=[roots]))
