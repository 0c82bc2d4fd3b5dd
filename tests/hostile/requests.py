"""What strangers may send to do harm: more than ninety requests, none of which may end in a failure of the server."""

# ruff: noqa: UP031 - documents are full of braces
from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Hostile:
    """One request. code: the code of the error that answers it; None where an answer with data is right."""

    name: str
    code: str | None
    body: bytes = b""
    method: str = "POST"
    target: str = "/graphql"
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    status: int | None = None


def document(name: str, code: str | None, text: str, variables: Any = None, **more: Any) -> Hostile:
    """A document by POST."""
    sent = {"query": text, **({} if variables is None else {"variables": variables})}
    return Hostile(name, code, json.dumps(sent).encode(), **more)


def everything() -> list[Hostile]:
    """All of them."""
    return [
        *nesting(),
        *fragments(),
        *floods(),
        *lists(),
        *introspection(),
        *literals(),
        *operations(),
        *bodies(),
        *heads(),
        *addresses(),
        *persisted(),
    ]


def _nested(levels: int) -> str:
    """A document with so many levels of fields, all of them real."""
    inner = "{ isoAlpha3 }"
    for level in range(levels - 2):
        inner = "{ participant %s }" % inner if level % 2 == 0 else "{ state %s }" % inner
    root = "state" if (levels - 2) % 2 else "participant"
    if root == "participant":
        return '{ node(id: "Participant:1") { ... on Participant %s } }' % inner if levels > 2 else inner
    return '{ state(isoAlpha3: "PRY") %s }' % inner


def nesting() -> Iterator[Hostile]:
    deep = "{ participant { state { participant { state { isoAlpha3 } } } } }"
    yield document("six levels", None, '{ state(isoAlpha3: "PRY") %s }' % deep)
    deep = "{ participant { state { participant { state { participant { id } } } } } }"
    yield document("seven levels", "DEPTH", '{ state(isoAlpha3: "PRY") %s }' % deep)
    for levels in (50, 199, 400):
        yield document(f"{levels} levels", "DEPTH", "{ a " * levels + "}" * levels)
    yield document("5,000 levels", "CHARACTERS", "{ a " * 5_000 + "}" * 5_000)
    yield document("wrappers without end", "DEPTH", "{ nodes " * 210 + "}" * 210)
    yield document("wrappers of wrappers", "INVALID_DOCUMENT", "{ states " + "{ nodes " * 100 + "{ id }" + "}" * 101)
    yield document("inline fragments in each other", "DEPTH", "{ ... " * 300 + "{ __typename }" + "}" * 300)
    yield document("a list literal 300 deep", "DEPTH", "{ nodes(ids: " + "[" * 300 + "]" * 300 + ") { id } }")
    yield document(
        "an object literal 150 deep",
        "INVALID_DOCUMENT",
        "{ states(filter: " + "{a:" * 150 + "1" + "}" * 150 + ") { totalCount } }",
    )
    yield Hostile("JSON 100,000 deep", "JSON", b"[" * 100_000, status=400)
    yield Hostile(
        "variables 900 deep",
        None,
        b'{"query":"{ viewer { role } }","variables":{"a":' + b"[" * 900 + b"]" * 900 + b"}}",
    )
    yield Hostile(
        "extensions 900 deep",
        None,
        b'{"query":"{ viewer { role } }","extensions":{"a":' + b"[" * 900 + b"]" * 900 + b"}}",
    )


