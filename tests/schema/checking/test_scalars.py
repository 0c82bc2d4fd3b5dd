"""Scalars that databases write or take differently are reported when the schema is assembled, with an alternative."""

from __future__ import annotations

import enum
import uuid
from datetime import time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import strawberry
from sqlalchemy import JSON, Column, Interval, MetaData, Numeric, String, Table, Time, Uuid
from strawberry import scalars

from schema import Argument, Connection, Identifier, Texts, column, connection, many, part, record, resolved, text
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from tests.schema.assembling.declaring import ROLES, courses, declared, filter_of, queries, refused

kept = Table(
    "scalars_kept", MetaData(),
    Column("id", Identifier, primary_key=True),
    Column("word", String, nullable=False),
    Column("title", Texts, nullable=False),
    Column("budget", Numeric(12, 2), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("key", Uuid, nullable=False),
    Column("opens_at", Time, nullable=False),
    Column("lasts", Interval, nullable=False),
)  # fmt: skip


class Size(enum.Enum):
    """How large something is."""

    LARGE = "large"


@strawberry.input
class Budget:
    """A sum of money."""

    most: list[Decimal] | None = None


def _course(annotation: Any, made: Any) -> type:
    return declared("Course", kept, annotations={"budget": annotation}, fields={"budget": made})


@pytest.mark.parametrize(
    ("annotation", "name", "said"),
    [
        (Decimal, "budget", "Decimal"),
        (Decimal | None, "budget", "decimal.Decimal | None"),
        (list[Decimal], "budget", "list[decimal.Decimal]"),
        (scalars.JSON, "facts", "JSON"),
        (uuid.UUID, "key", "UUID"),
        (time, "opens_at", "time"),
        (timedelta, "lasts", "timedelta"),
        (Any, "word", "Any"),
    ],
)
def test_a_column_answers_what_every_database_writes_alike(annotation: Any, name: str, said: str) -> None:
    message = refused(_course(annotation, column(kept.c[name])))
    assert said in message.partition(",")[0]
    assert message.startswith("Course.budget is annotated ")
    assert "write bool, int, float, str, strawberry.ID, date, datetime, an enumeration, or a list of these" in message
    assert message.endswith("resolved(…).")


def test_a_computed_value_and_one_in_a_part_are_no_others() -> None:
    assert refused(_course(Decimal, column(lambda row: row.budget * 2))).startswith(
        "Course.budget is annotated Decimal"
    )
    body = {"__module__": __name__, "__annotations__": {"budget": Decimal}, "budget": column(kept.c.budget)}
    costs = record()(type("Costs", (), {"__doc__": "Fictitious.", **body}))
    assert refused(costs, _course(costs, part())).startswith("Costs.budget is annotated Decimal")


def test_an_enumeration_is_read_from_names() -> None:
    message = refused(_course(strawberry.enum(Size), column(kept.c.budget)))
    assert message.startswith("Course.budget is annotated ")
    assert "what it reads is Numeric" in message


@pytest.mark.parametrize("annotation", [int, list[str], Decimal])
def test_a_text_is_annotated_str(annotation: Any) -> None:
    assert refused(_course(annotation, text(kept.c.title))).endswith("text(…) answers str.")


@pytest.mark.parametrize(
    ("taken", "name"),
    [(Decimal, "Decimal"), (list[uuid.UUID], "UUID"), (scalars.JSON, "JSON"), (time, "Time"), (Budget, "Decimal")],
)
def test_a_clause_takes_what_every_database_is_given_alike(taken: Any, name: str) -> None:
    which = filter_of("Which", budget_from=lambda row, value: row.budget >= value)
    which.__annotations__["budget_from"] = taken | None
    listed = _course(float, column(kept.c.budget))
    message = refused(listed, courses=(Connection[listed], connection(filter=which)))  # type: ignore[valid-type]
    assert message.startswith(
        f"Which.budgetFrom takes {name}, which the two databases take differently: write bool, int, "
    )
    assert message.endswith("or convert it to one of these by convert=.")
    under = many(lambda course, least: course.budget >= least, least=Argument(type=taken | None))
    message = refused(listed, courses=(list[listed], under))  # type: ignore[valid-type]
    assert message.startswith(f"The argument least of Query.courses takes {name}, ")


def test_what_python_computes_is_any_scalar_of_strawberrys() -> None:
    priced = resolved(lambda reading, word, since: Decimal(1), needs={"word": courses.c.word}, since=time)
    listed = declared("Course", annotations={"price": Decimal}, fields={"price": priced})
    assembled = assemble(
        Contributions(roles=ROLES, types=[listed], queries=[queries(courses=(Connection[listed], connection()))])
    )  # type: ignore[valid-type]
    assert "price(since: Time!): Decimal!" in assembled.schema.as_str()
