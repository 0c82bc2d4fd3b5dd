"""Measures single queries about practices, over 5,000 and over 50,000 practices, without a server in between.

    python -m bench.practices [--postgresql] [NUMBER ...]

Pages must stay flat, and so must counts and facets of all practices. Facets, counts and searches of a filtered result grow
with it, and are only reported; so is their cost for each further page while nothing is written.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from bench.databases import filled_databases
from bench.fiction.filling import Size
from core.identity import PUBLIC
from core.platform import Platform
from core.settings.settings import Settings

SIZES = (5_000, 50_000)
REPEATS, AT_LEAST, AT_MOST_SECONDS = 100, 5, 5
FLAT = 1.5
NODES = "nodes { id title summary publishedAt state { isoAlpha3 name } capacities tags }"
FACETS = """totalCount facets { capacities { value count } systems { value count } regionalGroups { value count }
  sustainableDevelopmentGoals { value count } tags { value count } languages { value count } }"""
FILTER = "filter: {capacities: [COORDINATION], sustainableDevelopmentGoals: [16], language: ES}"
AFTER = "query($after: String) { practices(after: $after, "
PAGES = {
    "first page": f"{{ practices(first: 20) {{ {NODES} pageInfo {{ hasNextPage endCursor }} }} }}",
    "last page": f"{{ practices(last: 20) {{ {NODES} pageInfo {{ hasPreviousPage startCursor }} }} }}",
    "deep page": f"{AFTER} first: 20) {{ {NODES} pageInfo {{ hasNextPage }} }} }}",
    "page by title": f"{{ practices(first: 20, orderBy: TITLE) {{ {NODES} }} }}",
    "page by adoptions": f"{{ practices(first: 20, orderBy: ADOPTIONS, direction: DESC) {{ {NODES} }} }}",
    "page of a state": f'{{ state(isoAlpha3: "PRY") {{ practices(first: 20) {{ {NODES} }} }} }}',
    "page of a tag": f'{{ practices(first: 20, filter: {{tags: ["topic 3"]}}) {{ {NODES} }} }}',
    "page of an unknown tag": f'{{ practices(first: 20, filter: {{tags: ["nowhere"]}}) {{ {NODES} }} }}',
    "page up to a day": f'{{ practices(first: 20, filter: {{publishedUntil: "2024-12-31"}}) {{ {NODES} }} }}',
    "a practice": "query($id: ID!) { practice(id: $id) { title body tags state { name } } }",
}
COUNTS = {
    "count": "{ practices { totalCount } }",
    "count of a state": '{ state(isoAlpha3: "PRY") { practices { totalCount } } }',
    "filtered count": f"{{ practices({FILTER}) {{ totalCount }} }}",
    "filtered page, facets": f"{{ practices(first: 20, {FILTER}) {{ {NODES} {FACETS} }} }}",
    "all, facets": f"{{ practices(first: 20) {{ {NODES} {FACETS} }} }}",
    "search, facets": f'{{ practices(first: 20, search: "workshop") {{ {NODES} {FACETS} }} }}',
}
COUNTS_OF_ALL = ("count", "all, facets")
OTHERS = {
    "page of three conditions": f"{{ practices(first: 20, {FILTER}) {{ {NODES} }} }}",
    "the same by title": f"{{ practices(first: 20, orderBy: TITLE, {FILTER}) {{ {NODES} }} }}",
    "search, rare words": f'{{ practices(first: 20, search: "workshop taller") {{ {NODES} }} }}',
    "search, one in twenty": f'{{ practices(first: 20, search: "workshop") {{ {NODES} }} }}',
    "search, common word": f'{{ practices(first: 20, search: "mechanism") {{ {NODES} }} }}',
    "similar": "query($id: ID!) { practice(id: $id) { similar { id title } } }",
}
MIDDLE = '{ practices(first: 1, filter: {publishedUntil: "2025-01-01"}) { edges { cursor node { id } } } }'


def main() -> int:
    arguments = argparse.ArgumentParser(description="How queries grow with the data.")
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES)
    arguments.add_argument("--postgresql", action="store_true", help="measure PostgreSQL instead of SQLite")
    given = arguments.parse_args()
    engine = "postgresql" if given.postgresql else "sqlite"
    figures = {size: measure(size, engine) for size in given.sizes}
    print(f"\n{'PostgreSQL' if given.postgresql else 'SQLite'}, one process, medians in ms")
    print(f"{'query':40}" + "".join(f"{size:>12,}" for size in figures) + f"{'times':>8}")
    first, last = figures[min(figures)], figures[max(figures)]
    for name in first:
        row = "".join(f"{found[name]:12.2f}" for found in figures.values())
        print(f"{name:40}{row}{last[name] / first[name]:8.1f}")
    grown = [name for name in (*PAGES, *COUNTS_OF_ALL) if last[name] / first[name] > FLAT]
    print(f"More than {FLAT} times as long: {', '.join(grown) or 'none'}.")
    return 1 if grown else 0


def measure(size: int, engine: str) -> dict[str, float]:
    """The medians in ms by query, over a number of practices."""
    started = time.perf_counter()
    with filled_databases([engine], Size(practices=size)) as addresses:
        print(f"{size:,} practices in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        found = asyncio.run(
            time_queries(Settings(database_url=addresses[engine], cache_bytes=0), [PAGES, COUNTS, OTHERS])
        )
        cached = asyncio.run(time_queries(Settings(database_url=addresses[engine]), [COUNTS]))
    return found | {f"{name}, a further page": median for name, median in cached.items()}


async def time_queries(settings: Settings, groups: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """The medians in ms by query."""
    platform = Platform(settings)

    async def ask(document: str, variables: dict[str, Any] | None = None) -> Any:
        answer = await platform.engine.answer(document, None, variables, platform.reading(PUBLIC, ()))
        decoded = orjson.loads(answer.body)
        assert "errors" not in decoded, decoded
        return decoded["data"]

    (edge,) = (await ask(MIDDLE))["practices"]["edges"]
    variables = {"after": edge["cursor"], "id": edge["node"]["id"]}
    found = {}
    for name, document in {name: document for group in groups for name, document in group.items()}.items():
        needed = {key: value for key, value in variables.items() if f"${key}" in document}
        await ask(document, needed)
        times: list[float] = []
        while len(times) < AT_LEAST or (len(times) < REPEATS and sum(times) < AT_MOST_SECONDS):
            started = time.perf_counter()
            await ask(document, needed)
            times.append(time.perf_counter() - started)
        found[name] = statistics.median(times) * 1000
        print(f"{name}: {found[name]:.2f} ms", file=sys.stderr)
    await platform.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
