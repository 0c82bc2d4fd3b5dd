"""The part of a statement that computes the texts about whole results; its SQL, compiled once, is their cache key."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Dialect, Select
from sqlalchemy.ext.compiler import compiles

from schema.weaving.elements.kinds import TEXT


class WholeResultsSubquery(ColumnElement[str]):
    """A subquery that refers to nothing around it. count: how many texts it makes; written: its compiled SQL."""

    inherit_cache = False

    def __init__(self, count: int, texts: Select[Any], dialect: Dialect) -> None:
        self.type = TEXT
        self.count = count
        self.written: Any = texts.compile(dialect=dialect)


@compiles(WholeResultsSubquery)
def _compile_whole_results(element: WholeResultsSubquery, compiler: Any, **options: Any) -> str:
    for name in element.written.positiontup or ():
        compiler.process(element.written.binds[name], **options)
    compiler.tables.update(element.written.tables)
    return f"({element.written.named})"
