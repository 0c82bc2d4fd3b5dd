"""The proof that comes first: all servers give the same answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any

from bench.operations import Operation
from bench.running import Running


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
            if answer != known:
                raise SystemExit(f"{one.server.name} answers {name} otherwise:\n{_difference(known, answer)}")
    return sizes


def _difference(expected: Any, found: Any) -> str:
    written = [json.dumps(answer, indent=1, ensure_ascii=False).splitlines() for answer in (expected, found)]
    return "\n".join(list(unified_diff(*written, "ours", "theirs", lineterm="", n=2))[:60])
