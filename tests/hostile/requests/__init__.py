"""What strangers may send to do harm: more than ninety requests, none of which may end in a failure of the server."""

from __future__ import annotations

from tests.hostile.requests import http, operations, selections, values
from tests.hostile.requests.request import Hostile


def everything() -> list[Hostile]:
    """All of them."""
    return [
        *selections.nesting(),
        *selections.fragments(),
        *selections.floods(),
        *values.lists(),
        *operations.introspection(),
        *values.literals(),
        *operations.operations(),
        *http.bodies(),
        *http.heads(),
        *http.addresses(),
        *operations.persisted(),
    ]
