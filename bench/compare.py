"""Measures every server and operation in turns, in interleaved rounds: a busy moment of the machine affects all alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench import proof
from bench.alone import alone
from bench.databases import filled_databases
from bench.fiction.filling import Size
from bench.load import HERE, Measurement, install, load
from bench.operations import NAMES, Operation, operations
from bench.roster import Server
from bench.running import Running, run_all

SHARE_ALONE = 10
"""Single requests are measured for this fraction, a tenth, of the seconds for which a load is measured."""


@dataclass(frozen=True)
class Plan:
    """How to measure.

    starts: how often the servers are started, each time for the given rounds; the speed of a process depends on where
    its memory happens to lie, for all its life. seconds: for each server and operation in a round. only: the operations.
    """

    starts: int = 1
    rounds: int = 5
    seconds: float = 0.5
    connections: int = 16
    only: Sequence[str] = NAMES
    size: Size = field(default_factory=Size)


@dataclass
class Comparison:
    """The results.

    rounds: server -> operation -> one measurement for each round. bytes: of the answer, by operation. Of the last start,
    by server: started, in seconds; idle and loaded, the memory in MB.
    """

    plan: Plan
    servers: list[str]
    rounds: dict[str, dict[str, list[Measurement]]]
    bytes: dict[str, int] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    idle: dict[str, float] = field(default_factory=dict)
    loaded: dict[str, float] = field(default_factory=dict)


def compare(servers: Sequence[Server], plan: Plan) -> Comparison:
    """Fill the databases, start the servers, prove that their answers are equal, and load them."""
    install(HERE)
    engines = sorted({server.engine for server in servers if server.engine}, reverse=True)
    with filled_databases(engines, plan.size) as addresses:
        databases = {server: addresses.get(server.engine, addresses[engines[0]]) for server in servers}
        asked = {server.name: _operations_of(server, address, plan) for server, address in databases.items()}
        names = [server.name for server in servers]
        found = Comparison(plan, names, {name: {} for name in names})
        for start in range(plan.starts):
            with run_all(databases) as running:
                found.idle = {one.server.name: one.memory() for one in running}
                with_data = [one for one in running if one.server.engine]
                found.bytes = proof.prove_equal(with_data, asked)
                proof.prove_under_load(with_data, asked, plan.connections)
                for turn in range(start * plan.rounds, (start + 1) * plan.rounds):
                    _measure_round(running, asked, turn, found)
                found.loaded = {one.server.name: one.memory() for one in running}
                found.started = {one.server.name: one.started for one in running}
    return found


def _operations_of(server: Server, address: str, plan: Plan) -> dict[str, Operation]:
    """The planned operations that a server answers, by name."""
    known = operations(address, server.operations, server.variables)
    return {name: known[name] for name in plan.only if name in known}


def _order_of(running: Sequence[Running], turn: int) -> Sequence[Running]:
    """The servers in the order of one round, such that none always comes first, or after the same one."""
    first = turn // 2 % len(running)
    order = (*running[first:], *running[:first])
    return order[::-1] if turn % 2 else order


def _measure_round(
    running: Sequence[Running], asked: Mapping[str, Mapping[str, Operation]], turn: int, found: Comparison
) -> None:
    plan = found.plan
    for name in plan.only:
        for one in _order_of(running, turn):
            operation = asked[one.server.name].get(name)
            if operation is None:
                continue
            address = one.address if one.server.engine else one.address_for_size(found.bytes.get(name, 0))
            measured = load(address, operation, plan.seconds, plan.connections)
            single = alone(address, operation, plan.seconds / SHARE_ALONE, one.processes())
            measured = replace(measured, alone=single)
            found.rounds[one.server.name].setdefault(name, []).append(measured)
            print(f"round {turn + 1}, {name}, {one.server.name}: {measured.rate:,.0f}/s", file=sys.stderr)
