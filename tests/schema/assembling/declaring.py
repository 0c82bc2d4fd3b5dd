"""Types, roots and filters declared at run time, for the errors about those that do not fit together."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, MetaData, String, Table

from schema import Identifier, column, filters, node, where
from schema.assemble import assemble
from schema.assembling.contributions import Contributions
from schema.declaring.errors import DeclarationError

METADATA = MetaData()


def table(name: str) -> Table:
    """A table of `id` and `word`."""
    columns = Column("id", Identifier, primary_key=True), Column("word", String, nullable=False)
    return Table(name, METADATA, *columns)


courses, schools = table("fitting_courses"), table("fitting_schools")


def declared(name: str, table: Table = courses, annotations: dict[str, Any] | None = None, **declared: Any) -> type:
    """A node over it with `word`, and more."""
    body = {"__module__": __name__, "word": column(table.c.word), **declared.pop("fields", {})}
    bases = declared.pop("bases", ())
    made = type(name, bases, {**body, "__annotations__": {"word": str, **(annotations or {})}})
    return node(table, **declared)(made)


def queries(**fields: tuple[Any, Any]) -> type:
    """A class of root fields, each an annotation and what is declared."""
    body = {"__module__": __name__, "__annotations__": {name: kind for name, (kind, _) in fields.items()}}
    return type("Queries", (), {**body, **{name: made for name, (_, made) in fields.items()}})


ROLES = {"PUBLIC": frozenset({"PUBLIC", "EDITOR"}), "EDITOR": frozenset({"EDITOR"})}
"""Every role, with those that include it."""


def refused(*types: type, **fields: tuple[Any, Any]) -> str:
    """What is said of what cannot be assembled."""
    with pytest.raises(DeclarationError) as raised:
        assemble(Contributions(roles=ROLES, types=list(types), queries=[queries(**fields)]))
    return str(raised.value)


def filter_of(name: str, annotation: Any = str | None, **conditions: Any) -> type:
    """A filter by texts, or by others. conditions: their clauses, or each as it is declared."""
    body = {key: where(made) if callable(made) else made for key, made in conditions.items()}
    annotations = dict.fromkeys(conditions, annotation)
    return filters(type(name, (), {"__module__": __name__, "__annotations__": annotations, **body}))
