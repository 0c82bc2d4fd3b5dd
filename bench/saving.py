"""Saves results as JSON, and compares them with those of an earlier run."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any

from bench.compare import Comparison
from bench.figures import figures

FORM = 2


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The results as JSON values."""
    return {
        "form": FORM,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "machine": {"cores": cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "plan": asdict(comparison.plan),
        "bytes": comparison.bytes,
        "servers": {
            name: {
                "start_seconds": round(comparison.started[name], 2),
                "idle_mb": round(comparison.idle[name], 1),
                "loaded_mb": round(comparison.loaded[name], 1),
                "rounds": {
                    operation: [found.as_json() for found in rounds]
                    for operation, rounds in comparison.rounds[name].items()
                },
                "figures": {operation: asdict(figure) for operation, figure in found.items()},
            }
            for name, found in figures(comparison).items()
        },
    }


def save(comparison: Comparison, path: Path) -> None:
    path.write_text(json.dumps(as_json(comparison), indent=1) + "\n")


def against(comparison: Comparison, path: Path) -> Iterator[str]:
    """Lines that compare each figure with that of an earlier run, and say whether they differ by more than the noise."""
    earlier = json.loads(path.read_text())
    if earlier.get("form") != FORM:
        raise SystemExit(f"{path} was saved by another version of the bench.")
    yield f"This run's rates, divided by those of {path.name} of {earlier['at']}:"
    for name, found in figures(comparison).items():
        known = earlier["servers"].get(name, {}).get("figures", {})
        for operation, figure in found.items():
            if operation in known:
                ratio = figure.rate / known[operation]["rate"]
                noise = figure.noise + known[operation]["noise"]
                verdict = "within the noise" if abs(ratio - 1) <= noise else "faster" if ratio > 1 else "slower"
                yield f"  {name:26} {operation:10} {ratio:6.2f}  {verdict} ({noise:.0%})"
