"""Proves first that all servers give the same answers, also to many requests at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any

from bench.load import load
from bench.operations import Operation
from bench.running import Running

SECONDS = 0.2
"""For which each operation is sent to each server under load."""


def prove_equal(servers: Sequence[Running], operations: Mapping[str, Mapping[str, Operation]]) -> dict[str, int]:
    """Compare every answer with the platform's; returns the bytes of each answer. Raises SystemExit if one differs.

    operations: server -> operation's name -> operation.
    """
    expected: dict[str, Any] = {}
    sizes: dict[str, int] = {}
    for one in servers:
        for name, operation in operations[one.server.name].items():
            answer = one.ask(operation)
            if "errors" in answer or not answer.get("data"):
                raise SystemExit(f"{one.server.name} does not answer {name}: {json.dumps(answer)[:800]}")
            answer = one.server.normalise(name, answer)
            known = expected.setdefault(name, answer)
            sizes.setdefault(name, len(json.dumps(answer, separators=(",", ":"))))
            if refusals := [payload["errors"] for payload in answer["data"].values() if _is_refused(payload)]:
                raise SystemExit(f"{one.server.name} refuses {name}: {json.dumps(refusals)[:800]}")
            if answer != known:
                raise SystemExit(f"{one.server.name} answers {name} differently:\n{_difference(known, answer)}")
    return sizes


def prove_under_load(
    servers: Sequence[Running], operations: Mapping[str, Mapping[str, Operation]], connections: int
) -> None:
    """Compare the answers to many requests at once with the proven one, since failures can have status 200.

    Raises RuntimeError if one differs.
    """
    for one in servers:
        for operation in operations[one.server.name].values():
            load(one.address, operation, SECONDS, connections, expected=one.answer(operation))


def _is_refused(payload: Any) -> bool:
    return isinstance(payload, dict) and bool(payload.get("errors"))


def _difference(expected: Any, found: Any) -> str:
    written = [json.dumps(answer, indent=1, ensure_ascii=False).splitlines() for answer in (expected, found)]
    return "\n".join(list(unified_diff(*written, "ours", "theirs", lineterm="", n=2))[:60])
