"""`python -m bench growth`: the platform alone, as the data, the connections and the workers grow."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bench.databases import filled
from bench.fiction.filling import Size
from bench.load import HERE, install, load
from bench.operations import NAMES, Operation, operations
from bench.roster import OURS_POSTGRESQL, OURS_SQLITE, Server
from bench.running import Running, running

ENGINES = {"sqlite": OURS_SQLITE, "postgresql": OURS_POSTGRESQL}
DEEP = "query ($after: String) { practices(first: 20, after: $after) { nodes { id title } pageInfo { hasNextPage } } }"
LAST = "{ practices(last: 21) { pageInfo { startCursor } } }"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--practices", type=_numbers, default=[5_000, 50_000, 500_000], metavar="COUNT,…")
    parser.add_argument("--decisions", type=int, default=4_508, help="with 193 ballots each: 870,000 ballots")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="both unless one is named")
    given = parser.parse_args(arguments)
    install(HERE)
    for engine in given.engine or ENGINES:
        server = ENGINES[engine]
        for count in given.practices:
            _of_size(server, Size(count, given.decisions), given.seconds)
        with filled([engine], Size()) as addresses:
            _of_connections(server, addresses[engine], given.seconds)
            _of_workers(server, addresses[engine], given.seconds)
            _of_documents(server, addresses[engine])
    return 0


def _of_size(server: Server, size: Size, seconds: float) -> None:
    """Each operation, and the first and the last page of a long list."""
    begun = time.monotonic()
    with filled([server.engine], size) as addresses, running(server, addresses[server.engine]) as one:
        took = time.monotonic() - begun
        print(
            f"\n{server.name}, {size.practices:,} practices, {size.decisions * 193:,} ballots (filled in {took:.0f} s)"
        )
        asked = operations(addresses[server.engine])
        for operation in [*(asked[name] for name in NAMES), *_pages(one)]:
            alone, many = (load(one.address, operation, seconds, connections) for connections in (1, 16))
            print(f"  {operation.name:12} {many.rate:9,.0f}/s at 16 connections, {1000 / alone.rate:8.2f} ms alone")
        print(f"  {one.memory():.0f} MB")


def _pages(one: Running) -> Iterator[Operation]:
    found = one.ask(Operation("last", LAST, {}))
    yield Operation("first page", DEEP, {"after": None})
    yield Operation("last page", DEEP, {"after": found["data"]["practices"]["pageInfo"]["startCursor"]})


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
