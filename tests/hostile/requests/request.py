"""One hostile request, and the answer that it is to get."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
