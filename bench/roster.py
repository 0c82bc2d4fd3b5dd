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
    """An ASGI app behind uvicorn at its quickest."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "bench.servers.plain", f"bench.{module}", str(port)]

    return Server(name, engine, command, **options)


def stock(name: str, engine: str, module: str) -> Server:
    """An ASGI app behind uvicorn, as its documentation has it: Python collects garbage as it does by itself."""

    def command(port: int) -> list[str]:
        started = [sys.executable, "-m", "uvicorn", f"bench.{module}:app", "--port", str(port), "--loop", "uvloop"]
        return [*started, "--http", "httptools", "--no-access-log", "--no-server-header", "--log-level", "warning"]

    return Server(name, engine, command)


def served(name: str, engine: str, module: str, **options: Any) -> Server:
    """An app of the platform, as `nmirf serve` runs it: its connections, its lines of the log."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "bench.servers", module, str(port)]

    return Server(name, engine, command, **options)


OURS_SQLITE = served("ours on SQLite", "sqlite", "ours")
OURS_POSTGRESQL = served("ours on PostgreSQL", "postgresql", "ours")
OURS_KEPT = served("ours on SQLite, answers kept", "sqlite", "ours", environ=environ_with_answers_kept)
HAND_SQLITE = served("hand-written on SQLite", "sqlite", "handwritten.app")
HAND_POSTGRESQL = served("hand-written on PostgreSQL", "postgresql", "handwritten.app")
ENGINE_SQLITE = served("hand-written engine on SQLite", "sqlite", "handwritten.engine")
ENGINE_POSTGRESQL = served("hand-written engine on PostgreSQL", "postgresql", "handwritten.engine")
STRAWBERRY = stock("Strawberry on SQLite", "sqlite", "servers.strawberry.app")
STRAWBERRY_COLLECTING = python("Strawberry on SQLite, collecting as ours", "sqlite", "servers.strawberry.app")
STRAWBERRY_TUNED = python("Strawberry tuned on SQLite", "sqlite", "servers.strawberry_tuned.app")
CONSTANT = python("a constant", "", "servers.constant")
LAYER = served("a constant behind our HTTP layer", "sqlite", "layer")

BUILT_IN = (
    OURS_SQLITE,
    OURS_POSTGRESQL,
    OURS_KEPT,
    HAND_SQLITE,
    HAND_POSTGRESQL,
    ENGINE_SQLITE,
    ENGINE_POSTGRESQL,
    STRAWBERRY,
    STRAWBERRY_COLLECTING,
    STRAWBERRY_TUNED,
    CONSTANT,
)
"""What needs nothing but the project's own environment."""
