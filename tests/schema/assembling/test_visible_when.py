"""Faulty declarations of cells that only some may read are reported when the schema is assembled."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, MetaData, String, Table, cast

from schema import (
    Connection,
    Identifier,
    Order,
    Texts,
    column,
    connection,
    many,
    part,
    record,
    reference,
    text,
    through,
)
from tests.schema.assembling.declaring import courses, declared, refused, schools

lessons = Table(
    "visible_lessons", MetaData(),
    Column("id", Identifier, primary_key=True),
    Column("word", String, nullable=False),
    Column("course_id", Identifier, ForeignKey(courses.c.id), nullable=False),
)  # fmt: skip


def own(row: Any, role: str) -> Any:
    """For nobody."""
    return row.id < 0


def other(row: Any, role: str) -> Any:
    """For somebody else."""
    return row.id > 0


@pytest.mark.parametrize(
    ("annotation", "made"),
    [
        (str, column(courses.c.word, visible_when=own)),
        (str, column(lambda row: row.word, visible_when=own)),
        (str, text(lambda row: cast(row.word, Texts), visible_when=own)),
    ],
)
def test_what_not_everybody_sees_may_be_null(annotation: Any, made: Any) -> None:
    said = refused(declared("Course", annotations={"size": annotation}, fields={"size": made}))
    assert said == "Course.size is null where visible_when does not hold: write str | None."


def test_an_object_that_not_everybody_sees_may_be_null() -> None:
    led = {"course": reference(lessons.c.course_id, visible_when=own)}
    course = declared("Course")
    said = refused(course, declared("Lesson", lessons, annotations={"course": course}, fields=led))
    assert said.startswith("Lesson.course is null where visible_when does not hold: write ")


def test_one_column_is_withheld_alike_by_all_that_answer_it() -> None:
    hidden = {"size": column(courses.c.word, visible_when=own)}
    said = refused(declared("Course", annotations={"size": str | None}, fields=hidden))
    assert said == (
        "Course.word answers the column word, which another field answers with another visible_when or "
        "restricted_to: give both the same; those of a part also hold for its fields."
    )
    twice = {
        "word": column(courses.c.word, visible_when=own),
        "size": column(lambda row: row.word, visible_when=other),
    }
    both = declared("Course", annotations={"word": str | None, "size": str | None}, fields=twice)
    assert refused(both).startswith("Course.size answers the column word, which another field answers")


def test_a_part_of_the_same_row_keeps_it_back_as_well() -> None:
    @record(courses)
    class Words:
        """The same."""

        said: str | None = column(courses.c.word)

    hidden = {"word": column(courses.c.word, visible_when=own), "words": part()}
    course = declared("Course", annotations={"word": str | None, "words": Words}, fields=hidden)
    assert refused(course, Words).startswith("Words.said answers the column word, which another field answers")


def test_what_a_part_withholds_no_field_answers_openly() -> None:
    @record()
    class Words:
        """Of whatever row."""

        said: str | None = column(lambda row: row.word)

    hidden = {"words": part(visible_when=own)}
    course = declared("Course", annotations={"words": Words | None}, fields=hidden)
    assert refused(course, Words).startswith("Course.word answers the column word, which another field answers")


def test_a_part_is_made_of_what_its_row_has() -> None:
    @record()
    class Sizes:
        """Of whatever row."""

        said: str | None = column(lambda row: row.size)

    course = declared("Course", annotations={"sizes": Sizes}, fields={"sizes": part()})
    assert refused(course, Sizes) == "Sizes.said cannot be evaluated: AttributeError: size."


def _withheld(visible_when: Any = own) -> dict[str, Any]:
    """A course whose word not everybody sees."""
    return {"annotations": {"word": str | None}, "fields": {"word": column(courses.c.word, visible_when=visible_when)}}


def test_a_key_that_not_every_reader_sees_is_refused_in_an_order() -> None:
    said = refused(declared("Course", **_withheld(), orders={"W": Order(keys=(courses.c.word,))}))
    assert said.startswith("The order of Course has the key word, which is null for readers that may not see it")
    said = refused(declared("Course", **_withheld(), orders={"W": Order(keys=(lambda row: row.word,))}))
    assert said.startswith("The order of Course has the key word")
    inside = through(lessons.c.course_id, courses.c.word)
    said = refused(declared("Course", **_withheld()), declared("Lesson", lessons, order=(inside,)))
    assert said.startswith("The order of Lesson has the key word")


def test_no_order_goes_through_a_reference_that_not_everybody_sees() -> None:
    """The order alone would tell where it leads."""
    course, inside = declared("Course"), through(lessons.c.course_id, courses.c.word)
    led = {"course": reference(lessons.c.course_id, visible_when=own)}
    lesson = {"annotations": {"course": course | None}, "fields": led}
    said = refused(course, declared("Lesson", lessons, **lesson, order=(inside,)))
    assert said.startswith("The order of Lesson has the key course_id")
    lesson = declared("Lesson", lessons, **lesson)  # type: ignore[assignment]
    listed = {"all": many(lambda school, lesson: lesson.id > 0, order=(inside,))}
    school = declared("School", schools, annotations={"all": list[lesson]}, fields=listed)  # type: ignore[valid-type]
    assert refused(course, lesson, school).startswith("The order of School.all has the key course_id")  # type: ignore[arg-type]


def test_a_root_field_has_no_row_to_ask() -> None:
    course = declared("Course")
    for annotation, made in (
        (Connection[course], connection(visible_when=own)),  # type: ignore[valid-type]
        (list[course], many(visible_when=own)),
    ):
        said = refused(course, courses=(annotation, made))
        assert said.startswith("Query.courses has no row of a table for visible_when")


def test_an_object_of_no_table_has_no_row_to_ask() -> None:
    @record()
    class Words:
        """Of whatever row."""

        said: str | None = column(lambda row: row.word, visible_when=own)

    course = declared("Course", annotations={"words": Words}, fields={"words": part()})
    assert refused(course, Words).startswith("Words.said has no row of a table for visible_when")


def test_a_condition_that_is_not_a_clause_is_reported() -> None:
    def hidden(visible_when: Any) -> type:
        made = {"size": column(lambda row: row.word + "", visible_when=visible_when)}
        return declared("Course", annotations={"size": str | None}, fields=made)

    said = refused(hidden(lambda row, role: True))
    assert said == "The visible_when of Course.size returns True for PUBLIC; return a clause over the row, or None."
    assert refused(hidden(lambda row, role: row.nothing)).startswith(
        "The visible_when of Course.size cannot be evaluated: AttributeError"
    )
