"""An expression that fails, or reads what cannot be written as annotated, is told when the schema is assembled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, MetaData, Table, func

from schema import Connection, Identifier, column, connection
from tests.schema.declaring import courses, declared, refused

plain = Table("expressions_plain", MetaData(), Column("key", Identifier, primary_key=True), Column("word", Boolean))


@pytest.mark.parametrize("annotation", [int, float, bool, date, list[str]])
@pytest.mark.parametrize("expression", [courses.c.word, lambda row: func.lower(row.word, type_=row.word.type)])
def test_a_text_is_no_other_value(annotation: Any, expression: Any) -> None:
    said = refused(declared("Course", annotations={"size": annotation}, fields={"size": column(expression)}))
    assert said.startswith("Course.size is annotated ")
    assert "what it reads is String" in said


def test_a_number_is_no_text() -> None:
    assert "Course.key is annotated" in refused(
        declared("Course", annotations={"key": str}, fields={"key": column(courses.c.id)})
    )


def test_an_expression_that_fails_is_told_with_its_field() -> None:
    course = declared("Course", annotations={"size": int}, fields={"size": column(lambda row: row.size)})
    assert refused(course) == "Course.size cannot be asked for: AttributeError: size."
    course = declared("Course")
    listing = connection(lambda row, other: row.id == other.teacher)
    listed = declared("Other", annotations={"all": Connection[course]}, fields={"all": listing})  # type: ignore[valid-type]
    assert refused(course, listed) == "Other.all cannot be asked for: AttributeError: teacher."


def test_a_scope_that_is_no_clause_is_told() -> None:
    assert refused(declared("Course", scope=lambda row, role: True)).startswith("The scope of Course returns True")
    assert "cannot be asked for: ZeroDivisionError" in refused(declared("Course", scope=lambda row, role: 1 / 0))


def test_an_order_is_a_tuple_of_keys() -> None:
    assert "write a tuple of keys" in refused(declared("Course", order=courses.c.word))
    assert "has the key 'word'" in refused(declared("Course", order=("word",)))


def test_a_node_has_an_id() -> None:
    assert refused(declared("Plain", plain, annotations={"word": bool})) == (
        "Plain.id cannot be asked for: AttributeError: id."
    )
