"""Shortens the text of statements: drivers compare it byte by byte whenever a statement is run."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain, zip_longest

_OPAQUE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
"""A constant or a quoted name: left unchanged."""
_BETWEEN = "\0"
"""Replaces an opaque part; no statement contains it."""
_ASCENDING = re.compile(r" ASC\b")


def shorten(sql: str, tables: Collection[str]) -> str:
    """A shorter statement of the same meaning: tables without an alias get one, optional keywords are left out.

    tables: the names of those in FROM clauses. One that also occurs in an unexpected way keeps its name.
    """
    code, opaque = _BETWEEN.join(_OPAQUE.split(sql)[::2]), _OPAQUE.findall(sql)
    names = {table: f"_{number}" for number, table in enumerate(tables, 1) if table.isidentifier()}
    if names:
        code = _with_table_aliases(code, names)
    code = _ASCENDING.sub("", code.replace(" LEFT OUTER JOIN ", " LEFT JOIN "))
    return "".join(chain.from_iterable(zip_longest(code.split(_BETWEEN), opaque, fillvalue="")))


def _with_table_aliases(code: str, names: Mapping[str, str]) -> str:
    """The code with these names for tables."""
    mentioned = re.compile(rf"\b((?:FROM|JOIN) )?({'|'.join(names)})\b(\.| AS )?")
    unexpected = {table for taken, table, after in mentioned.findall(code) if not taken and after != "."}

    def written(found: re.Match[str]) -> str:
        taken, table, after = found.groups(default="")
        if table in unexpected:
            return found[0]
        if after == ".":
            return f"{taken}{names[table]}."
        return f"{taken}{table} {'' if after else names[table]}"

    return mentioned.sub(written, code)
