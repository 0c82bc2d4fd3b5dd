"""Documents that select too much: nested, spread, repeated."""

# ruff: noqa: UP031 - documents are full of braces
from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.requests.request import Hostile, document


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
