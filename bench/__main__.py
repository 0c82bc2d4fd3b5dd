"""`python -m bench`: every server over the same data, proven equal, loaded in turns.

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
        raise SystemExit(f"No server has any of these in its name; there are {', '.join(one.name for one in known)}.")
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
    parser.add_argument("--peers", action="store_true", help="also the servers of others, installed first")
    parser.add_argument("--starts", type=int, default=Plan.starts, help="of all servers, for so many rounds each")
    parser.add_argument("--rounds", type=int, default=Plan.rounds)
    parser.add_argument("--seconds", type=float, default=Plan.seconds, help="of each server and operation in a round")
    parser.add_argument("--connections", type=int, default=Plan.connections)
    parser.add_argument("--practices", type=int, default=Size.practices)
    parser.add_argument("--decisions", type=_decisions, default=Size.decisions, help=f"{DECISION} or more")
    parser.add_argument("--only", type=_names, default=NAMES, metavar="OPERATION,…", help=f"of {', '.join(NAMES)}")
    parser.add_argument(
        "--servers", type=lambda text: text.split(","), metavar="PART,…", help="parts of servers' names"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all that was found")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw it, as SVG")
    parser.add_argument("--against", type=Path, metavar="FILE", help="an earlier --json to compare with")
    return parser


def _decisions(written: str) -> int:
    if int(written) < DECISION:
        raise argparse.ArgumentTypeError(f"decision {DECISION} is asked for: have {DECISION} or more")
    return int(written)


def _names(written: str) -> tuple[str, ...]:
    names = tuple(written.split(","))
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"no operation is called {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
