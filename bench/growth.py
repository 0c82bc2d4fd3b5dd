"""`python -m bench growth`: measures the platform as the data, the connections and the workers grow."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from bench.databases import filled_databases
from bench.fiction.filling import Size
from bench.load import HERE, Measurement, install, load
from bench.operations import Operation, operations
from bench.roster import OURS_POSTGRESQL, OURS_SQLITE, Server
from bench.running import Running, run
from bench.sizes import back_and_forth, compare_sizes

ENGINES = {"sqlite": OURS_SQLITE, "postgresql": OURS_POSTGRESQL}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--practices", type=_numbers, default=[5_000, 50_000, 500_000], metavar="COUNT,…")
    parser.add_argument("--decisions", type=int, default=4_508, help="with 193 ballots each: 870,000 ballots")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="default: both")
    given = parser.parse_args(arguments)
    install(HERE)
    for engine in given.engine or ENGINES:
        server = ENGINES[engine]
        sizes = [Size(count, given.decisions) for count in given.practices]
        print(f"\n{compare_sizes(server, sizes, given.rounds, given.seconds)}")
        with filled_databases([engine], Size()) as addresses:
            _measure_connections(server, addresses[engine], given.rounds, given.seconds)
            _measure_workers(server, addresses[engine], given.rounds, given.seconds)
            _measure_documents(server, addresses[engine])
    return 0


def _measure_connections(server: Server, address: str, rounds: int, seconds: float) -> None:
    print(f"\n{server.name}, the page, by connections: medians of {rounds} rounds")
    page, found = operations(address)["page"], dict[int, list[Measurement]]()
    with run(server, address) as one:
        for connections in back_and_forth((1, 4, 16, 64, 256), rounds):
            found.setdefault(connections, []).append(load(one.address, page, seconds, connections))
    for connections, taken in found.items():
        rate = statistics.median(one.rate for one in taken)
        p50, p99 = statistics.median(one.p50 for one in taken), statistics.median(one.p99 for one in taken)
        print(f"  {connections:4} {rate:9,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


def _measure_workers(server: Server, address: str, rounds: int, seconds: float) -> None:
    print(f"\n{server.name}, by workers: medians of {rounds} rounds")
    asked, found = operations(address), dict[int, dict[str, list[float]]]()
    with ExitStack() as stack:
        started = {count: stack.enter_context(run(_with_workers(server, count), address)) for count in (1, 2, 4)}
        for count in back_and_forth(tuple(started), rounds):
            for name in ("page", "mutation"):
                rate = load(started[count].address, asked[name], seconds, 32).rate
                found.setdefault(count, {}).setdefault(name, []).append(rate)
        for count, by_name in found.items():
            rates = [f"{name} {statistics.median(rates):9,.0f}/s" for name, rates in by_name.items()]
            print(f"  {count} {', '.join(rates)}, {started[count].memory():.0f} MB")


def _with_workers(server: Server, count: int) -> Server:
    return replace(server, command=lambda port: [*server.command(port), str(count)])


def _measure_documents(server: Server, address: str, count: int = 200) -> None:
    """Compare new documents with known ones, one request at a time."""
    print(f"\n{server.name}, the page, one request at a time")
    page = operations(address)["page"]
    with run(server, address) as one:
        fresh = [replace(page, query=page.query.replace("members(", f"a{number}: members(")) for number in range(count)]
        for label, asked in (("that is new", fresh), ("that is known", [page] * count)):
            times = [_seconds(one, operation) for operation in asked]
            print(f"  a document {label}: {statistics.median(times) * 1000:.2f} ms (median)")


def _seconds(one: Running, operation: Operation) -> float:
    begun = time.perf_counter()
    one.ask(operation)
    return time.perf_counter() - begun


def _numbers(written: str) -> list[int]:
    return [int(number.replace("_", "")) for number in written.split(",")]
