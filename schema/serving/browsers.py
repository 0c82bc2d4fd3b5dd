"""When somebody who comes to the endpoint is shown a page: a browser, whose address asks nothing."""

from __future__ import annotations

from urllib.parse import parse_qsl

from schema.serving.http import liked_types

ASKING = {"query", "documentId", "extensions"}
"""The parameters of an address of which any one names a document."""
PAGE_HEADERS = {b"cache-control": b"no-cache", b"vary": b"Accept"}


def is_visit(accept: bytes | None, query_string: bytes) -> bool:
    """Whether HTML is named and liked most, and the address names no document."""
    return accept is not None and b"text/html" in accept and _prefers_html(accept) and not _asks(query_string)


def _prefers_html(accept: bytes) -> bool:
    best, (quality, _) = max(liked_types(accept).items(), key=lambda found: found[1])
    return best == "text/html" and quality > 0


def _asks(query_string: bytes) -> bool:
    try:
        return not ASKING.isdisjoint(name for name, _ in parse_qsl(query_string.decode(), True, errors="strict"))
    except ValueError:
        return True
