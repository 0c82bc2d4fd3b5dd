"""After an erasure, and the commands that docs/personal-data.md names for it, nothing of a person is left on the disk."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psycopg
import pytest

from core.mail.outbox import Message
from core.members.rules.focal_points import designate_focal_point, erase_focal_point
from core.platform import Platform
from tests.conftest import Ask
from tests.docs.pages import examples
from tests.factories import Made, make_member, writing
from tests.plugins.practices.steps import DRAFT, TEXT, change

NAME, ADDRESS, SUBJECT = "Quentinelle Zebulon", "quentinelle@test.example", "quentinelle"
PARTS = (b"entinelle", b"ebulon")
"""Parts of the name, without the first letters: indexes do not repeat those that neighbours share."""
FILES = """SELECT oid::regclass::text, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
  WHERE relkind IN ('r', 'i', 't', 'm') AND relfilenode <> 0 OR relname = 'pg_statistic'"""
IN_STATISTICS = """SELECT tablename, attname FROM pg_stats
  WHERE concat(most_common_vals::text, histogram_bounds::text) ILIKE '%quentinelle%'"""


@pytest.fixture
def member(platform: Platform) -> Made:
    return make_member(platform, "PRY")


def _places(platform: Platform) -> Iterator[str]:
    """Where on the disk something of the person is left."""
    address = platform.settings.database_url
    if platform.database.dialect == "sqlite":
        file = Path(platform.database.url.database or "")
        platform.database.dispose()
        kept = [each for each in (file, file.with_name(f"{file.name}-wal")) if each.exists()]
        yield from (each.name for each in kept if any(part in each.read_bytes() for part in PARTS))
        return
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        for name, content in connection.execute(FILES):
            if any(part in content for part in PARTS):
                yield name
        yield from (f"{table}.{column}" for table, column in connection.execute(IN_STATISTICS))


def _remove_for_good(platform: Platform) -> None:
    """Run the command of the page for this engine."""
    for_sqlite, for_postgresql = (shlex.split(example.body) for example in examples("personal-data.md"))
    if platform.database.dialect == "sqlite":
        _, *options, _, statements = for_sqlite
        file = platform.database.url.database or ""
        subprocess.run([sys.executable, *options, file, statements], check=True, capture_output=True)
        return
    with psycopg.connect(platform.settings.database_url, autocommit=True) as connection:
        for option, statement in zip(for_postgresql[2::2], for_postgresql[3::2], strict=True):
            assert option == "-c"
            connection.execute(statement)


def test_of_an_erased_person_nothing_is_left(platform: Platform, member: Made) -> None:
    with writing(platform) as write:
        point = designate_focal_point(write, member.key, NAME, "Director", ADDRESS, date(2025, 1, 1))
        write.send(
            *(Message(f"meeting:{number}:{ADDRESS}", ADDRESS, "Meeting", f"Dear {NAME}") for number in range(300))
        )
    platform.migrate()
    _gather_statistics(platform)
    with writing(platform) as write:
        erase_focal_point(write, point, None, mistaken=True)
    assert list(_places(platform))
    _remove_for_good(platform)
    assert list(_places(platform)) == []


def _gather_statistics(platform: Platform) -> None:
    """As PostgreSQL does by itself, and as SQLite does when a new version starts."""
    if platform.database.dialect == "postgresql":
        with psycopg.connect(platform.settings.database_url, autocommit=True) as connection:
            connection.execute("ANALYZE")


def test_of_the_words_of_a_changed_draft_nothing_is_left(platform: Platform, member: Made, ask: Ask) -> None:
    def text(body: str) -> dict[str, str]:
        return {**TEXT, "body": body}

    drafted = ask(DRAFT, {"participant": member.id, "text": text(f"Of {NAME}.")}, member.viewer)
    practice = drafted["data"]["draftPractice"]["practice"]["id"]
    new = f'practice: "{practice}", text: {{language: ES, title: "Otro", summary: "Otro", body: "Otro"}}'
    assert change(ask, "revisePractice", new, member.viewer)["errors"] == []
    assert list(_places(platform))
    _remove_for_good(platform)
    assert list(_places(platform)) == []
