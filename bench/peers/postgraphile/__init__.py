"""PostGraphile 5 over the same PostgreSQL database: `schema.sql` has its views and functions, `operations/` its documents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from bench.load import NODE
from bench.roster import Server

HERE = Path(__file__).parent
MOMENT = ".000000+00:00"


def _prepare(address: str) -> None:
    with psycopg.connect(address) as session:
        session.execute((HERE / "schema.sql").read_text())  # type: ignore[call-overload]


def _command(port: int) -> list[str]:
    return [str(NODE / "node"), str(HERE / "server.mjs")]


def _environment(address: str, port: int) -> dict[str, str]:
    modes = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    return {**os.environ, **modes, "DATABASE_URL": address, "PORT": str(port)}


def _variables(name: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ids without the name of the type, and the filter as arguments of a function."""
    match name:
        case "node" | "decision":
            return {"id": _key(variables["id"])}
        case "filtered":
            return {"capacities": variables["filter"]["capacities"], "language": variables["filter"]["language"]}
        case "mutation":
            given = variables["input"]
            return {"input": {**given, "decision": _key(given["decision"]), "participant": _key(given["participant"])}}
    return variables


def _key(identifier: str) -> str:
    return identifier.partition(":")[2]


def _normalise(name: str, answer: Any) -> Any:
    """Remove fractions and offsets of moments, move facets into their list, and add the list of refusals.

    In PostGraphile, a refusal is an error of the whole operation.
    """
    data = _moments(answer["data"])
    if name == "filtered":
        data = {"practices": {**data["practices"], "facets": data["facets"]}}
    if name == "mutation":
        data = {"castBallot": {**data["castBallot"], "errors": []}}
    return {"data": data}


def _moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _moments(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_moments(item) for item in value]
    return value.removesuffix(MOMENT) + "Z" if isinstance(value, str) and value.endswith(MOMENT) else value


SERVER = Server(
    "PostGraphile on PostgreSQL",
    "postgresql",
    _command,
    environ=_environment,
    operations=HERE / "operations",
    prepare=_prepare,
    variables=_variables,
    normalise=_normalise,
)
