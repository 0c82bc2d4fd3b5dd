"""Run every server over the same data, prove that they answer the same, load them in turns, print the table."""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.queries import OPERATIONS

HERE = Path(__file__).parent
SERVERS = ("ours", "twin", "handwritten", "constant")
CONNECTIONS, SECONDS, ROUNDS = 16, 3, 3


def main() -> int:
    load = _load_generator()
    with tempfile.TemporaryDirectory(prefix="nmirf-bench-") as folder:
        environment = {**os.environ, "NMIRF_DATA_FOLDER": folder}
        environment.pop("NMIRF_DATABASE_URL", None)
        subprocess.run([sys.executable, "-c", "from core.cli import main; main()", "demo"], env=environment, check=True)
        figures: dict[str, dict[str, list[dict[str, float]]]] = {name: {} for name in OPERATIONS}
        ports = {name: _free_port() for name in SERVERS}
        with _running(ports, environment):
            _prove_equal(ports)
            for turn in range(ROUNDS):
                for operation in OPERATIONS:
                    for server in SERVERS:
                        found = _measure(load, ports[server], operation)
                        figures[operation].setdefault(server, []).append(found)
                        print(f"round {turn + 1}, {operation}, {server}: {found['rate']:,.0f}/s", file=sys.stderr)
    _print(figures)
    return 0


def _load_generator() -> list[str]:
    """autocannon, installed beside this file from its lock."""
    if shutil.which("npm") is None:
        sys.exit(
            "make bench loads the servers with autocannon from the npm registry: install Node.js 20 or newer with npm."
        )
    if not (HERE / "node_modules" / ".bin" / "autocannon").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    return [str(HERE / "node_modules" / ".bin" / "autocannon")]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def _running(ports: dict[str, int], environment: dict[str, str]) -> Iterator[None]:
    """Every server behind the same uvicorn, until the end."""
    processes = []
    try:
        for name, port in ports.items():
            command = [sys.executable, "-m", "uvicorn", f"bench.{name}:app", "--port", str(port), "--loop", "uvloop"]
            command += ["--http", "httptools", "--no-access-log", "--log-level", "warning"]
            processes.append(subprocess.Popen(command, env=environment))
        for name, port in ports.items():
            _wait(name, port)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def _wait(name: str, port: int) -> None:
    for _ in range(150):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"The server {name} did not start within 15 seconds.")


def _ask(port: int, operation: str) -> Any:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps(OPERATIONS[operation]).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _prove_equal(ports: dict[str, int]) -> None:
    """All servers but the constant give the same answers."""
    for operation in OPERATIONS:
        expected = _ask(ports["ours"], operation)
        assert "errors" not in expected, expected
        for server in ("twin", "handwritten"):
            found = _ask(ports[server], operation)
            if found != expected:
                sys.exit(
                    f"{server} answers {operation} otherwise:\n{json.dumps(found)[:800]}\n{json.dumps(expected)[:800]}"
                )


def _measure(load: list[str], port: int, operation: str) -> dict[str, float]:
    body = json.dumps(OPERATIONS[operation])
    command = [
        *load,
        "--json",
        "-c",
        str(CONNECTIONS),
        "-d",
        str(SECONDS),
        "-m",
        "POST",
        "-H",
        "content-type=application/json",
    ]
    done = subprocess.run(
        [*command, "-b", body, f"http://127.0.0.1:{port}/graphql"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert found["non2xx"] == found["errors"] == 0, found
    return {"rate": found["requests"]["average"], "p50": found["latency"]["p50"], "p99": found["latency"]["p99"]}


def _print(figures: dict[str, dict[str, list[dict[str, float]]]]) -> None:
    print(
        f"{CONNECTIONS} connections, medians of {ROUNDS} rounds of {SECONDS} s, SQLite, one process each; latencies in ms.\n"
    )
    print(
        f"{'operation':10} {'server':12} {'requests/s':>10} {'p50':>6} {'p99':>6} {'of hand-written':>16} {'times twin':>11}"
    )
    for operation, servers in figures.items():
        rate = {name: statistics.median(found["rate"] for found in rounds) for name, rounds in servers.items()}
        for name, rounds in servers.items():
            p50, p99 = (statistics.median(found[key] for found in rounds) for key in ("p50", "p99"))
            of_hand, of_twin = rate[name] / rate["handwritten"], rate[name] / rate["twin"]
            print(f"{operation:10} {name:12} {rate[name]:10,.0f} {p50:6.1f} {p99:6.1f} {of_hand:16.2f} {of_twin:11.1f}")


if __name__ == "__main__":
    sys.exit(main())
