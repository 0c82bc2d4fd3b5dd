"""Declarations that do not fit together are reported by name when the schema is assembled."""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import Any

import pytest
import strawberry
from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, String, Table

from schema import (
    Argument,
    Connection,
    Identifier,
    Order,
    Under,
    by_id,
    column,
    connection,
    facet,
    filters,
    many,
    mutation,
    one,
    part,
    record,
    subscription,
    through,
    where,
)
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused


class Kind(enum.Enum):
    """What schools can be ordered by."""

    WORD = "word"
    SIZE = "size"


def test_a_field_of_a_type_that_is_not_registered_is_reported() -> None:
    course = declared("Course")
    said = refused(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    assert said == "Query.courses answers Course: return that from register_types."


def test_an_annotation_that_a_field_cannot_answer_is_reported() -> None:
    course = declared("Course")
    said = refused(course, courses=(list[course], connection()))  # type: ignore[valid-type]
    assert said.startswith("Query.courses is annotated list[")
    assert said.endswith("connection(…) answers Connection[…] of a declared type.")
    said = refused(course, courses=(Connection[course], many()))  # type: ignore[valid-type]
    assert said.endswith("many(…) answers a list of a declared type.")
    said = refused(course, course=(list[course], by_id()))  # type: ignore[valid-type]
    assert said.endswith("by_id(…) answers a declared type.")


@pytest.mark.parametrize("annotation", [int | str, int | str | None])
def test_an_annotation_of_several_things_is_reported(annotation: Any) -> None:
    said = refused(declared("Course", annotations={"size": annotation}, fields={"size": column(courses.c.id)}))
    assert said == f"Course.size: {annotation} is several things: a field answers one, or one and None."


def test_a_list_of_what_is_not_a_type_is_reported() -> None:
    said = refused(declared("Course"), courses=(Connection[int], connection()))
    assert said == "Query.courses: Connection[<class 'int'>] is over a type that is not declared."


def test_an_annotation_that_declares_nothing_is_reported() -> None:
    said = refused(declared("Course", annotations={"size": int}), word=(str, column(lambda row: row.word)))
    assert "Course.size says what it answers, but not from where" in said


def test_an_order_that_the_type_does_not_have_is_reported() -> None:
    course = declared("Course", orders={"WORD": Order(keys=(courses.c.word,))})
    said = refused(course, courses=(Connection[course], connection(order_by=strawberry.enum(Kind))))  # type: ignore[valid-type]
    assert said == "Query.courses can be ordered by SIZE, which is not an order of Course."


def test_an_order_that_is_not_an_enumeration_is_reported() -> None:
    course = declared("Course")
    said = refused(course, courses=(Connection[course], connection(order_by="word")))  # type: ignore[arg-type, valid-type]
    assert said == "Query.courses is ordered by 'word': give an enumeration, whose names are orders of Course."


def test_a_filter_is_decorated_and_takes_ids_of_what_there_is() -> None:
    course = declared("Course")
    plain = type("Plain", (), {"__module__": __name__})
    said = refused(course, courses=(Connection[course], connection(filter=plain)))  # type: ignore[valid-type]
    assert said == "The filter Plain of Query.courses: put @filters above it."
    lost = filter_of("Lost", school=lambda row, key: row.id == key)
    vars(lost)["__conditions__"]["school"] = where(lambda row, key: row.id == key, id_of="School")
    said = refused(course, courses=(Connection[course], connection(filter=lost)))  # type: ignore[valid-type]
    assert said == "Lost.school takes ids of School, which is not a type of the schema."
    vars(lost)["__conditions__"]["school"] = where(lambda row, key: row.id == key, id_of="Course")
    said = refused(course, courses=(Connection[course], connection(filter=lost)))  # type: ignore[valid-type]
    assert said == "Lost.school takes ids of Course: annotate it strawberry.ID | None, or list[strawberry.ID] | None."


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (strawberry.ID, "write id_of=…, the type that has them."),
        (strawberry.ID | None, "write id_of=…, the type that has them."),
        (list[strawberry.ID] | None, "write id_of=…, the type that has them."),
    ],
)
def test_a_condition_on_an_id_compares_a_key(annotation: Any, said: str) -> None:
    course = declared("Course")
    ours = filter_of("Ours", course=lambda row, key: row.id == key)
    ours.__annotations__["course"] = annotation
    listing = (Connection[course], connection(filter=ours))  # type: ignore[valid-type]
    assert refused(course, courses=listing) == f"Ours.course takes an id and compares a key: {said}"
    vars(ours)["__conditions__"]["course"] = where(lambda row, key: row.id == key, convert=lambda id: id)
    ours.__annotations__["course"] = strawberry.ID | None
    assemble(Contributions(roles=ROLES, types=[course], queries=[queries(courses=listing)]))


