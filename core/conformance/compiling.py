"""Statements compiled once for all the databases of a test run: each engine would compile every statement anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Compiled, Connection, Engine, event

Key = tuple[Any, ...]
"""By which SQLAlchemy keeps a statement; the first is the dialect, of which each engine has its own."""


class _OfOneDialect(dict[Key, Compiled]):
    """What statements became, whichever engine asks."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: Key, compiled: Compiled) -> None:
        super().__setitem__(key[1:], compiled)


@contextmanager
def compiling_once() -> Iterator[None]:
    """Have connections of SQLAlchemy that are made meanwhile share what statements became."""
    compiled: dict[str, _OfOneDialect] = {}

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=compiled.setdefault(connection.dialect.name, _OfOneDialect()))

    event.listen(Engine, "engine_connect", share)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", share)
