"""The facts of a reading that declarations may use: its reader and its moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Date, String, bindparam
from sqlalchemy.sql import visitors
from sqlalchemy.types import TypeEngine

from schema.declaring.columns import Instant
from schema.declaring.errors import DeclarationError

FACTS: dict[str, TypeEngine[Any]] = {
    "role": String(),
    "participant": BigInteger(),
    "partner": BigInteger(),
    "name": String(),
    "today": Date(),
    "now": Instant(),
}
"""The facts that every reading has about its reader and its moment; see `given`."""


def given(name: str) -> BindParameter[Any]:
    """A fact of the reading, for use in any expression.

    `role`, `participant` (id or null), `partner` (id or null) and `name` are of the reader; `today` (a date) and `now`
    (an instant) are of its moment. An argument that `sets` a fact changes it for everything below its field. Raises
    DeclarationError for a name that is none of these.
    """
    if name not in FACTS:
        raise DeclarationError(f"There is no fact {name!r}: the facts are {', '.join(FACTS)}.")
    return bindparam(f"fact_{name}", type_=FACTS[name], unique=False)


def with_facts(clause: Any, facts: Mapping[str, ColumnElement[Any]]) -> Any:
    """An expression in which these values replace the `given` facts of the same names."""

    def replaced(element: Any, **_: Any) -> Any:
        return facts.get(element.key.removeprefix("fact_")) if isinstance(element, BindParameter) else None

    return visitors.replacement_traverse(clause, {}, replaced)
