"""Trusted documents: stored by the operator, known by their SHA-256, held against the schema as it is now."""

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
"""What compilers of clients name a document by, where they name it by an id: its MD5, SHA-1 or SHA-256."""


def documents_in(files: Sequence[Path]) -> Mapping[str, str]:
    """The documents in files, by name: GraphQL, JSON of names or ids and documents, or a manifest of Apollo's tools.

    Raises StartupError FILE for a file that cannot be read as any of them, for two documents of one name, and for an id
    by which nobody could ask.
    """
    found: dict[str, str] = {}
    for file in files:
        for name, text in _in_file(file):
            if found.setdefault(name, text) != text:
                raise StartupError(
                    "FILE",
                    f"{file}: another document is called {name} as well. Nothing was stored: rename one of them.",
                )
    return found


def _in_file(file: Path) -> list[tuple[str, str]]:
    """Each document with its name, in the file's order."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        if file.suffix != ".json":
            return [(file.name, text)]
        orjson.loads(text)  # stricter than Python's own, which in turn tells a name that is given twice
        read = json.loads(text, object_pairs_hook=Pairs)
    except (OSError, ValueError) as error:
        raise StartupError("FILE", f"{file} cannot be read: {error}") from None
    if isinstance(read, Pairs) and dict(read).get("format") == APOLLO:
        return _in_manifest(file, dict(read).get("operations"))
    if not isinstance(read, Pairs) or not all(isinstance(value, str) for _, value in read):
        raise StartupError("FILE", f"{file} must hold one object of names and GraphQL documents, or {APOLLO}.")
    return [(_name_of(file, name, text), text) for name, text in read]


class Pairs(list[tuple[str, Any]]):
    """An object of JSON as it is written: its names with their values."""


def _name_of(file: Path, key: str, text: str) -> str:
    """The name of a document of JSON: its key, or where that is an id, the name of its operation."""
    if not ID.fullmatch(key):
        return key
    name = _operation_name(text) or key
    _hold_id(file, key.removeprefix(PREFIX), name, text)
    return name


def _operation_name(text: str) -> str | None:
    """The name of a document's one operation; None where it has none, or where the text is no document."""
    try:
        operation = get_operation_ast(parse(text))
    except GraphQLSyntaxError:
        return None
    return operation.name.value if operation is not None and operation.name is not None else None


def _hold_id(file: Path, id_: str, name: str, text: str) -> None:
    """Refuse an id that is not the hash of its document: clients that send it would find none."""
    if id_ != document_hash(text):
        raise StartupError(
            "FILE",
            f"{file}: the id of {name} is not the SHA-256 of its document, by which documents are known here. "
            'Have it made so: `hashAlgorithm: "sha256"` of GraphQL Code Generator, `"algorithm": "SHA256"` of '
            "Relay's compiler, no ids of your own in Apollo's manifest.",
        )


def _in_manifest(file: Path, operations: Any) -> list[tuple[str, str]]:
    """The documents of a manifest."""
    found: list[tuple[str, str]] = []
    for operation in operations if isinstance(operations, list) else (operations,):
        match dict(operation) if isinstance(operation, Pairs) else None:
            case {"id": str(id_), "name": str(name), "body": str(body)}:
                _hold_id(file, id_, name, body)
                found.append((name, body))
            case _:
                raise StartupError("FILE", f"{file}: `operations` lists what has an id, a name and a body.")
    return found


def faults(reader: Documents, text: str) -> list[str]:
    """What is wrong with a document in this schema and under these limits."""
    try:
        reader.check(text)
    except GraphQLErrors as refused:
        return [error.message for error in refused.errors]
    except GraphQLError as error:
        return [error.message]
    return []


def add(session: Session, now: datetime, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Store documents; returns their names and hashes. One that is there keeps its hash and takes the new name."""
    added: list[tuple[str, str]] = []
    for name, text in given.items():
        made = document_hash(text)
        session.execute(delete(documents).where(documents.c.hash == made))
        session.execute(insert(documents).values(id=new_id(), hash=made, name=name, text=text, added_at=now))
        added.append((name, made))
    return added


def remove(session: Session, hash_: str) -> bool:
    """Forget a document; false where there is none of this hash."""
    done: Any = session.execute(delete(documents).where(documents.c.hash == hash_))
    return bool(done.rowcount)


def stored(session: Session) -> Sequence[Row[Any]]:
    """All stored documents, by name."""
    return session.execute(select(documents).order_by(documents.c.name, documents.c.hash)).all()


def find(session: Session, hash_: str) -> str | None:
    """The text of a stored document."""
    return session.execute(select(documents.c.text).where(documents.c.hash == hash_)).scalar()


def broken(session: Session, reader: Documents) -> Iterator[tuple[str, str, list[str]]]:
    """Name, hash and faults of each stored document that this schema does not answer any more."""
    for row in stored(session):
        found = faults(reader, row.text)
        if found:
            yield row.name, row.hash, found
