"""Operations that are too many or of the wrong kind, questions about the schema, stored documents."""

# ruff: noqa: UP031 - documents are full of braces
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.hostile.requests.request import Hostile, document


def introspection() -> Iterator[Hostile]:
    loop = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    yield document("introspection in a loop", "INVALID_DOCUMENT", loop)
    of_type = "name " + "ofType { name " * 100 + "}" * 100
    yield document("ofType without end", None, "{ __schema { types { fields { type { %s } } } } }" % of_type)
    yield document("introspection a hundred times", "ROOT_FIELDS", "{ " + "__schema { types { name } } " * 100 + "}")
    yield document(
        "types of types",
        "INVALID_DOCUMENT",
        "{ __schema { types { possibleTypes { possibleTypes { possibleTypes { name } } } } } }",
    )
    by_fragment = "{ __schema { types { ...A } } } fragment A on __Type { fields { type { ...B } } } fragment B on __Type { fields { type { fields { name } } } }"
    yield document("a loop by fragments", "INVALID_DOCUMENT", by_fragment)


def operations() -> Iterator[Hostile]:
    yield document(
        "two operations without a name", "OPERATION_NAME", "query A { viewer { role } } query B { viewer { role } }"
    )
    many = " ".join(f"query Q{n} {{ viewer {{ role }} }}" for n in range(100))
    yield document("a hundred operations", "OPERATION_NAME", many)
    yield document("a thousand operations", "CHARACTERS", many * 10)
    yield document("no operation", "INVALID_DOCUMENT", "fragment A on Query { __typename }")
    yield document("a schema instead", "INVALID_DOCUMENT", "type Query { a: String }")
    yield document("a subscription by POST", "SUBSCRIPTION", "subscription { journalAppended { sequence } }")
    yield document(
        "a write without a token",
        None,
        'mutation { registerMechanism(input: {participant: "Participant:1", language: EN, name: "X", type: AD_HOC}) { errors { code } } }',
    )
    yield document(
        "120 variables",
        "INVALID_DOCUMENT",
        "query(" + " ".join(f"$v{n}: Int" for n in range(120)) + ") { states(first: 1) { totalCount } }",
        {f"v{n}": n for n in range(120)},
    )
    yield document("an empty document", "SYNTAX", "")
    yield document("an empty selection", "SYNTAX", "{ viewer { } }")


def persisted() -> Iterator[Hostile]:
    def sent(name: str, code: str, given: Any, status: int) -> Hostile:
        return Hostile(name, code, json.dumps(given).encode(), status=status)

    ask = {"query": "{ viewer { role } }"}
    wrong = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    yield sent("a hash nobody knows", "PERSISTED_QUERY_NOT_FOUND", {"extensions": wrong}, 200)
    yield sent("a hash of another document", "PERSISTED_QUERY_HASH", {**ask, "extensions": wrong}, 400)
    for number, given in enumerate(
        (
            {},
            [],
            1,
            "x",
            {"version": 2, "sha256Hash": "0" * 64},
            {"version": 1, "sha256Hash": 1},
            {"version": 1, "sha256Hash": "Z" * 64},
        )
    ):
        yield sent(
            f"a persisted query of another make, {number}",
            "PERSISTED_QUERY",
            {**ask, "extensions": {"persistedQuery": given}},
            400,
        )
    yield sent("a document nobody stored", "DOCUMENT_NOT_FOUND", {"documentId": "sha256:" + "0" * 64}, 404)
    yield sent("a document by SQL", "DOCUMENT_NOT_FOUND", {"documentId": "' OR 1=1 --"}, 404)
    yield sent("a documentId of 900,000 characters", "DOCUMENT_NOT_FOUND", {"documentId": "x" * 900_000}, 404)
