"""Measures each operation over growing numbers of practices; the servers take turns, round after round."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TypeVar

from bench.alone import alone
from bench.databases import filled_databases
from bench.fiction.filling import Size
from bench.load import Measurement, load
from bench.operations import NAMES, Operation, operations
from bench.roster import Server
from bench.running import Running, run

CONNECTIONS = 16
DEEP = "query ($after: String) { practices(first: 20, after: $after) { nodes { id title } pageInfo { hasNextPage } } }"
LAST = "{ practices(last: 21) { pageInfo { startCursor } } }"
FLAT, MUST_BE_FLAT = 1.3, ("page", "nested", "node", "decision", "front", "mutation", "first page", "last page")

Servers = Mapping[int, tuple[Running, Mapping[str, Operation]]]
T = TypeVar("T")
Rounds = dict[str, dict[int, list[Measurement]]]


def compare_sizes(server: Server, sizes: Sequence[Size], rounds: int, seconds: float) -> str:
    """Fill a database of each size, measure servers over them in turns, and report what grows."""
    with ExitStack() as stack:
        addresses = {}
        for size in sizes:
            addresses[size.practices] = stack.enter_context(filled_databases([server.engine], size))[server.engine]
            print(f"{server.engine}: {size.practices:,} practices are written", file=sys.stderr)
        return report(server, measure(server, addresses, rounds, seconds))


def measure(server: Server, addresses: Mapping[int, str], rounds: int, seconds: float) -> Rounds:
    """Measure each operation: name -> practices -> one measurement for each round. addresses: by practices."""
    found: Rounds = {}
    with ExitStack() as stack:
        servers: Servers = {
            count: _with_operations(stack.enter_context(run(server, address)), address)
            for count, address in addresses.items()
        }
        for turn in range(rounds):
            for name in next(iter(servers.values()))[1]:
                for count, (one, known) in sorted(servers.items(), reverse=turn % 2 == 1):
                    taken = load(one.address, known[name], seconds, CONNECTIONS)
                    taken = replace(taken, alone=alone(one.address, known[name], seconds, one.processes()))
                    found.setdefault(name, {}).setdefault(count, []).append(taken)
                    print(f"round {turn + 1}, {name}, {count:,} practices: {taken.rate:,.0f}/s", file=sys.stderr)
    return found


def back_and_forth(items: Sequence[T], rounds: int) -> Iterator[T]:
    """The items forwards and backwards, round after round, so that none always comes after the same one."""
    for turn in range(rounds):
        yield from items[::-1] if turn % 2 else items


def report(server: Server, found: Rounds) -> str:
    """The medians of the rounds, and how many times longer an answer takes over the most practices than over the fewest."""
    return "\n".join(_lines(server, found))


def _lines(server: Server, found: Rounds) -> Iterator[str]:
    counts = sorted(next(iter(found.values())))
    yield f"{server.name}: requests/s at {CONNECTIONS} connections, and ms for one request at a time, by practices"
    yield f"{'operation':12}" + "".join(f"{count:>11,}" for count in counts) * 2 + f"{'times':>8}"
    for name, by_count in found.items():
        rates = [statistics.median(one.rate for one in by_count[count]) for count in counts]
        times = [statistics.median(one.alone for one in by_count[count]) for count in counts]
        grown = times[-1] / times[0]
        mark = f"  more than {FLAT}" if name in MUST_BE_FLAT and grown > FLAT else ""
        row = "".join(f"{rate:11,.0f}" for rate in rates) + "".join(f"{time:11.2f}" for time in times)
        yield f"{name:12}{row}{grown:8.2f}{mark}"


def _with_operations(one: Running, address: str) -> tuple[Running, dict[str, Operation]]:
    """A server with its operations: the eight, and the first and the last page of a long list."""
    known = operations(address)
    last = one.ask(Operation("last", LAST, {}))["data"]["practices"]["pageInfo"]["startCursor"]
    pages = {"first page": {"after": None}, "last page": {"after": last}}
    listed = {name: Operation(name, DEEP, variables) for name, variables in pages.items()}
    return one, {name: known[name] for name in NAMES} | listed
