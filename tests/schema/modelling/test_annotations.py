"""An annotation that Python cannot evaluate is reported with its class and its field."""

from __future__ import annotations

from typing import Any

import pytest

from schema import Connection, column, connection, mutation
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError
from tests.schema.assembling import declaring
from tests.schema.assembling.declaring import ROLES, courses, declared, queries, refused


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        ("strawbery", "name 'strawbery' is not defined. Import it there;"),
        ("pytest.Id", "is annotated pytest.Id, which cannot be evaluated: module 'pytest' has no attribute 'Id'."),
        ("Connection[int, str]", "is annotated Connection[int, str], which cannot be evaluated: Too many arguments"),
        ("list[str", "is annotated list[str, which cannot be evaluated: '[' was never closed"),
    ],
)
def test_an_annotation_that_names_nothing_is_reported(
    monkeypatch: pytest.MonkeyPatch, annotation: str, said: str
) -> None:
    monkeypatch.setattr(declaring, "pytest", pytest, raising=False)
    message = refused(declared("Course", annotations={"size": annotation}, fields={"size": column(courses.c.word)}))
    assert message.startswith(f"{declaring.__name__}.Course.size")
    assert said in message


def test_a_list_is_of_one_thing() -> None:
    two = list[str, int]  # type: ignore[misc]
    said = refused(declared("Course", annotations={"size": two}, fields={"size": column(courses.c.word)}))
    assert said == "Course.size: list[str, int] is a list of several things: a field answers a list of one."


class Mutations:
    """Root fields that write."""

    @mutation()
    def plan(write: Any, input: PlanImput) -> Any:  # type: ignore[name-defined]  # noqa: F821
        """Plan one."""


def test_an_input_that_names_nothing_is_reported() -> None:
    course = declared("Course")
    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    with pytest.raises(
        DeclarationError, match=r"^The input of Mutations\.plan: name 'PlanImput' is not defined\. Import it there"
    ):
        assemble(Contributions(roles=ROLES, types=[course], queries=[listed], mutations=[Mutations]))
