"""Trusted documents: stored by the operator, known by their SHA-256, held against the schema as it is now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError
from sqlalchemy import Row, delete, insert, select

from core.database import new_id
from core.errors import StartupError
from core.ground import documents
from core.sessions.session import Session
from schema.documents import Documents
from schema.errors import GraphQLErrors
from schema.serving.persisted import document_hash

APOLLO = "apollo-persisted-query-manifest"
"""The format of a manifest that lists operations with their ids."""


def documents_in(files: Sequence[Path]) -> Mapping[str, str]:
    """The documents in files, by name: GraphQL, JSON of names and documents, or a manifest as Apollo's tools make it.

    Raises StartupError FILE for a file that cannot be read as any of them, and for two documents of one name.
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
    return read


class Pairs(list[tuple[str, Any]]):
    """An object of JSON as it is written: its names with their values."""


def _in_manifest(file: Path, operations: Any) -> list[tuple[str, str]]:
    """The documents of a manifest. Its clients send ids alone: each must be the hash of its document."""
    found: list[tuple[str, str]] = []
    for operation in operations if isinstance(operations, list) else (operations,):
        match dict(operation) if isinstance(operation, Pairs) else None:
            case {"id": str(id_), "name": str(name), "body": str(body)}:
                if id_ != document_hash(body):
                    raise StartupError(
                        "FILE",
                        f"{file}: the id of {name} is not the SHA-256 of its body, by which documents are known here. "
                        "Make the manifest without ids of your own.",
                    )
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
