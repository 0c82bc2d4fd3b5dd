"""The proof that comes first: all servers give the same answers, also while many ask at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any

from bench.load import load
from bench.operations import Operation
from bench.running import Running

SECONDS = 0.2
"""For which each operation is asked of each server at once."""


def prove_equal(servers: Sequence[Running], asked: Mapping[str, Mapping[str, Operation]]) -> dict[str, int]:
    """Hold every answer against the platform's own; returns the bytes of each answer. Ends the run where one differs."""
    expected: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for one in servers:
        for name, operation in asked[one.server.name].items():
            answer = one.ask(operation)
            if "errors" in answer or not answer.get("data"):
                raise SystemExit(f"{one.server.name} does not answer {name}: {json.dumps(answer)[:800]}")
            answer = one.server.normalise(name, answer)
            known = expected.setdefault(name, answer)
            sizes.setdefault(name, len(json.dumps(answer, separators=(",", ":"))))
            if refusals := [payload["errors"] for payload in answer["data"].values() if _is_refused(payload)]:
                raise SystemExit(f"{one.server.name} refuses {name}: {json.dumps(refusals)[:800]}")
            if answer != known:
                raise SystemExit(f"{one.server.name} answers {name} otherwise:\n{_difference(known, answer)}")
    return sizes


def prove_under_load(
    servers: Sequence[Running], asked: Mapping[str, Mapping[str, Operation]], connections: int
) -> None:
    """Hold each of many answers at once, a failure with status 200 too, against the one that was proven. Raises
    RuntimeError where one differs."""
    for one in servers:
        for operation in asked[one.server.name].values():
            load(one.address, operation, SECONDS, connections, expected=one.answer(operation))


def _is_refused(payload: Any) -> bool:
    return isinstance(payload, dict) and bool(payload.get("errors"))


def _difference(expected: Any, found: Any) -> str:
    written = [json.dumps(answer, indent=1, ensure_ascii=False).splitlines() for answer in (expected, found)]
    return "\n".join(list(unified_diff(*written, "ours", "theirs", lineterm="", n=2))[:60])
