"""The bitmaps of published practices agree with the records, whatever is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest
from alembic import command as alembic
from sqlalchemy import LargeBinary, delete, insert, select, text, tuple_, type_coerce, update

from core.members.tables import regional_groups
from core.migrations.sources import config_of, sources
from core.migrations.upgrading import migrate
from core.platform import Platform
from plugins.practices import bitmaps
from plugins.practices.content import FILED, Filing, PracticeLink, PracticeText
from plugins.practices.exchanging.loading import load
from plugins.practices.rules import life, texts
from plugins.practices.tables import bitmaps as blocks
from plugins.practices.tables import counts, numbers, practices
from schema import Bits
from tests.conftest import Ask, NewPlatform
from tests.factories import SECRETARIAT, Made, make_member, writing
from tests.plugins.practices.steps import publish, row_of
from tests.plugins.practices.subject import TAGS, PracticesSubject
from tests.plugins.practices.test_exchange import command

Standing = set[tuple[int, str, str]]
"""Practices, each with a kind and a value under which it is filed."""

STAGES: tuple[dict[str, Any], ...] = (
    {}, {}, {"status": "DRAFT", "published_at": None}, {"status": "WITHDRAWN", "withdrawal_reason": "Fictitious"},
)  # fmt: skip
"""The values of practices that are loaded from a file; half of them are published."""

AGREEING = "The bitmaps, the search index and the sort titles agree with the records.\n"


def as_kept(platform: Platform) -> Standing:
    """The values of practices according to the bitmaps."""
    with platform.database.reading() as session:
        by_number = {number: practice for practice, number in session.execute(select(numbers))}
        return {
            (by_number[block * Bits.LENGTH + place], kind, value)
            for kind, value, block, bits in session.execute(select(blocks))
            for place in range(8 * len(bits))
            if bits[place // 8] >> place % 8 & 1
        }


def as_recorded(platform: Platform) -> Standing:
    """The values of published practices according to the records."""
    with platform.database.reading() as session:
        published = session.execute(select(practices).where(practices.c.status == "PUBLISHED")).mappings().all()
        groups = session.execute(select(regional_groups).order_by(regional_groups.c.id)).mappings().all()
    filed = {(row["id"], kind, str(value)) for row in published for name, kind in FILED.items() for value in row[name]}
    placed = {(row["id"], "state", str(row["state_id"])) for row in published}
    first: dict[tuple[Any, ...], str] = {}
    groupings = [(group["state_id"], first.setdefault(belonging(group), str(group["id"]))) for group in groups]
    grouped = {
        (row["id"], "grouping", value) for row in published for state, value in groupings if state == row["state_id"]
    }
    return filed | placed | grouped | {(row["id"], "status", "PUBLISHED") for row in published}


def belonging(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a state's row of regional groups says, whichever state it is."""
    return row["regional_group"], row["since"], row["until"]


def as_counted(platform: Platform) -> Counter[tuple[str, str]]:
    """The number of published practices with each value, by the counts."""
    with platform.database.reading() as session:
        return +Counter({(kind, value): number for kind, value, number in session.execute(select(counts))})


def next_number(platform: Platform, number: int) -> None:
    """Give the next published practice a certain number; one practice is published already."""
    with platform.database.transaction() as session:
        session.execute(update(numbers).values(number=number - 1))
        bitmaps.rebuild(session)


class Life:
    """Random writes of every kind, to practices with any status."""

    def __init__(self, platform: Platform, random: Random) -> None:
        self.platform, self.random = platform, random
        self.people = [make_member(platform, code) for code in ("PRY", "MAR", "NOR")]
        self.written: list[tuple[int, Made]] = []

    def step(self, number: int) -> None:
        kinds = [self.draft, self.load, self.hand_in, self.publish, self.publish, self.revise, self.translate]
        self.random.choice([*kinds, self.withdraw])(number)

    def draft(self, number: int) -> None:
        author = self.random.choice(self.people)
        with writing(self.platform, author.viewer) as write:
            text_ = PracticeText("en", f"Draft {number}", "Fictitious", "Fictitious")
            self.written.append((texts.draft_practice(write, author.key, text_, self.filing()), author))

    def load(self, number: int) -> None:
        stage = self.random.choice(STAGES)
        key = publish(self.platform, f"Loaded {number}", **stage, tags=self.random.sample(TAGS, 2), goals=[4, 16])
        self.written.append((int(key.partition(":")[2]), self.people[0]))

    def hand_in(self, number: int) -> None:
        for practice, author in self.those_that_are("DRAFT"):
            with writing(self.platform, author.viewer) as write:
                life.submit_practice(write, practice)

    def publish(self, number: int) -> None:
        self.hand_in(number)
        for practice, author in self.those_that_are("SUBMITTED"):
            other = next(each for each in self.people if each is not author)
            with writing(self.platform, other.viewer) as write:
                life.review_practice(write, practice, True, "Fictitious")
            with writing(self.platform, SECRETARIAT) as write:
                life.publish_practice(write, practice)

    def revise(self, number: int) -> None:
        """Each has another link, because a change of nothing would be refused."""
        page = [PracticeLink(f"https://demonstration.example/{number}")]
        for practice, author in self.those_that_are("PUBLISHED", "DRAFT"):
            with writing(self.platform, author.viewer) as write:
                texts.revise_practice(write, practice, None, replace(self.filing(), links=page), None, None)

    def translate(self, number: int) -> None:
        language = self.random.choice(("fr", "zh"))
        for practice, author in self.those_that_are("PUBLISHED"):
            with writing(self.platform, author.viewer) as write:
                texts.translate_practice(write, practice, PracticeText(language, f"T {number}", "T", "T"), None)

    def withdraw(self, number: int) -> None:
        for practice, author in self.those_that_are("PUBLISHED", "DRAFT"):
            with writing(self.platform, author.viewer) as write:
                life.withdraw_practice(write, practice, "Fictitious")

    def filing(self) -> Filing:
        tags = self.random.sample(TAGS, self.random.randrange(4))
        goals = self.random.sample(range(1, 18), self.random.randrange(4))
        return Filing(capacities=self.random.choice((["COORDINATION"], [], None)), goals=goals, tags=tags)

    def those_that_are(self, *statuses: str) -> list[tuple[int, Made]]:
        """One or two of the practices with a certain status."""
        with self.platform.database.reading() as session:
            keys = set(session.execute(select(practices.c.id).where(practices.c.status.in_(statuses))).scalars())
        found = [each for each in self.written if each[0] in keys]
        return self.random.sample(found, min(len(found), 2))


