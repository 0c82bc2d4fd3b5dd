"""`python -m bench`: compares servers over the same data. Their answers are proven equal, then they are loaded in turns.

`python -m bench growth`, `caching` and `senders` measure the platform alone."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import caching, growth, plot, saving, senders
from bench.compare import Plan, compare
from bench.fiction.filling import Size
from bench.operations import DECISION, NAMES
from bench.report import report
from bench.roster import BUILT_IN, Server


def main() -> int:
    for name, other in (("growth", growth), ("caching", caching), ("senders", senders)):
        if sys.argv[1:2] == [name]:
            return other.main(sys.argv[2:])
    given = _arguments().parse_args()
    known: tuple[Server, ...] = BUILT_IN
    if given.peers:
        from bench.peers import PEERS
        from bench.peers.installing import install

        install()
        known += PEERS
    servers = [server for server in known if not given.servers or any(part in server.name for part in given.servers)]
    if not servers:
        raise SystemExit(
            f"No server has any of these parts in its name. The servers are {', '.join(one.name for one in known)}."
        )
    plan = Plan(
        given.starts, given.rounds, given.seconds, given.connections, given.only, Size(given.practices, given.decisions)
    )
    comparison = compare(servers, plan)
    print(report(comparison))
    if given.against:
        print("\n" + "\n".join(saving.against(comparison, given.against)))
    if given.json:
        saving.save(comparison, given.json)
    if given.plot:
        plot.save(comparison, given.plot)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--peers", action="store_true", help="also compare the peers, which are installed first")
    parser.add_argument(
        "--starts",
        type=int,
        default=Plan.starts,
        help="how often all servers are started, each time for the given rounds",
    )
    parser.add_argument("--rounds", type=int, default=Plan.rounds, help="rounds for each start")
    parser.add_argument(
        "--seconds", type=float, default=Plan.seconds, help="seconds for each server and operation in a round"
    )
    parser.add_argument("--connections", type=int, default=Plan.connections)
    parser.add_argument("--practices", type=int, default=Size.practices)
    parser.add_argument("--decisions", type=_decisions, default=Size.decisions, help=f"at least {DECISION}")
    parser.add_argument("--only", type=_names, default=NAMES, metavar="OPERATION,…", help=f"some of {', '.join(NAMES)}")
    parser.add_argument(
        "--servers",
        type=lambda text: text.split(","),
        metavar="PART,…",
        help="only servers with one of these parts in their names",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="save the results")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the results, as SVG")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="a file that an earlier run saved with --json, to compare with"
    )
    return parser


def _decisions(written: str) -> int:
    if int(written) < DECISION:
        raise argparse.ArgumentTypeError(f"the operations read decision {DECISION}: give at least {DECISION}")
    return int(written)


def _names(written: str) -> tuple[str, ...]:
    names = tuple(written.split(","))
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"there is no operation {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
