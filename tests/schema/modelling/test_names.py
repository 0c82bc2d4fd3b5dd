"""Two types of one name are reported when the schema is assembled, whatever declares them."""

from __future__ import annotations

import enum
import sys
from types import ModuleType
from typing import Any

import pytest
import strawberry

from schema import Connection, UserError, column, connection
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.declarations import graphql_name
from schema.declaring.errors import DeclarationError
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused, schools


def test_two_filters_of_one_name_are_no_one_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "another.plugin", ModuleType("another.plugin"))
    school, course = declared("School", schools), declared("Course")
    first = filter_of("Which", word=lambda row, word: row.word == word)
    second = filter_of("Which", letter=lambda row, letter: row.word.startswith(letter))
    second.__module__ = "another.plugin"
    said = refused(
        school,
        course,
        schools=(Connection[school], connection(filter=first)),  # type: ignore[valid-type]
        courses=(Connection[course], connection(filter=second)),  # type: ignore[valid-type]
    )
    assert said.startswith("Two types are named Which: one in tests.schema.assembling.declaring")
    assert "one in another.plugin" in said


def test_two_connections_of_one_name_are_no_one_connection() -> None:
    school, course = declared("School", schools), declared("Course", connection_name="SchoolConnection")
    said = refused(
        school, course, schools=(Connection[school], connection()), courses=(Connection[course], connection())
    )  # type: ignore[valid-type]
    assert said.startswith("Two types are named SchoolConnection: ")


@pytest.mark.parametrize("name", ["PageInfo", "Query", "Node", "Int", "Refused"])
def test_a_type_has_no_name_that_is_the_platforms(name: str) -> None:
    assert refused(declared(name), word=(str, column(lambda row: row.word))).startswith(
        f"Two types are named {name}: one in the platform"
    )


def test_two_enums_of_one_name_are_reported_with_both_places() -> None:
    def kind(module: str) -> Any:
        return strawberry.enum(enum.Enum("Size", ["LARGE"], module=module))

    course = declared("Course", annotations={"size": kind("one")}, fields={"size": column(courses.c.word)})
    school = declared("School", schools, annotations={"size": kind("two")}, fields={"size": column(schools.c.word)})
    said = refused(
        course, school, courses=(Connection[course], connection()), schools=(Connection[school], connection())
    )  # type: ignore[valid-type]
    assert said.startswith("Two types are named Size: one in one, one in two.")


def test_an_error_type_has_no_name_of_a_type() -> None:
    shown = strawberry.type(type("Told", (UserError,), {"__module__": __name__}), name="Course")
    course = declared("Course")
    with pytest.raises(DeclarationError, match="Two types are named Course: one in tests"):
        assemble(
            Contributions(
                roles=ROLES,
                types=[course],
                queries=[queries(courses=(Connection[course], connection()))],  # type: ignore[valid-type]
                error_types={LookupError: shown},
            )
        )


def _greeting(module: str, name: str | None = None) -> type:
    """A root class of one resolver, `hello` unless it is named otherwise."""

    @strawberry.field(name=name)
    def hello() -> str:
        return module

    return type("Greeting", (), {"__module__": module, "hello": hello})


def test_two_resolvers_of_one_name_are_reported_with_both_places() -> None:
    message = (
        r"^Query\.hello is declared twice: in tests\.schema\.modelling\.test_names\.Greeting, and in enum\.Greeting\. "
    )
    with pytest.raises(DeclarationError, match=message):
        assemble(Contributions(roles=ROLES, queries=[_greeting(__name__), _greeting("enum")]))


def test_a_resolver_under_the_name_of_a_declared_field_is_reported() -> None:
    course = declared("Course")
    declares = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    message = (
        r"^Query\.courses is declared twice: in tests\.schema\.assembling\.declaring\.Queries, and in enum\.Greeting\. "
    )
    with pytest.raises(DeclarationError, match=message):
        assemble(Contributions(roles=ROLES, types=[course], queries=[declares, _greeting("enum", "courses")]))


@pytest.mark.parametrize("name", ["node", "nodes"])
def test_a_root_field_has_no_name_of_the_platforms(name: str) -> None:
    course = declared("Course")
    said = refused(course, **{name: (Connection[course], connection())})  # type: ignore[valid-type]
    assert said.startswith(
        f"Query.{name} is declared twice: in the platform, and in tests.schema.assembling.declaring.Queries. "
    )


@pytest.mark.parametrize("name", ["edges", "nodes", "page_info", "total_count"])
def test_a_field_of_a_connection_has_no_name_of_the_platforms(name: str) -> None:
    more = queries(**{name: (str, column(courses.c.word))})
    course = declared("Course", connection_fields=more)
    said = refused(course, courses=(Connection[course], connection()))  # type: ignore[valid-type]
    assert said.startswith(f"CourseConnection.{graphql_name(name)} is declared twice: in the platform, and in tests.")
