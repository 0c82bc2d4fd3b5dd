"""What is wrong before there is a document: bodies, headers, addresses."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import quote

from tests.hostile.requests.request import JSON, Hostile


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
    yield get("two queries", "PARAMETER", "&".join(["query=" + quote("{ viewer { role } }")] * 2), 400)
    yield get("a hundred parameters", "ADDRESS", "&".join(f"a{n}=1" for n in range(100)), 400)
    yield get("a document of 48,000 characters", "CHARACTERS", "query=" + "{a}" * 16_000, 200)
    yield Hostile(
        "a path outside", None, method="GET", target="/static/../../core/settings/settings.py", headers={}, status=404
    )
