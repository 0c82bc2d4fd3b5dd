"""`python -m bench senders`: measures the same operations from the public, from another site's page, and with a token."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from bench.databases import filled_databases
from bench.fiction.filling import Size
from bench.load import HERE, install, load
from bench.operations import TOKEN, operations
from bench.roster import OURS_POSTGRESQL, OURS_SQLITE
from bench.running import run_all

SENDERS = {
    "the public": {},
    "from a page": {"origin": "https://portal.example"},
    "with a token": {"authorization": f"Bearer {TOKEN}"},
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench senders", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args(arguments)
    install(HERE)
    with filled_databases(["sqlite", "postgresql"], Size()) as addresses:
        servers = {server: addresses[server.engine] for server in (OURS_SQLITE, OURS_POSTGRESQL)}
        rates: dict[tuple[str, str, str], list[float]] = {}
        with run_all(servers) as running:
            for _ in range(given.rounds):
                for one in running:
                    for name, operation in operations(servers[one.server]).items():
                        if name == "mutation":
                            continue
                        for sender, headers in SENDERS.items():
                            found = load(
                                one.address, replace(operation, headers=headers), given.seconds, given.connections
                            )
                            rates.setdefault((one.server.name, name, sender), []).append(found.rate)
    for (server, name, sender), measured in rates.items():
        print(f"{server:20} {name:10} {sender:14} {median(measured):9,.0f}/s")
    return 0