def fragments() -> Iterator[Hostile]:
    yield document("a fragment of itself", "INVALID_DOCUMENT", "{ ...A } fragment A on Query { ...A }")
    yield document(
        "two in a circle", "INVALID_DOCUMENT", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"
    )
    ring = " ".join(f"fragment F{n} on State {{ id ...F{(n + 1) % 60} }}" for n in range(60))
    yield document("sixty in a circle", "INVALID_DOCUMENT", '{ state(isoAlpha3: "PRY") { ...F0 } } ' + ring)
    through = "fragment A on State { participant { state { ...A } } }"
    yield document("a circle through fields", "INVALID_DOCUMENT", '{ state(isoAlpha3: "PRY") { ...A } } ' + through)
    doubling = " ".join(f"fragment F{n} on State {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    doubling += " fragment F60 on State { id }"
    yield document("fragments that double sixty times", None, '{ state(isoAlpha3: "PRY") { ...F0 } } ' + doubling)
    blown = " ".join(f"fragment F{n} on State {{ a: id ...F{n + 1} ...F{n + 1} }}" for n in range(50))
    blown += " fragment F50 on State { id }"
    yield document("aliases that double fifty times", "ALIASES", '{ state(isoAlpha3: "PRY") { ...F0 } } ' + blown)
    deep = " ".join(
        f"fragment F{n} on State {{ participant {{ state {{ ...F{n + 1} }} }} participant {{ state {{ ...F{n + 1} }} }} }}"
        for n in range(25)
    )
    deep += " fragment F25 on State { id }"
    yield document("levels that double", "DEPTH", '{ state(isoAlpha3: "PRY") { ...F0 } } ' + deep)
    chain = " ".join(f"fragment F{n} on State {{ ...F{n + 1} }}" for n in range(120)) + " fragment F120 on State { id }"
    yield document("a chain of 120 fragments", None, '{ state(isoAlpha3: "PRY") { ...F0 } } ' + chain)
    yield document(
        "a thousand spreads", "TOKENS", "{ viewer {" + " ...A" * 1_000 + " } } fragment A on Viewer { role }"
    )
    yield document("four hundred spreads", None, "{ viewer {" + " ...A" * 400 + " } } fragment A on Viewer { role }")
    yield document("a fragment that is not there", "INVALID_DOCUMENT", "{ ...Nowhere }")
    yield document(
        "two fragments of one name",
        "INVALID_DOCUMENT",
        "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }",
    )


def floods() -> Iterator[Hostile]:
    for count, code in ((15, None), (16, "ALIASES"), (200, "ALIASES"), (10_000, "CHARACTERS")):
        yield document(f"{count} aliases", code, "{ viewer {" + " ".join(f"a{n}: role" for n in range(count)) + "} }")
    for count, code in ((50, None), (51, "DIRECTIVES"), (190, "DIRECTIVES"), (10_000, "CHARACTERS")):
        flood = " ".join("role @include(if: true)" for _ in range(min(count, 30)))
        if count > 100:
            flood = "role" + " @a" * count
        elif count > 30:
            flood += " role @skip(if: false)" * (count - 30)
        yield document(f"{count} directives", code, "{ viewer {" + flood + "} }")
    yield document("one field 900 times", "REPETITION", "{ viewer {" + " role" * 900 + " } }")
    yield document("one field 10,000 times", "CHARACTERS", "{ viewer {" + " role" * 10_000 + " } }")
    yield document("15,000 characters", None, "{ viewer { role } }".ljust(15_000, ","))
    yield document("one character more", "CHARACTERS", "{ viewer { role } }".ljust(15_001, ","))
    yield document("a thousand tokens", "REPETITION", "{ viewer {" + " x" * 995 + " } }")
    yield document("one token more", "TOKENS", "{ viewer {" + " x" * 996 + " } }")
    yield document(
        "one field with 200 arguments",
        "INVALID_DOCUMENT",
        "{ states(" + " ".join(f"a{n}: 1" for n in range(200)) + ") { totalCount } }",
    )
    for count, code in ((20, None), (21, "ROOT_FIELDS"), (150, "ROOT_FIELDS")):
        yield document(f"{count} root fields", code, "{ " + "viewer { role } " * count + "}")
    conflicts = (
        " ".join(f"...F{n}" for n in range(60))
        + " } } "
        + " ".join(f"fragment F{n} on State {{ x: {'name' if n % 2 else 'region'} }}" for n in range(60))
    )
    yield document("fields that cannot be merged", "ALIASES", '{ state(isoAlpha3: "PRY") { ' + conflicts)
    overlapping = (
        " ".join(f"...F{n}" for n in range(30))
        + " } } "
        + " ".join(f"fragment F{n} on State {{ name participant {{ id }} }}" for n in range(30))
    )
    yield document("thirty fragments that overlap", None, '{ state(isoAlpha3: "PRY") { ' + overlapping)
    same = "".join(" participant { state { name } }" for _ in range(130))
    yield document("one branch 130 times", "REPETITION", '{ state(isoAlpha3: "PRY") {' + same + " } }")


def lists() -> Iterator[Hostile]:
    yield document("the largest page", None, "{ states(first: 250) { nodes { id } } }")
    yield document("one row more", "PAGE_SIZE", "{ states(first: 251) { nodes { id } } }")
    yield document("fewer than none", "PAGE_SIZE", "{ states(first: -1) { nodes { id } } }")
    yield document(
        "one row more, by a variable", "PAGE_SIZE", "query($n: Int) { states(last: $n) { nodes { id } } }", {"n": 251}
    )
    yield document("250 ids", None, "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["State:600"] * 250})
    yield document("251 ids", "PAGE_SIZE", "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["State:600"] * 251})
    yield document(
        "1,000 values", "VALUES", "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["State:600"] * 1_000}
    )
    yield document("100,000 values", "VALUES", "query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["1"] * 100_000})
    inner = "members(first: 250) { nodes { id } }"
    yield document("pages within pages", "INVALID_DOCUMENT", "{ states(first: 250) { nodes { %s } } }" % inner)
    yield document(
        "practices within members",
        "COST",
        "{ members(first: 250) { nodes { practices(first: 250) { nodes { id } } } } }",
    )
    counted = "query($n: Int) { members(first: $n) { nodes { practices(first: $n) { nodes { id } totalCount } } } }"
    yield document("the same by a variable", "COST", counted, {"n": 250})
    yield document("a few of them", None, counted, {"n": 5})
    yield document(
        "a cursor of 100 kB",
        "INVALID_CURSOR",
        "query($c: String) { states(after: $c) { nodes { id } } }",
        {"c": "ab" * 50_000},
    )


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


def literals() -> Iterator[Hostile]:
    digits = "9" * 5_000
    yield document("an argument of 5,000 digits", "INVALID_DOCUMENT", "{ states(first: %s) { totalCount } }" % digits)
    yield Hostile(
        "a variable of 5,000 digits",
        "JSON",
        b'{"query":"query($n: Int) { states(first: $n) { totalCount } }","variables":{"n":' + digits.encode() + b"}}",
    )
    yield Hostile("a body of 5,000 digits", "JSON", digits.encode())
    yield document("a float of 5,000 digits", "INVALID_DOCUMENT", "{ states(first: %s.5) { totalCount } }" % digits)
    yield document("a huge exponent", "INVALID_DOCUMENT", "{ states(first: 1e999999) { totalCount } }")
    yield document(
        "an integer of 64 bits",
        "INVALID_VARIABLE",
        "query($n: Int) { states(first: $n) { totalCount } }",
        {"n": 2**63 - 1},
    )
    yield document("NUL in a literal", "NUL", '{ state(isoAlpha3: "\\u0000") { name } }')
    yield document("NUL in a variable", "NUL", "query($c: String!) { state(isoAlpha3: $c) { name } }", {"c": "P\x00Y"})
    yield document("half a surrogate pair", "SYNTAX", '{ state(isoAlpha3: "\\ud800") { name } }')
    yield Hostile(
        "half a surrogate pair in JSON",
        "JSON",
        b'{"query":"query($c: String!) { state(isoAlpha3: $c) { name } }","variables":{"c":"\\ud800"}}',
    )
    yield document("a string of 900,000 signs", "CHARACTERS", '{ state(isoAlpha3: "%s") { name } }' % ("x" * 900_000))
    yield document("a name of 900,000 signs", "CHARACTERS", "{ %s }" % ("x" * 900_000))
    yield document("comments of 900,000 signs", "CHARACTERS", "#" + "x" * 900_000 + "\n{ viewer { role } }")
    yield document("100,000 comments", "CHARACTERS", "#\n" * 100_000 + "{ viewer { role } }")
    yield document("900,000 commas", "CHARACTERS", "," * 900_000 + "{ viewer { role } }")
    yield document(
        "SQL where a code belongs",
        None,
        "query($c: String!) { state(isoAlpha3: $c) { name } }",
        {"c": "' OR 1=1; DROP TABLE members_states; --"},
    )
    yield document("a prototype for variables", None, "{ viewer { role } }", {"__proto__": {"role": "ADMINISTRATOR"}})
    yield document(
        "true for a number", "INVALID_VARIABLE", "query($n: Int) { states(first: $n) { totalCount } }", {"n": True}
    )


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
    yield document("an empty selection", None, "{ viewer { } }")


def bodies() -> Iterator[Hostile]:
    yield Hostile(
        "a body of exactly 1,000,000 bytes", None, b'{"query":"{ viewer { role } }"}'.ljust(1_000_000), status=200
    )
    yield Hostile("one byte more", "BODY_SIZE", b'{"query":"{ viewer { role } }"}'.ljust(1_000_001), status=413)
    yield Hostile("twenty megabytes", "BODY_SIZE", b" " * 20_000_000, status=413)
    bomb = gzip.compress(b" " * 50_000_000)
    yield Hostile("a gzip bomb", "CONTENT_ENCODING", bomb, headers={**JSON, "content-encoding": "gzip"}, status=415)
    yield Hostile("brotli", "CONTENT_ENCODING", b"x", headers={**JSON, "content-encoding": "br"}, status=415)
    yield Hostile("an empty body", "JSON", b"", status=400)
    yield Hostile("broken UTF-8", "JSON", b'{"query":"\xff\xfe"}', status=400)
    yield Hostile("overlong UTF-8", "JSON", b'{"query":"\xc0\xaf"}', status=400)
    yield Hostile("UTF-16", "JSON", '{"query":"{ viewer { role } }"}'.encode("utf-16"), status=400)
    yield Hostile("a byte order mark", "JSON", b'\xef\xbb\xbf{"query":"{ viewer { role } }"}', status=400)
    yield Hostile("every byte there is", "JSON", bytes(range(256)) * 100, status=400)
    for name, body in (
        ("null", b"null"),
        ("a number", b"17"),
        ("a string", b'"query"'),
        ("true", b"true"),
        ("NaN", b"NaN"),
    ):
        yield Hostile(f"{name} for a body", "JSON", body, status=400)
    yield Hostile("an empty object", "NO_QUERY", b"{}", status=400)
    yield Hostile("an empty batch", "BATCH", b"[]", status=400)
    yield Hostile(
        "a batch of a thousand",
        "BATCH",
        b"[" + b",".join([b'{"query":"{ viewer { role } }"}'] * 1_000) + b"]",
        status=400,
    )
    for name, value in (
        ("query", b"[]"),
        ("variables", b'"x"'),
        ("variables", b"[]"),
        ("operationName", b"{}"),
        ("extensions", b"3"),
    ):
        body = b'{"query":"{ viewer { role } }","' + name.encode() + b'":' + value + b"}"
        yield Hostile(f"{name} {value.decode()}", "PARAMETER", body, status=400)
    yield Hostile(
        "one key 100,000 times", None, b'{"query":"{ viewer { role } }",' + b",".join([b'"a":1'] * 100_000) + b"}"
    )
    yield Hostile(
        "100,000 keys",
        None,
        b'{"query":"{ viewer { role } }",' + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}",
    )


def heads() -> Iterator[Hostile]:
    query = b'{"query":"{ viewer { role } }"}'
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "",
        "x" * 4_000,
    ):
        yield Hostile(f"content type {kind[:30]!r}", "MEDIA_TYPE", query, headers={"content-type": kind}, status=415)
    for accept in ("image/png", "application/json;q=0", "text/html;q=1", "x" * 4_000):
        yield Hostile(
            f"accepts {accept[:30]!r}", "NOT_ACCEPTABLE", query, headers={**JSON, "accept": accept}, status=406
        )
    yield Hostile(
        "accepts a thousand kinds",
        "NOT_ACCEPTABLE",
        query,
        headers={**JSON, "accept": ",".join(["image/png;q=0.1"] * 1_000)},
        status=406,
    )
    yield Hostile(
        "a quality that is none",
        "NOT_ACCEPTABLE",
        query,
        headers={**JSON, "accept": "application/json;q=x"},
        status=406,
    )
    yield Hostile(
        "a thousand languages", None, query, headers={**JSON, "accept-language": ",".join(["xx;q=0.5"] * 1_000)}
    )
    for token in (
        "Bearer ",
        "Bearer " + "x" * 5_000,
        "Basic YTpi",
        "Bearer nmirf_unknown_token",
        "\xff\xfe",
        "Bearer \xff" + "a" * 40,
    ):
        yield Hostile(
            f"authorization {token[:16]!r}", "TOKEN", query, headers={**JSON, "authorization": token}, status=401
        )
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "QUERY"):
        yield Hostile(f"method {method}", "METHOD", query, method=method, status=405)
    yield Hostile("somebody else's address", None, query, headers={**JSON, "x-forwarded-for": "1.2.3.4, 127.0.0.1"})


def addresses() -> Iterator[Hostile]:
    def get(name: str, code: str | None, query_string: str, status: int) -> Hostile:
        return Hostile(name, code, method="GET", target=f"/graphql?{query_string}", headers={}, status=status)

    yield get("a write by GET", "METHOD", "query=" + quote("mutation { __typename }"), 405)
    yield get("no query", "NO_QUERY", "x=1", 400)
    yield get("broken percent signs", "ADDRESS", "query=%ff%fe", 400)
    yield get("variables that are no JSON", "JSON", "query=" + quote("{ viewer { role } }") + "&variables={", 400)
    yield get("variables that are a list", "PARAMETER", "query=" + quote("{ viewer { role } }") + "&variables=[1]", 400)
    yield get("a hundred parameters", "ADDRESS", "&".join(f"a{n}=1" for n in range(100)), 400)
    yield get("a document of 48,000 signs", "CHARACTERS", "query=" + "{a}" * 16_000, 200)
    yield Hostile("a path outside", None, method="GET", target="/static/../../core/settings.py", headers={}, status=404)


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
    yield sent("a documentId of 900,000 signs", "DOCUMENT_NOT_FOUND", {"documentId": "x" * 900_000}, 404)
