"""Public ids in the input of writes, and their rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from core.database.sessions.session import Session
from core.errors import Invalid, NotFound
from schema.declaring.declarations import declaration_of
from schema.request.identifiers import key_in


class InvalidId(Invalid):
    """A string that is not an id of the expected type."""

    code = "INVALID_ID"


def key_of(identifier: str, type_name: str, *path: str) -> int:
    """The primary key in the id of a type. Raises InvalidId for any other string."""
    key = key_in(str(identifier), type_name)
    if key is None:
        raise InvalidId(f"{str(identifier)[:80]!r} is not the id of a {type_name}.", *path)
    return key


def keys_of(identifiers: Iterable[str], type_name: str, *path: str) -> list[int]:
    """The primary keys in a list of ids of one type. Raises InvalidId, whose path ends with the place from 0."""
    return [key_of(identifier, type_name, *path, str(place)) for place, identifier in enumerate(identifiers)]


def find_row(session: Session, python: type, identifier: str, *path: str) -> int:
    """The primary key in the id of a declared type such as `State`, if its row exists, whoever may see it.

    Raises InvalidId for any other string, NotFound if there is no such row. For columns that are shown by
    `reference`: such a field must always lead to a row.
    """
    declaration = declaration_of(python)
    assert declaration is not None and declaration.table is not None, f"{python.__name__} is not declared over a table"
    key = key_of(identifier, declaration.name, *path)
    table: Any = declaration.table
    if session.execute(select(table.c.id).where(table.c.id == key)).first() is None:
        raise NotFound(f"There is no {declaration.name} with the id {identifier[:80]}.", *path)
    return key


def locked_row(
    session: Session, table: Table, key: int, what: str, *path: str, seen: ColumnElement[bool] | None = None
) -> Any:
    """The row of a primary key, locked until this transaction ends. Raises NotFound: "There is no such training.".

    what: the name in the message, as in `training`. seen: the rows that the viewer may see, from `write.seen`; for
    others, NotFound is raised too.
    """
    wanted = select(table).where(table.c.id == key, *([] if seen is None else [seen]))
    row = session.execute(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound(f"There is no such {what}.", *path)
    return row
