"""Recognises browsers that open the endpoint: they get a page, unless their address contains a document."""

from __future__ import annotations

from urllib.parse import parse_qsl

from schema.serving.http import accepted_types

DOCUMENT_PARAMETERS = {"query", "documentId", "extensions"}
"""The parameters of an address that name a document."""
PAGE_HEADERS = {b"cache-control": b"no-cache", b"vary": b"Accept"}


def wants_page(accept: bytes | None, query_string: bytes) -> bool:
    """Whether HTML is preferred, by its name, and the address names no document."""
    return accept is not None and b"text/html" in accept and _prefers_html(accept) and not _names_document(query_string)


def _prefers_html(accept: bytes) -> bool:
    best, (quality, _) = max(accepted_types(accept).items(), key=lambda found: found[1])
    return best == "text/html" and quality > 0


def _names_document(query_string: bytes) -> bool:
    try:
        return not DOCUMENT_PARAMETERS.isdisjoint(
            name for name, _ in parse_qsl(query_string.decode(), True, errors="strict")
        )
    except ValueError:
        return True
