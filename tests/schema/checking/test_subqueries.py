"""A common table expression that reads the row which it is for is reported if the statement would lift it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from schema import Connection, column, connection, many, one
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused

SAID = (
    " reads the row in cte(…), which a statement lifts out of the place where the row is known: write "
    'cte("…", nesting=True).'
)


def after(key: Any, **options: Any) -> Any:
    """The ids of all that come after one."""
    found = select(courses.c.id).where(courses.c.id == key + 1).cte(recursive=True, **options)
    found = found.union_all(select(courses.c.id).join(found, courses.c.id == found.c.id + 1))
    return select(found.c.id)


def counted(row: Any, **options: Any) -> Any:
    return select(func.count()).select_from(after(row.id, **options).subquery()).scalar_subquery()


def of_course(annotation: Any, made: Any) -> type:
    return declared("Course", annotations={"later": annotation}, fields={"later": made})


@pytest.mark.parametrize(
    ("annotation", "made"),
    [
        ("Connection[Course]", lambda **options: connection(lambda row, other: other.id.in_(after(row.id, **options)))),
        ("list[Course]", lambda **options: many(lambda row, other: other.id.in_(after(row.id, **options)))),
        ("Course | None", lambda **options: one(lambda row, other: other.id.in_(after(row.id, **options)))),
        (
            "list[Course]",
            lambda **options: many(lambda row, other, n: other.id.in_(after(row.id + n, **options)), n=int | None),
        ),
        (
            "list[Course]",
            lambda **options: many(
                narrow=lambda source: source.where(source.row.id.in_(after(source.parent.id, **options)))
            ),
        ),
        (int, lambda **options: column(lambda row: counted(row, **options))),
    ],
)
def test_one_of_a_field_is_reported_unless_it_is_nested(annotation: Any, made: Callable[..., Any]) -> None:
    globals()["Course"] = of_course(annotation, made())
    said = refused(globals()["Course"])
    assert said in (f"Course.later{SAID}", f"The narrow of Course.later{SAID}")
    globals()["Course"] = nested = of_course(annotation, made(nesting=True))
    assemble(Contributions(roles=ROLES, types=[nested], queries=[queries()]))


def test_one_that_reads_only_a_given_value_is_taken() -> None:
    course = declared("Course")
    found = connection(filter=filter_of("Which", int | None, id=lambda row, value: row.id.in_(after(value))))
    roots = queries(courses=(Connection[course], found))  # type: ignore[valid-type]
    assemble(Contributions(roles=ROLES, types=[course], queries=[roots]))


def test_one_of_a_condition_is_reported_unless_it_is_nested() -> None:
    course = declared("Course")
    found = connection(filter=filter_of("Which", int | None, id=lambda row, value: counted(row) == value))
    assert refused(course, courses=(Connection[course], found)) == f"Which.id{SAID}"  # type: ignore[valid-type]
