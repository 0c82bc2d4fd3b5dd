"""A plugin whose cells are not for everybody in every row: surveys, of which the host alone reads most."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any

import strawberry
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    FromClause,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    func,
    select,
    union_all,
)

from schema import (
    Argument,
    Bitmaps,
    Bits,
    Connection,
    Identifier,
    Names,
    Order,
    Source,
    Texts,
    Under,
    among,
    by_id,
    column,
    connection,
    facet,
    filters,
    given,
    many,
    node,
    one,
    part,
    record,
    reference,
    resolved,
    subscription,
    text,
    where,
)
from tests.core.plugins.made_plugins import plugin

METADATA = MetaData()
people = Table(
    "surveys_people", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
)  # fmt: skip
surveys = Table(
    "surveys_surveys", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("host_id", Identifier, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("score", Integer, nullable=False),
    Column("verdict", String, nullable=False),
    Column("comment", String),
    Column("source", String),
    Column("notes", Texts, nullable=False),
    Column("marks", Names, nullable=False),
    Column("mentor_id", Identifier, ForeignKey(people.c.id), nullable=False),
)  # fmt: skip
answers = Table(
    "surveys_answers", METADATA,
    Column("id", Identifier, primary_key=True, autoincrement=False),
    Column("survey_id", Identifier, ForeignKey(surveys.c.id), nullable=False),
    Column("word", String, nullable=False),
)  # fmt: skip
bitmaps = Table(
    "surveys_bitmaps", METADATA,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("bits", Bits, nullable=False),
)  # fmt: skip


READERS = ("COORDINATOR", "ADMINISTRATOR")
"""Who reads the source of a survey, whichever it is."""


def hosted(row: Any, role: str) -> ColumnElement[bool] | None:
    """For the host and for administrators."""
    if role == "ADMINISTRATOR":
        return None
    mine: ColumnElement[bool] = row.host_id == given("participant")
    return mine


def opened(row: Any, role: str) -> ColumnElement[bool]:
    """For all, from a day on."""
    on: ColumnElement[bool] = row.opens_on <= given("today")
    return on


def seldom(row: Any, role: str) -> ColumnElement[bool]:
    """The scope: it asks for a cell that is withheld, as it is."""
    found: ColumnElement[bool] = row.verdict != "LOST"
    return found


@strawberry.enum
class SurveyVerdict(enum.Enum):
    """What is thought of one."""

    FINE = "fine"
    POOR = "poor"
    LOST = "lost"


@strawberry.enum
class SurveyOrder(enum.Enum):
    """What surveys can be ordered by."""

    NUMBER = "number"
    COMMENT = "comment"


@record()
class SurveyCount:
    """How many."""

    value: str = column(lambda row: row.value)
    count: int = column(lambda row: row.count)


def _by_verdict(rows: Any) -> Select[Any]:
    return (
        select(surveys.c.verdict, func.count().label("number"))
        .join(rows, rows.c.id == surveys.c.id)
        .where(surveys.c.verdict.is_not(None))
        .group_by(surveys.c.verdict)
    )


def _by_source(rows: Any) -> Select[Any]:
    return (
        select(surveys.c.source, func.count().label("number"))
        .join(rows, rows.c.id == surveys.c.id)
        .where(surveys.c.source.is_not(None))
        .group_by(surveys.c.source)
    )


VERDICT = Under("verdict")


class SurveyConnectionFields:
    """What connections of surveys have besides pages."""

    verdicts: list[SurveyCount] = facet(_by_verdict, without="verdict", under=VERDICT)
    sources: list[SurveyCount] = facet(_by_source, without="sourced")


@filters
class SurveyFilter:
    """Which surveys."""

    verdict: SurveyVerdict | None = where(lambda row, value: row.verdict == value, under=VERDICT)
    sourced: bool | None = where(lambda row, value: row.source.is_not(None) == value)
    commented: bool | None = where(lambda row, value: row.comment.is_not(None) == value)
    comment: str | None = where(keys=lambda value: select(surveys.c.id).where(surveys.c.comment == value))
    mentor: strawberry.ID | None = where(lambda row, key: row.mentor_id == key, id_of="Surveyor")
    mentors: list[strawberry.ID] | None = where(lambda row, keys: among(row.mentor_id, keys), id_of="Surveyor")
    score_from: int | None = where(lambda row, value: row.score >= value)


@record(surveys)
class SurveyResult:
    """A part of a survey."""

    doubled: int = column(lambda row: row.number * 2)
    comment: str | None = column(surveys.c.comment, visible_when=hosted)


@node(
    surveys,
    scope=seldom,
    order=(surveys.c.number,),
    orders={
        "NUMBER": Order(keys=(surveys.c.number,)),
        "COMMENT": Order(keys=(lambda row: func.coalesce(row.comment, "", type_=String()),)),
    },
    connection_fields=SurveyConnectionFields,
)
class Survey:
    """Fictitious."""

    number: int = column(surveys.c.number)
    score: int | None = column(surveys.c.score, visible_when=opened)
    verdict: SurveyVerdict | None = column(surveys.c.verdict, visible_when=hosted)
    comment: str | None = column(lambda row: row.comment, visible_when=hosted)
    source: str | None = column(surveys.c.source, restricted_to=READERS)
    traced: str | None = resolved(lambda reading, source: source and source[::-1], needs={"source": surveys.c.source})
    notes: str | None = text(surveys.c.notes, visible_when=hosted)
    marks: list[str] = column(surveys.c.marks, visible_when=hosted)
    mentor: Surveyor | None = reference(surveys.c.mentor_id, visible_when=hosted)
    commented: bool = column(lambda row: row.comment.is_not(None))
    length: int | None = column(lambda row: func.length(row.comment, type_=Integer()))
    loud: str | None = resolved(
        lambda reading, comment: comment and comment.upper(), needs={"comment": surveys.c.comment}
    )
    whispered: str | None = resolved(
        lambda reading, number: f"number {number}", needs={"number": surveys.c.number}, visible_when=hosted
    )
    given_answers: list[SurveyAnswer] = many(lambda survey, answer: answer.survey_id == survey.id, visible_when=hosted)
    pages: Connection[SurveyAnswer] = connection(
        lambda survey, answer: answer.survey_id == survey.id, visible_when=hosted
    )
    answer: SurveyAnswer | None = one(
        lambda survey, answer: answer.survey_id == survey.id, order=(answers.c.id,), visible_when=hosted
    )
    result: SurveyResult | None = part(visible_when=hosted)


@node(
    surveys,
    order=(surveys.c.number,),
    connection_fields=SurveyConnectionFields,
    connection_name="SurveyCardConnection",
    bitmaps=Bitmaps(bitmaps, None, every="verdict"),
)
class SurveyCard:
    """The same rows, all of them, counted by bitmaps."""

    number: int = column(surveys.c.number)


@node(answers, order=(answers.c.id,))
class SurveyAnswer:
    """Fictitious."""

    word: str = column(answers.c.word)


@node(people, order=(people.c.name,))
class Surveyor:
    """Fictitious."""

    name: str = column(people.c.name)
    mentored: Connection[Survey] = connection(lambda person, survey: survey.mentor_id == person.id)
    judged: list[Survey] = many(lambda person, survey: survey.mentor_id == person.id)


OTHERS = surveys.alias()
TOLD = select(OTHERS.c.id, OTHERS.c.comment)
DERIVED: dict[str, FromClause] = {
    "under another name": surveys.alias().alias(),
    "some columns": TOLD.subquery(),
    "all columns": select(surveys).subquery(),
    "all columns of an alias": select(OTHERS).where(OTHERS.c.number > 0).subquery(),
    "of a subquery": select(TOLD.subquery()).subquery(),
    "once": TOLD.cte(),
    "several": union_all(TOLD, select(surveys.c.id, surveys.c.comment).where(surveys.c.id < 0)).subquery(),
    "by label": select(OTHERS.c.id, OTHERS.c.comment.label("comment")).subquery(),
}
"""Ways to read the same cells besides the row at hand."""


def _found(way: str) -> Any:
    """A list that is searched in one of these ways."""
    said = DERIVED[way]

    def found(source: Source, word: Any) -> None:
        if word is None:
            return
        source.join(said, said.c.id == source.row.id)
        source.where(said.c.comment.contains(word) | source.row.comment.startswith(word))
        source.order(func.coalesce(source.row.comment, "", type_=String()))

    return connection(narrow=found, word=str | None)


class Queries:
    """Root fields."""

    survey: Survey | None = by_id()
    surveys: Connection[Survey] = connection(filter=SurveyFilter, order_by=SurveyOrder)
    found_under_another_name: Connection[Survey] = _found("under another name")
    found_in_some_columns: Connection[Survey] = _found("some columns")
    found_in_all_columns: Connection[Survey] = _found("all columns")
    found_in_all_columns_of_an_alias: Connection[Survey] = _found("all columns of an alias")
    found_in_a_subquery_of_a_subquery: Connection[Survey] = _found("of a subquery")
    found_once: Connection[Survey] = _found("once")
    found_in_several: Connection[Survey] = _found("several")
    found_by_label: Connection[Survey] = _found("by label")
    surveys_on: Connection[Survey] = connection(
        lambda survey, day: survey.id > 0, day=Argument(type=date | None, sets="today")
    )
    surveyors: Connection[Surveyor] = connection()
    survey_cards: Connection[SurveyCard] = connection(filter=SurveyFilter)


class Subscriptions:
    """Streams."""

    @subscription(Survey, id=strawberry.ID)
    async def survey_followed(context: Any, id: str) -> Any:
        """One survey, once."""
        yield int(id.partition(":")[2])


TYPES = [Survey, SurveyCard, SurveyResult, SurveyAnswer, SurveyCount, Surveyor]
SURVEYS = plugin(
    "surveys",
    register_tables=METADATA,
    register_types=TYPES,
    register_queries=Queries,
    register_subscriptions=Subscriptions,
)
