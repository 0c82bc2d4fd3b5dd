"""The rows that a list is taken from: those that its declaration leads to, and that exist for its reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from schema.asking.values import Value
from schema.assembling.model import ModelType
from schema.declaring.declarations import ConnectionField, ManyField
from schema.weaving.frames import Frame, Source
from schema.weaving.weaver import Weaver


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a list, not narrowed yet.

    scope: the clauses by which they exist for the reader; given: the facts that hold below; values: the arguments.
    """

    declared: ManyField | ConnectionField
    source: Source
    row: FromClause
    scope: list[ColumnElement[bool]]
    given: dict[str, ColumnElement[Any]]
    values: dict[str, Any]

    def narrow(self) -> None:
        """Restrict, join and order the source as the declaration says."""
        if self.declared.narrow is not None:
            self.declared.narrow(self.source, **self.values)


def listing(
    weaver: Weaver,
    declared: ManyField | ConnectionField,
    target: ModelType,
    arguments: Mapping[str, Value],
    frame: Frame,
) -> Listing:
    """The rows of the target that a list below the frame's row is declared over."""
    given, values = weaver.values(declared.arguments, arguments, frame.given)
    row = weaver.alias(target)
    source = Source(row.c, frame.columns, weaver.json.name, row)
    on = None
    if declared.on is not None:
        on = declared.on(*frame.around, row.c, **({} if declared.narrow is not None else values))
        source.where(weaver.with_given(on, given))
    scope = weaver.scope_below(target, row, given, frame, on)
    for clause in scope:
        source.where(clause)
    return Listing(declared, source, row, scope, given, values)
