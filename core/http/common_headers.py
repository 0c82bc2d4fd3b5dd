"""The common headers of all answers: what browsers may do with them, and the id of the request."""

from __future__ import annotations

from collections.abc import Collection

DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For pages of the platform: nothing from other sites. GraphiQL's editor adds styles while it runs."""

FOR_ALL = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
DATA = (b"content-security-policy", DATA_POLICY)
PAGE = (b"content-security-policy", PAGE_POLICY)
FOR_PAGES = (
    *FOR_ALL,
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
"""What the OWASP REST Security Cheat Sheet requires of pages, and of answers that are only data."""


def with_common_headers(given: Collection[tuple[bytes, bytes]], identifier: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, with the common ones. identifier: the request's."""
    request_id = (b"x-request-id", identifier.encode())
    named = dict(given)
    is_page = named.get(b"content-type", b"").startswith(b"text/html")
    common, policy = (FOR_PAGES, PAGE) if is_page else (FOR_ALL, DATA)
    # Browsers apply every policy of an answer: a second one would forbid what its own allows.
    own = b"content-security-policy" in named
    return [*given, *common, request_id] if own else [*given, *common, policy, request_id]
