"""Values that are too many, too large or not what they should be: pages, literals, variables."""

# ruff: noqa: UP031 - documents are full of braces
from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.requests.request import Hostile, document


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
    yield document(
        "a string of 900,000 characters", "CHARACTERS", '{ state(isoAlpha3: "%s") { name } }' % ("x" * 900_000)
    )
    yield document("a name of 900,000 characters", "CHARACTERS", "{ %s }" % ("x" * 900_000))
    yield document("comments of 900,000 characters", "CHARACTERS", "#" + "x" * 900_000 + "\n{ viewer { role } }")
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
