"""The servers that are compared: how each is started, on which engine, and which operations it answers."""

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
"""All load comes from one address, which rate limits would refuse."""


def environ(address: str, port: int) -> dict[str, str]:
    """The environment of a server that reads every answer again, so that the work is measured and not its cache."""
    return {**environ_with_cache(address, port), "NMIRF_CACHE_BYTES": "0"}


def environ_with_cache(address: str, port: int) -> dict[str, str]:
    """The environment of a server with the default settings, but without rate limits."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NMIRF_DATABASE_URL": address, **UNLIMITED}


@dataclass(frozen=True, eq=False)
class Server:
    """One server.

    engine: of its database, "" for none. command: starts it on a port. environ: its environment, from the address of the
    database and the port. operations: the folder of its documents; others than the platform's if its names differ.
    prepare: creates what it needs in its database. variables, normalise: adapt the variables of an operation to its
    names, and its answer to the platform's names.
    """

    name: str
    engine: str
    command: Callable[[int], list[str]]
    environ: Callable[[str, int], dict[str, str]] = environ
    operations: Path = OPERATIONS
    prepare: Callable[[str], None] = lambda _: None
    variables: Callable[[str, Mapping[str, Any]], Mapping[str, Any]] = lambda _, variables: variables
    normalise: Callable[[str, Any], Any] = lambda _, answer: answer


def fast_app(name: str, engine: str, module: str, **options: Any) -> Server:
    """An ASGI app behind uvicorn with its fastest settings, collecting garbage as the platform does."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "bench.servers.plain", f"bench.{module}", str(port)]

    return Server(name, engine, command, **options)


def stock_app(name: str, engine: str, module: str) -> Server:
    """An ASGI app behind uvicorn as its documentation recommends, with Python's default garbage collection."""

    def command(port: int) -> list[str]:
        uvicorn = [sys.executable, "-m", "uvicorn", f"bench.{module}:app", "--port", str(port), "--loop", "uvloop"]
        return [*uvicorn, "--http", "httptools", "--no-access-log", "--no-server-header", "--log-level", "warning"]

    return Server(name, engine, command)


def platform_app(name: str, engine: str, module: str, **options: Any) -> Server:
    """An app that runs as `nmirf serve` runs the platform, with its handling of connections and its log."""

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "bench.servers", module, str(port)]

    return Server(name, engine, command, **options)


OURS_SQLITE = platform_app("ours on SQLite", "sqlite", "ours")
OURS_POSTGRESQL = platform_app("ours on PostgreSQL", "postgresql", "ours")
OURS_KEPT = platform_app("ours on SQLite, answers kept", "sqlite", "ours", environ=environ_with_cache)
HAND_SQLITE = platform_app("hand-written on SQLite", "sqlite", "handwritten.app")
HAND_POSTGRESQL = platform_app("hand-written on PostgreSQL", "postgresql", "handwritten.app")
ENGINE_SQLITE = platform_app("hand-written engine on SQLite", "sqlite", "handwritten.engine")
ENGINE_POSTGRESQL = platform_app("hand-written engine on PostgreSQL", "postgresql", "handwritten.engine")
STRAWBERRY = stock_app("Strawberry on SQLite", "sqlite", "servers.strawberry.app")
STRAWBERRY_COLLECTING = fast_app("Strawberry on SQLite, collecting as ours", "sqlite", "servers.strawberry.app")
STRAWBERRY_TUNED = fast_app("Strawberry tuned on SQLite", "sqlite", "servers.strawberry_tuned.app")
CONSTANT = fast_app("a constant", "", "servers.constant")
LAYER = platform_app("a constant behind our HTTP layer", "sqlite", "layer")

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
"""The servers that need only the project's own environment."""
