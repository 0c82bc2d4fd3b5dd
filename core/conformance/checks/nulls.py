"""Checks that fields with nullable columns are not annotated as never null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphql import GraphQLNonNull, GraphQLObjectType
from sqlalchemy import Column, and_, null, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.conformance.examination import Examination
from core.conformance.hidden import ADMINISTRATOR
from core.conformance.questions import PAGE, Questions
from core.conformance.recording import fails_inside
from core.database.sessions.session import Session
from core.platform import Platform


def answer_as_annotated(examination: Examination) -> Iterator[str]:
    """Every field of a node answers as annotated, even if all nullable columns of its row are null."""

    def take_away(platform: Platform) -> None:
        with platform.database.transaction() as session:
            for table in examination.tables.sorted_tables:
                for column in table.columns if len(table.primary_key) else ():
                    if column.nullable:
                        _take_away(session, column)

    network = examination.filled(change=take_away)
    questions = Questions(examination, network.platform)
    for name in sorted(questions.own & questions.pool.ids.keys()):
        kind = questions.schema.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        for field, found in kind.fields.items():
            if not isinstance(found.type, GraphQLNonNull) or f"{name}.{field}" in questions.computed:
                continue
            asked = replace(next(questions.asked(field, found)), selection=questions.counted(found.type))
            document = (
                f"query{asked.defined(ids='[ID!]!')} {{ nodes(ids: $ids) {{ ... on {name} {{ {asked.field} }} }} }}"
            )
            variables = {"ids": questions.pool.ids[name][:PAGE], **asked.variables}
            errors = network.ask(document, variables, ADMINISTRATOR).get("errors", ())
            if any(map(fails_inside, errors)):
                yield (
                    f"{name}.{field} is annotated {found.type}, and has no value on a row whose columns are null where "
                    "they may be: write … | None, replace null with func.coalesce, or exclude such rows with a "
                    "constraint (PresentWhere, nullable=False)."
                )


def _take_away(session: Session, column: Column[object]) -> None:
    """Set a column to null in every row in which the database allows it."""
    key = list(column.table.primary_key.columns)
    for row in session.execute(select(*key).where(column.is_not(None))).all():
        this = and_(*(part == value for part, value in zip(key, row, strict=True)))
        try:
            with session.begin_nested():
                session.execute(update(column.table).where(this).values({column.name: null()}))
        except SQLAlchemyError:
            continue
