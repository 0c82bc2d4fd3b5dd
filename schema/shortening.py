"""Statements in fewer words: drivers look a statement up by its text, byte by byte, each time that it is run."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import chain, zip_longest

_OPAQUE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
"""A constant, or a name between quotation marks."""
_BETWEEN = "\0"
"""Stands for what is opaque; no statement holds it."""
_ASCENDING = re.compile(r" ASC\b")


def shortened(sql: str, tables: Collection[str]) -> str:
    """The same statement: tables without a name of their own get a short one; what is so in any case is left out.

    tables: the names of those that rows are taken from.
    """
    code, opaque = _BETWEEN.join(_OPAQUE.split(sql)[::2]), _OPAQUE.findall(sql)
    for number, table in enumerate(tables, 1):
        code = _named(code, table, f"_{number}")
    code = _ASCENDING.sub("", code.replace(" LEFT OUTER JOIN ", " LEFT JOIN "))
    return "".join(chain.from_iterable(zip_longest(code.split(_BETWEEN), opaque, fillvalue="")))


def _named(code: str, table: str, name: str) -> str:
    """The code with another name for a table; as it is where the table is mentioned in any way unforeseen."""
    mentioned, foreseen = rf"\b{table}\b(?!\.)", rf"\b(FROM|JOIN) {table}\b(?!\.)"
    if not table.isidentifier() or len(re.findall(mentioned, code)) > len(re.findall(foreseen, code)):
        return code
    code = re.sub(rf"{foreseen}(?! AS )", rf"\1 {table} {name}", code)
    return re.sub(rf"\b{table}\.", f"{name}.", re.sub(rf"{foreseen} AS ", rf"\1 {table} ", code))
