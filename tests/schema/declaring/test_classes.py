"""A class holds all that is declared in it: what would be lost without a word is refused."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from schema import Connection, column, connection, mutation, subscription
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError
from tests.schema.assembling.declaring import ROLES, courses, declared, queries

COURSE = declared("Course")


class Worded:
    """What several types have."""

    size: str = column(courses.c.word)


class Written:
    @mutation(course=COURSE)
    def plan(write: Any, input: Any) -> Any:
        """Plan one."""


class Followed:
    @subscription(COURSE)
    async def changed(context: Any) -> Any:
        """It changed."""
        yield 1


class Asked:
    @strawberry.field(description="Asked.")
    def asked(self) -> int:
        return 1


def _assemble(course: type = COURSE, **contributed: Any) -> None:
    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    asked = [listed, *contributed.pop("queries", ())]
    assemble(Contributions(roles=ROLES, types=[course], queries=asked, **contributed))


@pytest.mark.parametrize(
    ("kind", "base", "name"),
    [
        ("mutations", Written, "plan"),
        ("subscriptions", Followed, "changed"),
        ("queries", Asked, "asked"),
        ("queries", Worded, "size"),
        ("fields", Worded, "size"),
    ],
)
def test_what_another_class_declares_is_not_inherited(kind: str, base: type, name: str) -> None:
    extending = type("Extending", (base,), {"__module__": __name__, "__annotations__": {}})
    said = f"Extending takes no field from another class, and {name} is in {base.__name__}: write it in Extending"
    with pytest.raises(DeclarationError, match=said):
        _assemble(**{kind: [(COURSE, extending)] if kind == "fields" else [extending]})


def test_a_type_and_its_connection_inherit_nothing() -> None:
    for declare in (
        lambda: declared("Course", bases=(Worded,)),
        lambda: _assemble(declared("Course", connection_fields=type("Totals", (Worded,), {"__module__": __name__}))),
    ):
        with pytest.raises(DeclarationError, match="takes no field from another class, and size is in Worded"):
            declare()


@strawberry.interface
class Named:
    """What several types have."""

    name: str


def test_a_type_implements_no_interface_of_strawberry() -> None:
    said = r"Course extends Named, a type of Strawberry's: interfaces and unions are not planned\. Write its fields in"
    with pytest.raises(DeclarationError, match=said):
        declared("Course", bases=(Named,))


def test_a_class_may_extend_one_that_declares_nothing() -> None:
    class Plain:
        word = "plain"

    class More(Plain):
        @strawberry.field(description="More.")
        def more(self) -> int:
            return 1

    _assemble(queries=[More])


def test_a_field_of_strawberry_in_a_class_of_added_fields_is_reported() -> None:
    with pytest.raises(DeclarationError, match=r"Asked\.asked is a field of Strawberry's, which nothing would resolve"):
        _assemble(fields=[(COURSE, Asked)])
