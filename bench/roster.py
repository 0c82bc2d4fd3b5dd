"""The servers that are compared: how each is started, on which engine, and what it can be asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.operations import HERE as OPERATIONS

ROOT = Path(__file__).parents[1]


UNLIMITED = {"NMIRF_RATE_LIMIT": "off", "NMIRF_TOKEN_RATE_LIMIT": "off"}
"""A load from one address is what a rate limit is for."""


def environ(address: str, port: int) -> dict[str, str]:
    """Every answer is read anew: what is measured is the work, not the memory of it."""
    return {**environ_with_answers_kept(address, port), "NMIRF_CACHE_BYTES": "0"}


def environ_with_answers_kept(address: str, port: int) -> dict[str, str]:
    """As the platform comes, without rate limits."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NMIRF_DATABASE_URL": address, **UNLIMITED}


@dataclass(frozen=True, eq=False)
class Server:
    """One server. command: its start on a port; engine: of the database whose address it gets, "" for none.

    environ: its environment, from address and port. operations: the folder of the documents it is asked, the
    platform's own unless its names differ. prepare: what its database needs. variables, normalise: what its own names
    force on the variables of an operation and on the answer.
    """

    name: str
    engine: str
    command: Callable[[int], list[str]]
    environ: Callable[[str, int], dict[str, str]] = environ
    operations: Path = OPERATIONS
    prepare: Callable[[str], None] = lambda _: None
    variables: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] = lambda _, variables: variables
    normalise: Callable[[str, Any], Any] = lambda _, answer: answer


def python(name: str, engine: str, module: str, **options: Any) -> Server:
    """An ASGI app behind the uvicorn that `nmirf serve` runs."""

    def command(port: int) -> list[str]:
        started = [sys.executable, "-m", "uvicorn", f"bench.{module}:app", "--port", str(port), "--loop", "uvloop"]
        return [*started, "--http", "httptools", "--no-access-log", "--no-server-header", "--log-level", "warning"]

    return Server(name, engine, command, **options)


OURS_SQLITE = python("ours on SQLite", "sqlite", "servers.ours")
OURS_POSTGRESQL = python("ours on PostgreSQL", "postgresql", "servers.ours")
OURS_KEPT = python("ours on SQLite, answers kept", "sqlite", "servers.ours", environ=environ_with_answers_kept)
HAND_SQLITE = python("hand-written on SQLite", "sqlite", "servers.handwritten.app")
HAND_POSTGRESQL = python("hand-written on PostgreSQL", "postgresql", "servers.handwritten.app")
ENGINE_SQLITE = python("hand-written engine on SQLite", "sqlite", "servers.handwritten.engine")
ENGINE_POSTGRESQL = python("hand-written engine on PostgreSQL", "postgresql", "servers.handwritten.engine")
STRAWBERRY = python("Strawberry on SQLite", "sqlite", "servers.strawberry.app")
CONSTANT = python("a constant", "", "servers.constant")
LAYER = python("a constant behind our HTTP layer", "sqlite", "servers.layer")

BUILT_IN = (
    OURS_SQLITE,
    OURS_POSTGRESQL,
    OURS_KEPT,
    HAND_SQLITE,
    HAND_POSTGRESQL,
    ENGINE_SQLITE,
    ENGINE_POSTGRESQL,
    STRAWBERRY,
    CONSTANT,
)
"""What needs nothing but the project's own environment."""
