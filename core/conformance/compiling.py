"""Statements compiled once for all databases of a test run: otherwise each engine would compile them again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Compiled, Connection, Engine, event

Key = tuple[Any, ...]
"""SQLAlchemy's key of a compiled statement; it begins with the dialect, of which each engine has its own."""


class _OfOneDialect(dict[Key, Compiled]):
    """Compiled statements, shared by all engines."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Key, compiled: Compiled) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def compiling_once() -> Iterator[None]:
    """Make connections of SQLAlchemy that are opened meanwhile share compiled statements."""
    compiled: dict[str, _OfOneDialect] = {}

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled.setdefault(connection.dialect.name, _OfOneDialect()))

    event.listen(Engine, "engine_connect", share)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", share)