@pytest.mark.parametrize(("annotation", "written"), [(str, "str"), (list[str], "list[str]")])
def test_every_condition_may_be_left_out(annotation: Any, written: str) -> None:
    course = declared("Course")
    listing = connection(filter=filter_of("Which", annotation, word=lambda row, word: row.word == word))
    assert refused(course, courses=(Connection[course], listing)) == (  # type: ignore[valid-type]
        f"Which.word could not be left out, as every condition may: annotate it {written} | None."
    )


def test_a_filter_has_its_conditions_itself() -> None:
    which = filter_of("Which", word=lambda row, word: row.word == word)
    with pytest.raises(
        DeclarationError, match=r"fitting\.More is a filter, which takes no condition from another class"
    ):
        filters(type("More", (which,), {"__module__": __name__, "__annotations__": {}}))


def test_a_facet_leaves_out_a_field_of_the_filter() -> None:
    @record()
    class Count:
        """How many."""

        value: str = column(lambda row: row.value)

    counts = facet(lambda rows: rows, without="wrod")
    body = {"__module__": __name__, "__annotations__": {"words": list[Count]}, "words": counts}
    course = declared("Course", connection_fields=type("CourseFields", (), body))
    listing = connection(filter=filter_of("Which", word=lambda row, word: row.word == word))
    said = refused(course, Count, courses=(Connection[course], listing))  # type: ignore[valid-type]
    assert said == "CourseConnection.words leaves out wrod, which is not in its filter."


def test_what_a_facet_by_bitmaps_leaves_out_is_answered_by_bitmaps() -> None:
    @record()
    class Count:
        """How many."""

        value: str = column(lambda row: row.value)

    counts = facet(lambda rows: rows, without="word", under=Under("word"))
    body = {"__module__": __name__, "__annotations__": {"words": list[Count]}, "words": counts}
    course = declared("Course", connection_fields=type("CourseFields", (), body))
    listing = connection(filter=filter_of("Which", word=lambda row, word: row.word == word))
    assert refused(course, Count, courses=(Connection[course], listing)) == (  # type: ignore[valid-type]
        "CourseConnection.words is counted under bitmaps, which do not answer the filter word that it leaves out: "
        "give that one `under` as well, or the facet none."
    )


def test_an_argument_sets_a_fact_that_there_is() -> None:
    course, on = declared("Course"), Argument(type=str, sets="day")
    said = refused(course, course=(course | None, one(lambda course, on: course.word == on, on=on)))
    assert said.startswith("Query.course sets 'day' by its argument on: set one of role, ")


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("queries", "forgotten is not a query: write @strawberry.field above it."),
        ("mutations", "forgotten is not a mutation: write @mutation(…) above it."),
        ("subscriptions", "forgotten is not a subscription: write @subscription(…) above it."),
    ],
)
def test_a_method_that_would_never_be_called_is_reported(root: str, said: str) -> None:
    course = declared("Course")

    class Root:
        def forgotten(write: Any, input: Any) -> Any:
            """Plan one."""

    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    contributions = Contributions(roles=ROLES, types=[course], queries=[listed])
    getattr(contributions, root).append(Root)
    with pytest.raises(DeclarationError) as raised:
        assemble(contributions)
    assert str(raised.value) == f"{__name__}: {said}"


def test_an_input_is_one_of_strawberrys() -> None:
    course = declared("Course")

    class Planning:
        """What a course is planned by."""

        word: str

    class Mutations:
        @mutation(course=course)
        def plan(write: Any, input: Planning) -> Any:
            """Plan one."""

    listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
    Mutations.plan = replace(Mutations.plan, input=Planning)  # type: ignore[type-var]
    with pytest.raises(DeclarationError) as raised:
        assemble(Contributions(roles=ROLES, types=[course], queries=[listed], mutations=[Mutations]))
    assert str(raised.value) == "The mutation plan takes Planning: write @strawberry.input above that class."


def test_a_subscription_answers_a_type_of_the_schema() -> None:
    def followed(target: type) -> Contributions:
        @subscription(target)
        async def followed(context: Any) -> Any:
            yield 1

        listed = queries(courses=(Connection[course], connection()))  # type: ignore[valid-type]
        return Contributions(
            roles=ROLES, types=[course], queries=[listed], subscriptions=[type("S", (), {"followed": followed})]
        )

    course = declared("Course")
    with pytest.raises(DeclarationError, match=r"^Subscription\.followed answers int, which is not a declared type\.$"):
        assemble(followed(int))
    with pytest.raises(
        DeclarationError, match=r"^Subscription\.followed answers School: return that from register_types"
    ):
        assemble(followed(declared("School")))


