"""The request that is being answered, as far as logs and errors need to know it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Current:
    """One request. identifier: what its answer, its log lines and its errors have in common."""

    identifier: str = ""
    operation: str | None = None
    kind: str | None = None


NONE = Current()
current: ContextVar[Current] = ContextVar("current", default=NONE)
