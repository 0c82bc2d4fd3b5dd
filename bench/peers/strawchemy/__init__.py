"""strawchemy over views of the same SQLite database: the four operations that need no hand-written resolvers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bench.peers.installing import PACKAGES
from bench.roster import environ, fast_app
from core.database.drivers.sqlite import connect

HERE = Path(__file__).parent
TALLY = ("eligible", "present", "yes", "no", "abstain", "presentAndVoting", "adopted")


def _prepare(address: str) -> None:
    connect(make_url(address).database or "").execute((HERE / "schema.sql").read_text())


def _environ(address: str, port: int) -> dict[str, str]:
    known = environ(address, port)
    return {**known, "PYTHONPATH": f"{PACKAGES}{os.pathsep}{known['PYTHONPATH']}"}


def _variables(name: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ids without the name of the type."""
    return {"id": variables["id"].partition(":")[2]} if name in ("node", "decision") else variables


def _normalise(name: str, answer: Any) -> Any:
    """Turn lists into connections, and collect the tally from the fields of the decision."""
    data = answer["data"]
    if name in ("page", "nested"):
        members = data["members"]
        if name == "nested":
            members = [{**member, "practices": {"nodes": member["practices"]}} for member in members]
        data = {"members": {"nodes": members}}
    if name == "decision":
        found = data["decision"]
        rest = {key: value for key, value in found.items() if key not in TALLY}
        data = {
            "decision": {**rest, "tally": {key: found[key] for key in TALLY}, "ballots": {"nodes": found["ballots"]}}
        }
    return {"data": data}


SERVER = fast_app(
    "strawchemy on SQLite", "sqlite", "peers.strawchemy.app", environ=_environ, operations=HERE / "operations",
    prepare=_prepare, variables=_variables, normalise=_normalise,
)  # fmt: skip