def test_a_mutation_without_an_input_is_reported() -> None:
    with pytest.raises(DeclarationError, match="plan takes no `input`: write that argument"):

        @mutation(course=declared("Course"))
        def plan(write: Any, given: Any) -> Any:
            """Plan one."""


def test_a_facet_in_a_part_of_a_connection_leaves_out_a_field_of_the_filter() -> None:
    @record()
    class Count:
        """How many."""

        value: str = column(lambda row: row.value)

    counts = {"__annotations__": {"words": list[Count]}, "words": facet(lambda rows: rows, without="wrod")}
    facets = record()(type("Facets", (), {"__module__": __name__, "__doc__": "Counts.", **counts}))
    body = {"__module__": __name__, "__annotations__": {"facets": facets}, "facets": part()}
    course = declared("Course", connection_fields=type("CourseFields", (), body))
    listing = connection(filter=filter_of("Which", word=lambda row, word: row.word == word))
    said = refused(course, Count, facets, courses=(Connection[course], listing))  # type: ignore[valid-type]
    assert said == "Facets.words leaves out wrod, which is not in its filter."


def test_what_not_everybody_reads_may_be_null() -> None:
    hidden = {"size": column(courses.c.word, restricted_to=("ADMINISTRATOR",))}
    said = refused(declared("Course", annotations={"size": str}, fields=hidden))
    assert said == "Course.size is null for those whom restricted_to leaves out: write str | None."


def test_a_key_that_may_be_null_is_refused_in_an_order() -> None:
    told = Column("told", String)
    Table("fitting_told", MetaData(), Column("id", Identifier, primary_key=True), Column("word", String), told)
    for key in (told, lambda row: row.told):
        said = refused(declared("Course", table=told.table, orders={"TOLD": Order(keys=(key,))}))
        assert said.startswith("The order of Course has the key told, which may be null: no cursor could mark where")
    course = declared("Course", table=told.table)
    for annotation, made in ((list[course], many), (course | None, one)):  # type: ignore[valid-type]
        said = refused(course, courses=(annotation, made(lambda row: row.id > 0, order=(lambda row: row.told,))))
        assert said.startswith("The order of Query.courses has the key told, which may be null")
    listed = connection(narrow=lambda source: source.order(source.row.told))
    said = refused(course, courses=(Connection[course], listed))  # type: ignore[valid-type]
    assert said.startswith("The order of Query.courses has the key told, which may be null")


def test_a_key_that_may_be_null_in_the_row_of_a_reference_is_refused_in_an_order() -> None:
    told, metadata = Column("told", String), MetaData()
    Table("fitting_led_to", metadata, Column("id", Identifier, primary_key=True), told)
    leads = Column("told_id", Identifier, ForeignKey("fitting_led_to.id"), nullable=False)
    Table("fitting_leads", metadata, Column("id", Identifier, primary_key=True), Column("word", String), leads)
    said = refused(declared("Course", table=leads.table, order=(through(leads, told),)))
    assert said.startswith("The order of Course has the key told, which may be null: no cursor could mark where")


@pytest.mark.parametrize(("annotation", "said"), [(int, "the key id has 64"), (strawberry.ID, "what it reads is")])
def test_a_key_is_refused_as_a_value(annotation: Any, said: str) -> None:
    assert said in refused(
        declared("Course", annotations={"number": annotation}, fields={"number": column(courses.c.id)})
    )


def test_a_number_of_64_bits_is_refused_as_an_int() -> None:
    """Exact amounts in minor units are: they would be answered until one is too large, and then by nobody."""
    minor = Column("minor", BigInteger)
    Table("fitting_sums", MetaData(), Column("id", Identifier, primary_key=True), Column("word", String), minor)
    made = declared("Course", minor.table, annotations={"minor": int | None}, fields={"minor": column(minor)})
    assert refused(made).endswith(
        "the column minor has 64. Make it an Integer, or answer it as text with resolved(…), as exact amounts are."
    )


def test_a_field_of_strawberry_is_reported() -> None:
    def size(self: Any) -> int:
        return 1

    with pytest.raises(DeclarationError, match=r"Course\.size is a field of Strawberry's, .* write resolved\(…\)"):
        declared("Course", fields={"size": strawberry.field(resolver=size)})
