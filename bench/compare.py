"""Every server and operation in turns: rounds interleaved, so that a busy moment of the machine meets all alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench import proof
from bench.alone import alone
from bench.databases import filled
from bench.fiction.filling import Size
from bench.load import HERE, Found, install, load
from bench.operations import NAMES, Operation, operations
from bench.roster import Server
from bench.running import Running, all_running

SHARE_ALONE = 10
"""One request at a time is measured for a tenth of the seconds that a load takes."""


@dataclass(frozen=True)
class Plan:
    """How to measure. starts: how often the servers are started anew, for so many rounds each: a process is lucky or
    unlucky in where its memory lies, all its life. only: operations; all eight where it is empty.
    """

    starts: int = 1
    rounds: int = 5
    seconds: float = 0.5
    connections: int = 16
    only: Sequence[str] = NAMES
    size: Size = field(default_factory=Size)


@dataclass
class Comparison:
    """What was found. rounds: server -> operation -> one finding a round; of the last start: memory in MB, seconds."""

    plan: Plan
    servers: list[str]
    rounds: dict[str, dict[str, list[Found]]]
    bytes: dict[str, int] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)
    idle: dict[str, float] = field(default_factory=dict)
    loaded: dict[str, float] = field(default_factory=dict)


def compare(servers: Sequence[Server], plan: Plan) -> Comparison:
    """Fill the databases, start the servers, prove them equal, load them."""
    install(HERE)
    engines = sorted({server.engine for server in servers if server.engine}, reverse=True)
    with filled(engines, plan.size) as addresses:
        over = {server: addresses.get(server.engine, addresses[engines[0]]) for server in servers}
        asked = {server.name: _asked(server, address, plan) for server, address in over.items()}
        names = [server.name for server in servers]
        found = Comparison(plan, names, {name: {} for name in names})
        for start in range(plan.starts):
            with all_running(over) as running:
                found.idle = {one.server.name: one.memory() for one in running}
                of_data = [one for one in running if one.server.engine]
                found.bytes = proof.prove_equal(of_data, asked)
                proof.prove_under_load(of_data, asked, plan.connections)
                for turn in range(start * plan.rounds, (start + 1) * plan.rounds):
                    _round(running, asked, turn, found)
                found.loaded = {one.server.name: one.memory() for one in running}
                found.started = {one.server.name: one.started for one in running}
    return found


def _asked(server: Server, address: str, plan: Plan) -> dict[str, Operation]:
    known = operations(address, server.operations, server.variables)
    return {name: known[name] for name in plan.only if name in known}


def _in_turn(running: Sequence[Running], turn: int) -> Sequence[Running]:
    """The servers in the order of one round: nobody always comes first, or after the same one."""
    first = turn // 2 % len(running)
    order = (*running[first:], *running[:first])
    return order[::-1] if turn % 2 else order


def _round(
    running: Sequence[Running], asked: Mapping[str, Mapping[str, Operation]], turn: int, found: Comparison
) -> None:
    plan = found.plan
    for name in plan.only:
        for one in _in_turn(running, turn):
            operation = asked[one.server.name].get(name)
            if operation is None:
                continue
            address = one.address if one.server.engine else one.of_bytes(found.bytes.get(name, 0))
            measured = load(address, operation, plan.seconds, plan.connections)
            by_itself = alone(address, operation, plan.seconds / SHARE_ALONE, one.processes())
            measured = replace(measured, alone=by_itself)
            found.rounds[one.server.name].setdefault(name, []).append(measured)
            print(f"round {turn + 1}, {name}, {one.server.name}: {measured.rate:,.0f}/s", file=sys.stderr)
