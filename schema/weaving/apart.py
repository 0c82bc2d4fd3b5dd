"""What an answer says of whole results at its end: written once, for its place there and for what it is kept by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Dialect, Select
from sqlalchemy.ext.compiler import compiles

from schema.weaving.kinds import TEXT


class ToldApart(ColumnElement[str]):
    """A subquery that looks at nothing around it. count: how many whole results it tells of; written: it, compiled."""

    inherit_cache = False

    def __init__(self, count: int, told: Select[Any], dialect: Dialect) -> None:
        self.type = TEXT
        self.count = count
        self.written: Any = told.compile(dialect=dialect)


@compiles(ToldApart)
def _compile_told_apart(element: ToldApart, compiler: Any, **options: Any) -> str:
    for name in element.written.positiontup or ():
        compiler.process(element.written.binds[name], **options)
    compiler.tables.update(element.written.tables)
    return f"({element.written.named})"