def test_bitmaps_agree_with_the_records_after_any_writes(platform: Platform) -> None:
    life = Life(platform, Random("bitmaps"))
    publish(platform, "The first")
    next_number(platform, Bits.LENGTH - 5)
    most = 0
    for number in range(120):
        life.step(number)
        recorded = as_recorded(platform)
        assert as_kept(platform) == recorded
        assert as_counted(platform) == Counter((kind, value) for _, kind, value in recorded)
        most = max(most, len({practice for practice, _, _ in recorded}))
    assert most > 10
    with platform.database.reading() as session:
        assert set(session.execute(select(blocks.c.block)).scalars()) == {0, 1}
        assert list(bitmaps.faults(session)) == []


def test_blocks_with_trailing_zeros_can_be_extended(platform: Platform) -> None:
    life = Life(platform, Random("zeros"))
    for number in range(30):
        life.step(number)
    with platform.database.transaction() as session:
        key = tuple_(blocks.c.kind, blocks.c.value, blocks.c.block)
        for kind, value, block, bits in session.execute(select(blocks)).all():
            if platform.database.dialect == "sqlite":  # where their lengths differ
                full = type_coerce(bits.ljust(Bits.LENGTH // 8, b"\0"), LargeBinary())
                session.execute(update(blocks).where(key == (kind, value, block)).values(bits=full))
    for number in range(30, 60):
        life.step(number)
        assert as_kept(platform) == as_recorded(platform)
    assert verify(platform) == (0, AGREEING)


def test_differences_are_reported_and_rebuilt(platform: Platform) -> None:
    make_member(platform, "PRY")
    first = publish(platform, "First", tags=["plans"]).partition(":")[2]
    second = publish(platform, "Second", tags=["plans", "data"]).partition(":")[2]
    assert verify(platform) == (0, AGREEING)
    drifts: list[tuple[str, str]] = [
        (f"UPDATE practices_terms SET value = 'aims' WHERE practice_id = {first} AND kind = 'tag'",
         "tag 'aims', block 0: 1 practices are missing, 0 do not belong there.\n"
         "tag 'plans', block 0: 0 practices are missing, 1 do not belong there.\n"),
        ("UPDATE practices_bitmaps SET bits = set_bit(bits, 0, 0) WHERE kind = 'state'",
         "state '600', block 0: 1 practices are missing, 0 do not belong there.\n"),
        ("UPDATE practices_bitmaps SET bits = set_bit(bits, 7, 1) WHERE value = 'data'",
         "tag 'data', block 0: 0 practices are missing, 1 do not belong there.\n"),
        ("UPDATE practices_counts SET number = number + 1 WHERE value = 'data'",
         "tag 'data': 2 practices are counted of 1.\n"),
        ("DELETE FROM practices_bitmaps WHERE kind = 'status'",
         "status 'PUBLISHED', block 0: 2 practices are missing, 0 do not belong there.\n"),
        (f"DELETE FROM practices_numbers WHERE practice_id = {second}",
         "1 published practices have no number, and are in no bitmap.\n"),
    ]  # fmt: skip
    for drift, message in drifts:
        with platform.database.transaction() as session:
            session.execute(text(drift))
        code, complaint = verify(platform)
        assert code == 1
        assert message in complaint
        assert complaint.endswith("Rebuild them with --rebuild, and report these differences.\n")
        assert verify(platform, "--rebuild") == (0, AGREEING)
        assert verify(platform) == (0, AGREEING)


def verify(platform: Platform, *options: str) -> tuple[int, str]:
    done: Any = command(platform, "verify", *options)
    return done.returncode, done.stdout + done.stderr


def test_an_earlier_version_gets_its_bitmaps(platform: Platform) -> None:
    PracticesSubject().fill(platform)
    folder, metadata = sources(platform.plugins)["practices"]
    with platform.database.transaction() as session:
        alembic.downgrade(config_of("practices", folder, metadata, session.connection()), "practices_0002")
    assert migrate(platform.database, platform.plugins) == ["practices"]
    recorded = as_recorded(platform)
    assert len({practice for practice, _, _ in recorded}) > 10
    assert as_kept(platform) == recorded
    assert verify(platform) == (0, AGREEING)


def test_a_server_that_starts_during_writes_updates_the_counts_after_them(
    platform: Platform, new_platform: NewPlatform, database_url: str, ask: Ask
) -> None:
    """Otherwise each would wait for rows that the other has changed, and PostgreSQL would end one of them."""
    make_member(platform, "PRY")
    publish(platform, "Plan")
    starting = new_platform(database_url)
    with platform.database.transaction() as session:
        session.execute(delete(blocks).where(blocks.c.kind == "grouping"))
    with ThreadPoolExecutor() as threads:
        with writing(platform) as current:
            started = threads.submit(starting.migrate)
            wait([started], timeout=1)
            load(current, row_of("Another plan"))
        started.result()
    counted = "{ practices { facets { regionalGroups { value count } } } }"
    groups = ask(counted)["data"]["practices"]["facets"]["regionalGroups"]
    assert groups == [{"value": "LATIN_AMERICA_AND_CARIBBEAN", "count": 2}]
    assert verify(platform) == (0, AGREEING)


def test_a_state_that_changes_its_regional_group_is_counted_there(platform: Platform, ask: Ask) -> None:
    for code in ("PRY", "URY", "PRT"):
        make_member(platform, code)
        publish(platform, f"Of {code}", state=code)
    of_paraguay = regional_groups.c.state_id == 600
    moved = {"id": 9001, "state_id": 600, "regional_group": "AFRICA", "since": date(2020, 1, 1)}
    moves = {"id": 9002, "state_id": 600, "regional_group": "ASIA_PACIFIC", "since": date(2999, 1, 1)}
    with platform.database.transaction() as session:
        session.execute(update(regional_groups).where(of_paraguay).values(until=date(2020, 1, 1)))
        session.execute(insert(regional_groups).values(**moved, until=date(2999, 1, 1)))
        session.execute(insert(regional_groups).values(**moves))
    migrate(platform.database, platform.plugins)
    found = ask(GROUPED)["data"]
    for result in ("practices", "searched"):
        groups = {each["value"]: each["count"] for each in found[result]["facets"]["regionalGroups"]}
        assert groups == {"AFRICA": 1, "LATIN_AMERICA_AND_CARIBBEAN": 1, "WESTERN_EUROPE_AND_OTHERS": 1}
    assert found["here"] == {"totalCount": 1, "nodes": [{"title": "Of PRY"}]}
    assert found["there"] == {"totalCount": 0, "nodes": []}
    assert as_kept(platform) == as_recorded(platform)
    assert verify(platform) == (0, AGREEING)


@pytest.mark.parametrize("since", [None, "2025-07-01"])
def test_a_state_whose_regional_group_is_corrected_is_counted_there_at_once(
    platform: Platform, ask: Ask, since: str | None
) -> None:
    for code in ("PRY", "URY", "PRT"):
        make_member(platform, code)
        publish(platform, f"Of {code}", state=code)
    given = {"isoAlpha3": "PRY", "regionalGroup": "AFRICA", "since": since}
    corrected = ask(CORRECT, {"input": given}, SECRETARIAT)["data"]["correctRegionalGroup"]
    assert corrected == {"state": {"regionalGroup": "AFRICA"}, "errors": []}
    found = ask(GROUPED)["data"]
    for result in ("practices", "searched"):
        groups = {each["value"]: each["count"] for each in found[result]["facets"]["regionalGroups"]}
        assert groups == {"AFRICA": 1, "LATIN_AMERICA_AND_CARIBBEAN": 1, "WESTERN_EUROPE_AND_OTHERS": 1}
    assert found["here"] == {"totalCount": 1, "nodes": [{"title": "Of PRY"}]}
    assert verify(platform) == (0, AGREEING)


CORRECT = """mutation($input: CorrectRegionalGroupInput!) {
  correctRegionalGroup(input: $input) { state { regionalGroup } errors { message } } }"""
GROUPED = """{
  practices { facets { regionalGroups { value count } } }
  searched: practices(search: "of") { facets { regionalGroups { value count } } }
  here: practices(filter: {regionalGroup: AFRICA}) { totalCount nodes { title } }
  there: practices(filter: {regionalGroup: ASIA_PACIFIC}) { totalCount nodes { title } }
}"""
