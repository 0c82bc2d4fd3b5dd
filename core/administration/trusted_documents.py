"""Trusted documents: stored by the operator, named by their SHA-256, checked against the present schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSyntaxError, get_operation_ast, parse
from sqlalchemy import Row, delete, insert, select

from core.database.database import new_id
from core.database.sessions.session import Session
from core.errors import StartupError
from core.tables import documents
from schema.documents import Documents
from schema.errors import GraphQLErrors
from schema.serving.persisted import PREFIX, document_hash

APOLLO = "apollo-persisted-query-manifest"
"""The format of a manifest that lists operations with their ids."""
ID = re.compile(r"(sha256:)?([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})")
"""The ids by which compilers of clients name documents: their MD5, SHA-1 or SHA-256."""


def documents_in(files: Sequence[Path]) -> Mapping[str, str]:
    """The documents in files, by name: GraphQL, JSON of names or ids and documents, or a manifest of Apollo's tools.

    Raises StartupError FILE for a file that is none of them, for two documents with one name, and for an id that is not
    the hash of its document.
    """
    found: dict[str, str] = {}
    for file in files:
        for name, text in _in_file(file):
            if found.setdefault(name, text) != text:
                raise StartupError(
                    "FILE",
                    f"{file}: another document is also called {name}. Nothing was stored: rename one of them.",
                )
    return found


def _in_file(file: Path) -> list[tuple[str, str]]:
    """Each document with its name, in the file's order."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix != ".json":
            return [(file.name, text)]
        orjson.loads(text)  # is stricter than Python's own, which keeps a name that is given twice
        read = json.loads(text, object_pairs_hook=Pairs)
    except (OSError, ValueError) as error:
        raise StartupError("FILE", f"{file} cannot be read: {error}") from None
    if isinstance(read, Pairs) and dict(read).get("format") == APOLLO:
        return _in_manifest(file, dict(read).get("operations"))
    if not isinstance(read, Pairs) or not all(isinstance(value, str) for _, value in read):
        raise StartupError("FILE", f"{file} must be one object of names and GraphQL documents, or {APOLLO}.")
    return [(_name_of(file, name, text), text) for name, text in read]


class Pairs(list[tuple[str, Any]]):
    """A JSON object as it is written: its names with their values, in order."""


def _name_of(file: Path, key: str, text: str) -> str:
    """The name of a document in JSON: its key, or if that is an id, the name of its operation."""
    if not ID.fullmatch(key):
        return key
    name = _operation_name(text) or key
    _require_hash(file, key.removeprefix(PREFIX), name, text)
    return name


def _operation_name(text: str) -> str | None:
    """The name of a document's only operation; None if it has none, or if the text is not a document."""
    try:
        operation = get_operation_ast(parse(text))
    except GraphQLSyntaxError:
        return None
    return operation.name.value if operation is not None and operation.name is not None else None


def _require_hash(file: Path, id_: str, name: str, text: str) -> None:
    """Raises StartupError FILE for an id that is not the hash of its document: no client could use it."""
    if id_ != document_hash(text):
        raise StartupError(
            "FILE",
            f"{file}: the id of {name} is not the SHA-256 of its document, which names documents here. "
            'Make it so: `hashAlgorithm: "sha256"` of GraphQL Code Generator, `"algorithm": "SHA256"` of '
            "Relay's compiler, no ids of your own in Apollo's manifest.",
        )


def _in_manifest(file: Path, operations: Any) -> list[tuple[str, str]]:
    """The documents of a manifest."""
    found: list[tuple[str, str]] = []
    for operation in operations if isinstance(operations, list) else (operations,):
        match dict(operation) if isinstance(operation, Pairs) else None:
            case {"id": str(id_), "name": str(name), "body": str(body)}:
                _require_hash(file, id_, name, body)
                found.append((name, body))
            case _:
                raise StartupError("FILE", f"{file}: each of `operations` must have an id, a name and a body.")
    return found


def faults(reader: Documents, text: str) -> list[str]:
    """The errors of a document in this schema and under these limits."""
    try:
        reader.check(text)
    except GraphQLErrors as refused:
        return [error.message for error in refused.errors]
    except GraphQLError as error:
        return [error.message]
    return []


def add(session: Session, now: datetime, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Store documents; returns their names and hashes. A stored one keeps its hash and takes the new name."""
    added: list[tuple[str, str]] = []
    for name, text in given.items():
        made = document_hash(text)
        session.execute(delete(documents).where(documents.c.hash == made))
        session.execute(insert(documents).values(id=new_id(), hash=made, name=name, text=text, added_at=now))
        added.append((name, made))
    return added


def remove(session: Session, hash_: str) -> bool:
    """Delete a document; false if there is none with this hash."""
    done: Any = session.execute(delete(documents).where(documents.c.hash == hash_))
    return bool(done.rowcount)


def stored(session: Session) -> Sequence[Row[Any]]:
    """All stored documents, by name."""
    return session.execute(select(documents).order_by(documents.c.name, documents.c.hash)).all()


def find(session: Session, hash_: str) -> str | None:
    """The text of a stored document."""
    return session.execute(select(documents.c.text).where(documents.c.hash == hash_)).scalar()


def broken(session: Session, reader: Documents) -> Iterator[tuple[str, str, list[str]]]:
    """Name, hash and faults of each stored document that this schema no longer answers."""
    for row in stored(session):
        found = faults(reader, row.text)
        if found:
            yield row.name, row.hash, found
