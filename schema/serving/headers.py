"""The headers of a request, read once."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import Scope

READ = "nmirf.headers"
"""The scope's key for the mapping, and for the list that it was made from."""


def headers_of(scope: Scope) -> Mapping[bytes, bytes]:
    """The headers of a request or of a web socket by their names in lower case, the first of each name."""
    written = scope["headers"]
    read = scope.get(READ)
    if read is None or read[0] is not written:
        read = scope[READ] = written, dict(reversed(written))
    found: Mapping[bytes, bytes] = read[1]
    return found
