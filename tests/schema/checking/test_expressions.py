"""An expression that fails, or reads what cannot be written as annotated, is reported when the schema is assembled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, MetaData, Numeric, String, Table, cast, func, select

from schema import (
    Connection,
    Identifier,
    Texts,
    column,
    connection,
    given,
    many,
    one,
    part,
    record,
    reference,
    resolved,
    text,
    within,
)
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, courses, declared, queries, refused, schools

plain = Table("expressions_plain", MetaData(), Column("key", Identifier, primary_key=True), Column("word", Boolean))


@pytest.mark.parametrize("annotation", [int, float, bool, date, list[str]])
@pytest.mark.parametrize("expression", [courses.c.word, lambda row: func.lower(row.word, type_=row.word.type)])
def test_a_text_is_refused_as_another_value(annotation: Any, expression: Any) -> None:
    said = refused(declared("Course", annotations={"size": annotation}, fields={"size": column(expression)}))
    assert said.startswith("Course.size is annotated ")
    assert "what it reads is String" in said


def test_a_number_is_refused_as_a_text() -> None:
    assert "Course.key is annotated" in refused(
        declared("Course", annotations={"key": str}, fields={"key": column(courses.c.id)})
    )


@pytest.mark.parametrize("expression", [courses.c.word, lambda row: cast(row.word, Date)])
def test_a_reference_reads_a_key(expression: Any) -> None:
    course = declared("Course")
    led = declared("Other", annotations={"course": course}, fields={"course": reference(expression)})
    said = refused(course, led)
    assert said.startswith("Other.course reads ")
    assert said.endswith("; reference(…) reads a key, that is a column of Identifier.")


def test_a_text_reads_texts() -> None:
    said = refused(declared("Course", annotations={"title": str}, fields={"title": text(courses.c.word)}))
    assert said == (
        "Course.title reads String(); text(…) reads a column of Texts; what is in one language alone is a column(…)."
    )


@pytest.mark.parametrize("kind", [Numeric(10, 2), Numeric(), Float()])
def test_a_number_with_fractions_is_refused_as_an_int(kind: Any) -> None:
    priced = {"price": column(lambda row: cast(row.word, kind))}
    said = refused(declared("Course", annotations={"price": int}, fields=priced))
    assert said.startswith("Course.price is annotated int; what it reads is ")


def test_a_number_of_scale_0_is_an_int() -> None:
    priced = {"price": column(lambda row: cast(row.word, Numeric(9, 0)))}
    course = declared("Course", annotations={"price": int}, fields=priced)
    assemble(Contributions(roles=ROLES, types=[course], queries=[queries()]))


def test_an_expression_that_fails_is_reported_with_its_field() -> None:
    course = declared("Course", annotations={"size": int}, fields={"size": column(lambda row: row.size)})
    assert refused(course) == "Course.size cannot be evaluated: AttributeError: size."
    course = declared("Course")
    listing = connection(lambda row, other: row.id == other.teacher)
    listed = declared("Other", annotations={"all": Connection[course]}, fields={"all": listing})  # type: ignore[valid-type]
    assert refused(course, listed) == "Other.all cannot be evaluated: AttributeError: teacher."


@pytest.mark.parametrize(
    "made",
    [
        column("weight"),  # type: ignore[arg-type]
        text("weight"),  # type: ignore[arg-type]
        reference("weight"),  # type: ignore[arg-type]
        column(lambda row: "weight"),  # type: ignore[arg-type, return-value]
        resolved(lambda reading, word: word, needs={"word": "weight"}),  # type: ignore[dict-item]
        resolved(lambda reading, word: word, needs={"word": lambda row: "weight"}),  # type: ignore[dict-item, return-value]
    ],
)
def test_what_is_not_an_expression_is_reported(made: Any) -> None:
    course = declared("Course")
    annotation = course if "key" in made.__dataclass_fields__ else str
    observed = declared("Observation", schools, annotations={"weight": annotation}, fields={"weight": made})
    assert refused(course, observed) == (
        "Observation.weight reads 'weight': give a column or an expression of the table."
    )


@pytest.mark.parametrize(
    "made", [column(schools.c.word), resolved(lambda reading, word: word, needs={"word": schools.c.word})]
)
def test_a_column_of_another_table_is_none_of_the_row(made: Any) -> None:
    said = refused(declared("Course", annotations={"school": str}, fields={"school": made}))
    assert said == (
        "Course.school reads fitting_schools.word, a column of fitting_schools; Course is over fitting_courses. Write a "
        "column of that, or a function that selects the other's, as in lambda row: "
        "select(….c.…).where(…).scalar_subquery()."
    )


def test_a_key_of_another_table_is_refused_in_an_order() -> None:
    said = refused(declared("Course", order=(schools.c.word,)))
    assert said.startswith(
        "The order of Course reads fitting_schools.word, a column of fitting_schools; Course is over"
    )


def test_a_column_is_that_of_what_selects_it() -> None:
    body = {"__module__": __name__, "__doc__": "Fictitious.", "__annotations__": {"word": str}}
    chosen = record(select(courses).subquery())(type("Chosen", (), {**body, "word": column(courses.c.word)}))
    assemble(Contributions(roles=ROLES, types=[chosen], queries=[queries()]))


def test_rows_are_asked_for_by_a_clause() -> None:
    course = declared("Course")
    for made, annotation in ((connection, Connection[course]), (many, list[course]), (one, course | None)):  # type: ignore[valid-type]
        listed = declared("Other", annotations={"all": annotation}, fields={"all": made(lambda row, other: True)})  # type: ignore[operator]
        assert refused(course, listed) == "Other.all selects rows by True; return a clause over them."


def test_an_unknown_fact_is_reported_in_one_sentence() -> None:
    said = refused(declared("Course", scope=lambda row, role: given("partcipant") == row.id))
    assert said.endswith("now.") and not said.endswith("..")


def test_a_scope_that_is_not_a_clause_is_reported() -> None:
    assert refused(declared("Course", scope=lambda row, role: True)).startswith("The scope of Course returns True")
    assert "cannot be evaluated: ZeroDivisionError" in refused(declared("Course", scope=lambda row, role: 1 / 0))


def test_clauses_that_python_joins_are_reported_with_the_place() -> None:
    joined = (
        lambda row, role: row.word.is_(None) or row.word != "draft",
        lambda row, role: not row.word.is_(None),
    )
    for scope in joined:
        said = refused(declared("Course", scope=scope))
        assert "TypeError: Boolean value of this clause is not defined. At " in said
        assert said.endswith(
            f"test_expressions.py:{scope.__code__.co_firstlineno}, join clauses with and_, or_ and not_ of sqlalchemy, "
            "not with and, or and not."
        )


def test_a_scope_that_hides_nothing_is_reported() -> None:
    """Its function forgot to return: everything would be published."""

    def forgetful(row: Any, role: str) -> Any:
        row.word != "draft"  # noqa: B015

    said = refused(declared("Course", scope=forgetful))
    assert said == (
        "The scope of Course returns None for every role, and so hides nothing: return the clause, or leave scope= out."
    )
    hidden = {"size": column(lambda row: row.word + "", visible_when=forgetful)}
    said = refused(declared("Course", annotations={"size": str | None}, fields=hidden))
    assert said.startswith("The visible_when of Course.size returns None for every role")
    assert said.endswith("or leave visible_when= out.")


def test_a_scope_is_tried_for_every_role() -> None:
    def by_role(found: Any) -> type:
        return declared("Course", scope=lambda row, role: found if role == "EDITOR" else row.word != "draft")

    assert refused(by_role(False)).startswith("The scope of Course returns False for EDITOR; return a clause")
    assemble(Contributions(roles=ROLES, types=[by_role(None)], queries=[queries()]))


def test_an_order_is_a_tuple_of_keys() -> None:
    assert "write a tuple of keys" in refused(declared("Course", order=courses.c.word))
    assert "has the key 'word'" in refused(declared("Course", order=("word",)))


def test_a_node_has_an_id() -> None:
    assert refused(declared("Plain", plain, annotations={"word": bool})) == (
        "Plain.id cannot be evaluated: AttributeError: id."
    )


open_ended = Table(
    "expressions_open_ended", MetaData(),
    Column("id", Identifier, primary_key=True),
    Column("word", String, nullable=False),
    Column("place", String),
    Column("title", Texts),
    Column("next_id", Identifier, ForeignKey("expressions_open_ended.id")),
)  # fmt: skip


def _answering(annotation: Any, made: Any) -> type:
    return declared("Course", open_ended, annotations={"place": annotation}, fields={"place": made})


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (column(open_ended.c.place), "place"),
        (column(lambda row: row.place), "place"),
        (text(open_ended.c.title), "title"),
    ],
)
def test_a_column_that_may_be_null_is_refused_for_a_field_that_is_never_null(made: Any, name: str) -> None:
    said = refused(_answering(str, made))
    assert said.startswith(f"Course.place is annotated str, and its column {name} may be null; ")
    assert (
        f"Write str | None, make the column nullable=False, or replace null by a function, as in lambda row: func.coalesce(row.{name}, …)."
        in said
    )


def test_a_reference_that_may_lead_nowhere_may_be_null() -> None:
    course = declared(
        "Other", open_ended, annotations={"next": "Other"}, fields={"next": reference(open_ended.c.next_id)}
    )
    assert refused(course).startswith("Other.next is annotated Other, and its column next_id may be null; ")


@pytest.mark.parametrize("scope", [None, within], ids=["everybody", "another's"])
def test_a_reference_to_what_not_everybody_sees_may_be_null(scope: Callable[..., Any] | None) -> None:
    """One draft of another plugin would take all rows that lead to it from whoever does not see it."""
    lessons = Table(
        "expressions_lessons", MetaData(), Column("id", Identifier, primary_key=True), Column("word", String, nullable=False),
        Column("school_id", Identifier, ForeignKey(schools.c.id), nullable=False),
        Column("other_id", Identifier, ForeignKey(schools.c.id), nullable=False),
    )  # fmt: skip

    def visible(row: Any, role: str) -> Any:
        return row.word != "draft"

    school = declared("School", schools, scope=visible)

    def lesson(annotation: str, own: Any) -> type:
        leads = {"school": reference(lessons.c.school_id)}
        return declared("Lesson", lessons, annotations={"school": annotation}, fields=leads, scope=own)

    refused_scope = scope and scope(lessons.c.other_id, visible)
    said = refused(school, lesson("School", refused_scope))
    assert said.startswith("Lesson.school is annotated School, and not every reader of a Lesson sees its School;")
    assert "Write School | None, or give Lesson a scope that includes that of its School." in said
    for taken in (lesson("School | None", refused_scope), lesson("School", within(lessons.c.school_id, visible))):
        assemble(Contributions(roles=ROLES, types=[school, taken], queries=[queries()]))


def test_what_stands_for_null_or_is_there_on_purpose_is_taken() -> None:
    elsewhere = select(open_ended.c.place).where(open_ended.c.place.is_not(None)).subquery()
    body = {"__module__": __name__, "__doc__": "Fictitious.", "__annotations__": {"place": str}}
    held = record(open_ended)(type("Held", (), {**body, "place": column(open_ended.c.place)}))
    chosen = record(elsewhere)(type("Chosen", (), {**body, "place": column(lambda row: row.place)}))
    fields = {
        "place": column(lambda row: func.coalesce(row.place, "")),
        "held": part(when=lambda row: row.place.is_not(None)),
    }
    course = declared("Course", open_ended, annotations={"place": str, "held": held | None}, fields=fields)
    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    assert (
        "place: String!"
        in assemble(Contributions(roles=ROLES, types=[course, held, chosen], queries=[listed])).schema.as_str()
    )
