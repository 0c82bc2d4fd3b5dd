"""`python -m bench caching`: the effect of caching answers until the next write, and of answering with 304."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

import orjson

from bench.databases import filled_databases
from bench.fiction.filling import Size
from bench.load import HERE, NODE, install, load
from bench.operations import NAMES, Operation, operations
from bench.roster import CONSTANT, LAYER, OURS_KEPT, OURS_SQLITE
from bench.running import Running, run_all
from bench.sizes import back_and_forth

REPEATED = ("page", "nested", "node", "decision", "search", "front")
FRESH = '{"query": "query ($id: String) { practices(first: 20, search: $id) { nodes { id title } } }", "variables": {"id": "<id>"}}'
EVERY = 20
"""One read in this many is new, so 95 % are repeated."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench caching", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args(arguments)
    install(HERE)
    with filled_databases(["sqlite"], Size()) as addresses:
        address = addresses["sqlite"]
        asked = operations(address)
        started = run_all(dict.fromkeys((OURS_SQLITE, OURS_KEPT, LAYER, CONSTANT), address))
        with started as (read, kept, layer, constant):
            for name in NAMES[:-1]:
                answers = [kept.ask(asked[name]) for _ in range(3)]
                size = len(orjson.dumps(answers[0]))
                asked_at = (constant.address_for_size(size), layer.address_for_size(size), read.address, kept.address)
                found = dict[str, list[float]]()
                for at in back_and_forth(asked_at, given.rounds):
                    rate = load(at, asked[name], given.seconds, given.connections).rate
                    found.setdefault(at, []).append(rate)
                rates = [statistics.median(found[at]) for at in asked_at]
                print(
                    f"{name:10} read {rates[2]:9,.0f}/s, cached {rates[3]:9,.0f}/s: {rates[3] / rates[0]:.2f} of a constant "
                    f"of the same size, {rates[3] / rates[1]:.2f} of one behind our HTTP layer"
                )
            for writes in (0, 1, 10):
                with _writing(kept, asked["mutation"], writes):
                    rates = [_mixed_load(one, asked, given.seconds, given.connections) for one in (read, kept)]
                label = f"95 % repeated, {writes} writes a second"
                print(f"{label}: read {rates[0]:,.0f}/s, cached {rates[1]:,.0f}/s, {rates[1] / rates[0]:.1f} times")
            print(
                f"sent again with their tags: {_share_unchanged(kept, asked):.0%} of the operations are answered with 304"
            )
    return 0


def _mixed_load(one: Running, asked: Mapping[str, Operation], seconds: float, connections: int) -> float:
    """Requests/s under a load of repeated and new reads."""
    bodies = [asked[name].body for name in REPEATED]
    settings = {
        "address": one.address,
        "seconds": seconds,
        "connections": connections,
        "bodies": bodies,
        "fresh": FRESH,
    }
    command = [str(NODE / "node"), "mix.mjs", json.dumps({**settings, "every": EVERY})]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True, timeout=seconds + 60)
    found = json.loads(done.stdout)
    assert not found["non2xx"] and not found["errors"], found
    return float(found["requests"]["total"] / found["duration"])


@contextmanager
def _writing(one: Running, mutation: Operation, a_second: int) -> Iterator[None]:
    """Cast ballots meanwhile, a given number each second."""
    ended = threading.Event()

    def write() -> None:
        while a_second and not ended.wait(1 / a_second):
            one.ask(mutation)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        ended.set()
        writer.join()


def _share_unchanged(one: Running, asked: Mapping[str, Operation]) -> float:
    """The share of reads that are answered with 304 if they are sent again as GET with the tag of their answer."""
    reads = [asked[name] for name in NAMES[:-1]]
    return sum(_is_unchanged(one, operation) for operation in reads) / len(reads)


def _is_unchanged(one: Running, operation: Operation) -> bool:
    query = urlencode({"query": operation.query, "variables": json.dumps(operation.variables)})
    with urllib.request.urlopen(f"{one.address}?{query}", timeout=10) as answer:
        tag = answer.headers.get("etag")
    if not tag:
        return False
    again = urllib.request.Request(f"{one.address}?{query}", headers={"if-none-match": tag})
    try:
        urllib.request.urlopen(again, timeout=10).close()
    except urllib.error.HTTPError as error:
        return error.code == 304
    return False
