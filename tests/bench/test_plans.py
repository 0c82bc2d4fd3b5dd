"""Each of the bench's operations rests on indexes: none is lost, and no table that grows is read whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import text

from bench.fiction.filling import Size, fill
from bench.fiction.writing import analyze, rows
from bench.operations import NAMES, Operation, operations
from core.conformance.databases import ENGINES, Databases
from core.conformance.postgresql import Server
from core.identity import PUBLIC, Role, Viewer
from core.migrations.upgrading import migrate
from core.platform import Platform
from core.settings.settings import Settings
from tests.bench.plans import Plan, SQLitePlanner, Statement, planner, statements_of

GROWING = {
    "practices_practices", "practices_terms", "practices_bitmaps", "practices_search", "practices_texts", "practices_places",
    "practices_adoptions", "voting_ballots", "core_journal",
}  # fmt: skip
BY_A_MEMBER = "filtered, by a member"
HISTORY = "the history of one thing"
ONE_ACTION = "what was done of one kind"
DONE = '{ journal(first: 5, filter: {action: "accession.communicated"}) { totalCount nodes { sequence } } }'
OF_ONE_THING = "query($id: ID!) { journal(last: 5, filter: {subject: $id}) { totalCount nodes { sequence } } }"
FROM_A_DAY_ON = '{ practices(filter: {publishedFrom: "2024-07-01"}) { totalCount } }'
COUNTED_BY_A_MEMBER = "practices from a day on, by a member"
COUNTED_BY_INDEX_ALONE = {
    "the open journal": ("{ journal { totalCount } }", "core_journal_public"),
    "ballots of states": ("{ states(first: 5) { nodes { ballots { totalCount } } } }", "voting_ballots_state"),
    "practices from a day on": (FROM_A_DAY_ON, "practices_practices_published"),
    COUNTED_BY_A_MEMBER: (FROM_A_DAY_ON, "practices_practices_published"),
}
"""What is counted, and how the names begin of the indexes of which one tells it without a look at the rows."""
BITMAPS_AND_MORE = "what bitmaps count, by a member"
BY_BITMAPS = "{ practices(filter: {capacities: [COORDINATION], language: ES}) { totalCount } }"
COUNTED_BESIDE_HEAD = "the open journal and its end"
LATEST = "what was decided last"
DECIDED_LAST = "{ decisions(first: 5, orderBy: DECIDED_AT, direction: DESC) { nodes { title } } }"
AWAITED = "whose ballots decisions wait for"
WAIT_FOR = "{ decisions(first: 5) { nodes { waiting { isoAlpha3 } } } }"
CAST = "the ballots of all votes"
ALL_BALLOTS = "{ ballots(first: 5) { nodes { choice decision { title } state { name } } } }"
IN_A_VOTE = "the ballots of a decision, from the list of all"
CAST_IN = '{ ballots(first: 5, filter: {decision: "Decision:1"}) { nodes { choice } } }'
PRESENT = "attendance in all meetings"
ALL_PRESENT = "{ attendances(first: 5) { nodes { presentFrom meeting { title } participant { id } } } }"
ADOPTED = "adoptions in the order in which they were made"
ALL_ADOPTIONS = "{ adoptions(first: 5) { nodes { practice { title } participant { id } } } }"
FORTIETH = """INSERT INTO practices_adoptions (id, practice_id, participant_id, at)
  SELECT row_number() OVER (), p.id, m.id, p.ordered_at
  FROM practices_practices AS p JOIN members_participants AS m ON (p.id + m.id) % 40 = 0"""
"""Each participant adopts about a fortieth of all practices."""
BY_STATE = "adoptions by the participant of a state"
ADOPTED_BY_STATE = '{ adoptions(first: 5, filter: {state: "State:600"}) { nodes { practice { title } } } }'
BY_PARTICIPANTS = "adoptions by participants, counted"
COUNTED_BY_PARTICIPANTS = "{ members(first: 5) { nodes { adoptions { totalCount } } } }"
OF_A_PARTNER = "what a partner takes part in"
TAKES_PART = "{ partners(first: 5) { nodes { activities(first: 5) { nodes { on } } partnerships { totalCount } } } }"
TOTALS = "the money in partnerships"
ADDED_UP = "{ partnerships(first: 5) { nodes { totals { amount } } } }"
OF_A_KIND = "partnerships with partners of a kind"
WITH_GANHRI = "{ partnerships(first: 5, filter: {partnerKind: GANHRI}) { nodes { title } } }"
SIMILAR = "what is similar to practices"
ALIKE = "{ practices(first: 5) { nodes { similar { id } } } }"
BY_TITLE_IN_A_RANGE = "those of some days, by title"
OF_SOME_DAYS = """{ practices(first: 5, orderBy: TITLE, filter: {publishedFrom: "2025-01-01", publishedUntil: "2025-12-31"}) {
  nodes { title } } }"""
AFTER = """query($after: String) { practices(first: 5, after: $after, filter: {publishedUntil: "2100-01-01"}) {
  nodes { id } pageInfo { hasPreviousPage startCursor } } }"""
BEFORE = """query($before: String) { practices(last: 5, before: $before, filter: {publishedFrom: "1900-01-01"}) {
  nodes { id } pageInfo { hasNextPage endCursor } } }"""
RESTS_ON: dict[str, list[set[str]]] = {
    "nested": [{"practices_practices_published_participant", "practices_practices_participant"}],
    "decision": [{"voting_ballots_decision"}],
    "filtered": [
        {"practices_practices_published_title"},
        {"practices_terms_value"},
        {"practices_bitmaps_pkey", "sqlite_autoindex_practices_bitmaps_1"},
    ],
    BY_A_MEMBER: [
        {"practices_practices_unpublished"},
        {"practices_bitmaps_pkey", "sqlite_autoindex_practices_bitmaps_1"},
    ],
    COUNTED_BY_A_MEMBER: [{"practices_practices_unpublished"}],
    HISTORY: [{"core_journal_subject"}],
    ONE_ACTION: [{"core_journal_action"}],
    LATEST: [{"voting_decisions_decided"}],
    OF_A_KIND: [{"partnerships_parties_partner"}],
    SIMILAR: [{"practices_terms_value"}],
    AWAITED: [{"voting_ballots_decision_id_participant_id_key", "sqlite_autoindex_voting_ballots_1"}],
    CAST: [{"voting_ballots_decision"}],
    IN_A_VOTE: [{"voting_ballots_decision"}],
    PRESENT: [{"voting_attendance_meeting"}],
    ADOPTED: [{"practices_adoptions_ordered"}],
    BY_PARTICIPANTS: [{"practices_adoptions_participant"}],
    BY_STATE: [{"practices_adoptions_participant"}],
    BY_TITLE_IN_A_RANGE: [{"practices_practices_published_title"}, {"practices_practices_ordered"}],
    "search": [
        {"practices_search_sample", "practices_texts"},
        {"practices_search_ordered", "practices_texts"},
        {"practices_search_document", "practices_texts"},
    ],
    "front": [
        {"practices_practices_published", "practices_practices_ordered"},
        {"practices_practices_published_adopted", "practices_practices_adopted"},
        {"members_figures_pkey", "sqlite_autoindex_members_figures_1"},
    ],
    "mutation": [
        {
            "voting_ballots_decision",
            "voting_ballots_decision_id_participant_id_key",
            "sqlite_autoindex_voting_ballots_1",
        }
    ],
}
"""By operation, the indexes that serve it; of each set any one, which the planner chooses."""

PARTS_OF_A_TABLE = {
    "members_figures_pkey", "sqlite_autoindex_members_figures_1",
    "practices_bitmaps_pkey", "sqlite_autoindex_practices_bitmaps_1", "practices_texts",
    "voting_ballots_decision_id_participant_id_key", "sqlite_autoindex_voting_ballots_1",
}  # fmt: skip
"""Indexes that cannot be lost."""


@pytest.fixture(scope="module")
def filled(postgresql_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    found = Databases(tmp_path_factory.mktemp("plans"), postgresql_server)
    yield found
    found.drop()


@pytest.fixture(scope="module", params=ENGINES)
def address(request: pytest.FixtureRequest, filled: Databases) -> str:
    """A filled database of each engine, large enough to be worth an index."""
    made = filled.new(request.param)
    fill(made, Size(practices=1_500, decisions=25))
    platform = Platform(Settings(database_url=made))
    with platform.database.transaction() as session:
        session.execute(text(FORTIETH))
    platform.database.dispose()
    analyze(made)
    return made


@pytest.fixture(scope="module")
def sent(address: str) -> dict[str, list[Statement]]:
    """The statements of each operation."""
    platform = Platform(Settings(database_url=address))
    asked = operations(address)
    participant = asked["mutation"].variables["input"]["participant"].partition(":")[2]
    viewers = dict.fromkeys(
        ("mutation", COUNTED_BY_A_MEMBER, BITMAPS_AND_MORE),
        Viewer(Role.FOCAL_POINT, int(participant), name="Test"),
    )
    found = {name: statements_of(platform, asked[name], viewers.get(name, PUBLIC)) for name in NAMES}
    found[BY_A_MEMBER] = statements_of(platform, asked["filtered"], viewers["mutation"])
    found[HISTORY] = statements_of(platform, Operation(HISTORY, OF_ONE_THING, {"id": f"Participant:{participant}"}))
    for name, query in {
        OF_A_PARTNER: TAKES_PART,
        BITMAPS_AND_MORE: BY_BITMAPS,
        COUNTED_BESIDE_HEAD: "{ journal { totalCount head } }",
        LATEST: DECIDED_LAST,
        AWAITED: WAIT_FOR,
        TOTALS: ADDED_UP,
        ONE_ACTION: DONE,
        SIMILAR: ALIKE,
        ADOPTED: ALL_ADOPTIONS,
        BY_STATE: ADOPTED_BY_STATE,
        BY_TITLE_IN_A_RANGE: OF_SOME_DAYS,
        OF_A_KIND: WITH_GANHRI,
        CAST: ALL_BALLOTS,
        IN_A_VOTE: CAST_IN,
        PRESENT: ALL_PRESENT,
        BY_PARTICIPANTS: COUNTED_BY_PARTICIPANTS,
        **{name: query for name, (query, _) in COUNTED_BY_INDEX_ALONE.items()},
    }.items():
        found[name] = statements_of(platform, Operation(name, query, {}), viewers.get(name, PUBLIC))
    platform.database.dispose()
    return found


def faults(name: str, plan: Plan) -> list[str]:
    """What an operation reads whole, and which indexes it does without."""
    lost = [" or ".join(sorted(served)) for served in RESTS_ON.get(name, ()) if not served & plan.indexes]
    return [*sorted(GROWING & plan.whole), *lost]


def test_operations_rest_on_indexes(address: str, sent: dict[str, list[Statement]]) -> None:
    with planner(address) as planned:
        assert {name: faults(name, planned.plan(sent[name])) for name in sent} == {name: [] for name in sent}


def test_sqlite_alone_lists_the_ballots_of_a_decision_from_their_index(
    address: str, sent: dict[str, list[Statement]]
) -> None:
    with planner(address) as planned:
        read_alone = "voting_ballots_decision" in planned.plan(sent["decision"]).alone
    assert read_alone == address.startswith("sqlite")


def test_sqlite_finds_what_a_partner_takes_part_in_by_its_parties(
    address: str, sent: dict[str, list[Statement]]
) -> None:
    if address.startswith("sqlite"):
        with planner(address) as planned:
            found = planned.plan(sent[OF_A_PARTNER]).indexes
        assert {"partnerships_parties_partner", "partnerships_activities_partnership"} <= found


def test_totals_are_those_of_the_contributions_to_their_partnership(
    address: str, sent: dict[str, list[Statement]]
) -> None:
    with planner(address) as planned:
        assert "partnerships_contributions_partnership" in planned.plan(sent[TOTALS]).sought


@pytest.mark.parametrize("name", COUNTED_BY_INDEX_ALONE)
def test_many_rows_are_counted_by_an_index_alone(address: str, sent: dict[str, list[Statement]], name: str) -> None:
    _, beginning = COUNTED_BY_INDEX_ALONE[name]
    with planner(address) as planned:
        assert [index for index in planned.plan(sent[name]).alone if index.startswith(beginning)]


def test_postgresql_looks_up_the_few_rows_that_bitmaps_lack_one_by_one(
    address: str, sent: dict[str, list[Statement]]
) -> None:
    if not address.startswith("sqlite"):
        with planner(address) as planned:
            assert "practices_terms_value" not in planned.plan(sent[BITMAPS_AND_MORE]).indexes


def test_rows_that_are_only_counted_are_not_listed_first(sent: dict[str, list[Statement]]) -> None:
    assert not any("MATERIALIZED" in statement.sql for statement in sent[COUNTED_BESIDE_HEAD])


@pytest.mark.parametrize(("query", "name", "order"), [(AFTER, "after", "ASC"), (BEFORE, "before", "DESC")])
def test_a_page_of_a_range_begins_at_its_cursor(address: str, query: str, name: str, order: str) -> None:
    ordered = "SELECT id, ordered_at FROM practices_practices WHERE status = 'PUBLISHED' ORDER BY ordered_at %s, id %s"
    (key, moment), *_ = list(rows(address, f"{ordered % (order, order)} LIMIT 1 OFFSET 9"))
    cursor = f"Practice RELEVANCE desc\x1f{_written(moment)}\x1f{key}".encode().hex()
    platform = Platform(Settings(database_url=address))
    deep, first = (statements_of(platform, Operation(name, query, {name: one})) for one in (cursor, None))
    platform.database.dispose()
    with planner(address) as planned:
        if isinstance(planned, SQLitePlanner):
            assert planned.steps(deep) < planned.steps(first) * 3 / 2
        else:
            assert [each for each in planned.searched(deep) if each.count("<") > 1 or each.count(">") > 1] == []


def _written(moment: Any) -> str:
    return moment if isinstance(moment, str) else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_lost_index_is_seen(address: str, sent: dict[str, list[Statement]]) -> None:
    for name, served in [(name, served) for name, sets in RESTS_ON.items() for served in sets]:
        with planner(address, without=served) as planned:
            plan = planned.plan(sent[name])
            assert faults(name, plan) or served & plan.indexes & PARTS_OF_A_TABLE, (name, served)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_search_index_that_was_empty_is_not_read_whole_by_its_writes(empty_database_url: str) -> None:
    platform = Platform(Settings(database_url=empty_database_url))
    migrate(platform.database, platform.plugins)
    with platform.database.transaction() as session:
        merged = "DELETE FROM practices_texts_data WHERE id >= 1 AND id <= 2"
        assert "SEARCH" in session.execute(text(f"EXPLAIN QUERY PLAN {merged}")).one()[3]
    platform.database.dispose()
