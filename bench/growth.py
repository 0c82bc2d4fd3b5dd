"""`python -m bench growth`: the platform alone, as the data, the connections and the workers grow."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.databases import filled
from bench.fiction.filling import Size
from bench.load import HERE, install, load
from bench.operations import Operation, operations
from bench.roster import OURS_POSTGRESQL, OURS_SQLITE, Server
from bench.running import Running, running
from bench.sizes import compared

ENGINES = {"sqlite": OURS_SQLITE, "postgresql": OURS_POSTGRESQL}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--practices", type=_numbers, default=[5_000, 50_000, 500_000], metavar="COUNT,…")
    parser.add_argument("--decisions", type=int, default=4_508, help="with 193 ballots each: 870,000 ballots")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both unless one is named")
    given = parser.parse_args(arguments)
    install(HERE)
    for engine in given.engine or ENGINES:
        server = ENGINES[engine]
        sizes = [Size(count, given.decisions) for count in given.practices]
        print(f"\n{compared(server, sizes, given.rounds, given.seconds)}")
        with filled([engine], Size()) as addresses:
            _of_connections(server, addresses[engine], given.seconds)
            _of_workers(server, addresses[engine], given.seconds)
            _of_documents(server, addresses[engine])
    return 0


def _of_connections(server: Server, address: str, seconds: float) -> None:
    print(f"\n{server.name}, the page, by connections")
    page = operations(address)["page"]
    with running(server, address) as one:
        for connections in (1, 4, 16, 64, 256):
            found = load(one.address, page, seconds, connections)
            print(f"  {connections:4} {found.rate:9,.0f}/s, p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms")


def _of_workers(server: Server, address: str, seconds: float) -> None:
    print(f"\n{server.name}, by workers")
    asked = operations(address)
    for workers in (1, 2, 4):
        several = replace(server, command=lambda port, n=workers: [*server.command(port), str(n)])
        with running(several, address) as one:
            rates = [
                f"{name} {load(one.address, asked[name], seconds, 32).rate:9,.0f}/s" for name in ("page", "mutation")
            ]
            print(f"  {workers} {', '.join(rates)}, {one.memory():.0f} MB")


def _of_documents(server: Server, address: str, count: int = 200) -> None:
    """What a document costs that was never seen, against one that was; one after the other."""
    print(f"\n{server.name}, the page, one request at a time")
    page = operations(address)["page"]
    with running(server, address) as one:
        fresh = [replace(page, query=page.query.replace("members(", f"a{number}: members(")) for number in range(count)]
        for said, asked in (("never seen", fresh), ("seen", [page] * count)):
            times = [_seconds(one, operation) for operation in asked]
            print(f"  a document {said}: {statistics.median(times) * 1000:.2f} ms at the median")


def _seconds(one: Running, operation: Operation) -> float:
    begun = time.perf_counter()
    one.ask(operation)
    return time.perf_counter() - begun


def _numbers(written: str) -> list[int]:
    return [int(number.replace("_", "")) for number in written.split(",")]
