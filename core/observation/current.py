"""The current request, as logs and errors need it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Current:
    """One request. identifier: shown in its answer, its log lines and its errors."""

    identifier: str = ""
    operation: str | None = None
    kind: str | None = None


NONE = Current()
current: ContextVar[Current] = ContextVar("current", default=NONE)
