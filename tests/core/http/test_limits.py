"""Each limit at its edge and one past it, over HTTP and over a web socket; cost, introspection, suggestions."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import psycopg
import pytest
from graphql import get_introspection_query

from core.identity import Role, create_token
from core.members.tables import focal_points
from core.platform import Platform
from schema.request.bad_request import BadRequest
from tests.conftest import Ask, NewClient, NewPlatform
from tests.factories import make_member

WEB_SOCKET = ["graphql-transport-ws"]
PAGES = "query($n: Int) { members(first: $n) { nodes { practices(first: $n) { nodes { id } totalCount } } } }"

EDGES: list[tuple[str, str, Any, str, Any]] = [
    ("CHARACTERS", "{ viewer { role } }".ljust(300, ","), None, "{ viewer { role } }".ljust(301, ","), None),
    ("TOKENS", "{ viewer {" + " role" * 36 + " } }", None, "{ viewer {" + " role" * 37 + " } }", None),
    (
        "DEPTH",
        '{ state(isoAlpha3: "PRY") { participant { id } } }',
        None,
        '{ state(isoAlpha3: "PRY") { participant { state { id } } } }',
        None,
    ),
    (
        "DEPTH",
        "{ members { edges { node { id } } nodes { id } } }",
        None,
        "{ members { nodes { state { participant { id } } } } }",
        None,
    ),
    (
        "DEPTH",
        '{ ...A } fragment A on Query { node(id: "State:600") { ... on State { participant { id } } } }',
        None,
        '{ ...A } fragment A on Query { node(id: "State:600") { ... on State { participant { state { id } } } } }',
        None,
    ),
    ("ALIASES", "{ viewer { a: role b: role } }", None, "{ viewer { a: role b: role c: role } }", None),
    ("ROOT_FIELDS", "{ viewer { role } __typename }", None, "{ viewer { role } __typename network { name } }", None),
    (
        "DIRECTIVES",
        "{ viewer { role @include(if: true) } }",
        None,
        "{ viewer @skip(if: false) { role @include(if: true) } }",
        None,
    ),
    ("PAGE_SIZE", "{ states(first: 20) { totalCount } }", None, "{ states(last: 21) { totalCount } }", None),
    ("PAGE_SIZE", PAGES, {"n": 0}, PAGES, {"n": 21}),
    (
        "PAGE_SIZE",
        "query($i: [ID!]!) { nodes(ids: $i) { id } }",
        {"i": ["State:600"] * 20},
        "query($i: [ID!]!) { nodes(ids: $i) { id } }",
        {"i": ["State:600"] * 21},
    ),
    ("COST", PAGES, {"n": 4}, PAGES, {"n": 5}),
]
TIGHT: dict[str, Any] = {
    "max_characters": 300,
    "max_tokens": 41,
    "max_depth": 3,
    "max_aliases": 2,
    "max_root_fields": 2,
    "max_directives": 1,
    "max_page_size": 20,
    "max_cost": {"PUBLIC": 252, "ADMINISTRATOR": 1_000},
}


def _code(answer: dict[str, Any]) -> str | None:
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None


def test_what_is_at_a_limit_is_answered_and_what_is_past_it_refused(new_client: NewClient) -> None:
    with new_client(**TIGHT) as client, client.websocket_connect("/graphql", subprotocols=WEB_SOCKET) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}

        def over_http(document: str, variables: Any) -> str | None:
            return _code(client.post("/graphql", json={"query": document, "variables": variables}).json())

        def over_web_socket(document: str, variables: Any) -> str | None:
            payload = {"query": document, "variables": variables}
            socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
            heard = socket.receive_json()
            if heard["type"] == "error":
                return _code({"errors": heard["payload"]})
            assert socket.receive_json() == {"id": "1", "type": "complete"}
            return _code(heard["payload"])

        for ask in (over_http, over_web_socket):
            for code, document, variables, past, past_variables in EDGES:
                assert (document, ask(document, variables)) == (document, None)
                assert (past, ask(past, past_variables)) == (past, code)


def test_as_many_ids_are_looked_up_as_a_page_may_have_rows(new_client: NewClient) -> None:
    document = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
    with new_client(max_page_size=500) as client:
        found = client.post("/graphql", json={"query": document, "variables": {"i": ["State:600"] * 500}}).json()
        assert len(found["data"]["nodes"]) == 500
        past = client.post("/graphql", json={"query": document, "variables": {"i": ["State:600"] * 501}}).json()
        assert _code(past) == "PAGE_SIZE"


def test_the_message_names_the_limit_and_the_value(new_client: NewClient) -> None:
    with new_client(**TIGHT) as client:

        def message(document: str) -> str:
            found: str = client.post("/graphql", json={"query": document}).json()["errors"][0]["message"]
            return found

        assert "has 3 aliases; at most 2 are allowed" in message("{ viewer { a: role b: role c: role } }")
        assert "in several requests, one for each language" in message("{ viewer { a: role b: role c: role } }")
        assert "`first` is 21; ask for 0 to 20" in message("{ states(first: 21) { nodes { id } } }")
        past = PAGES.replace("query($n: Int) ", "").replace("$n", "5")
        assert "may read 280 rows; 252 is the most that the role PUBLIC may read" in message(past)


def test_the_cost_is_shown_on_request_with_the_budget_of_the_role(new_client: NewClient) -> None:
    with new_client(**TIGHT) as client:
        platform: Platform = client.app.state.platform  # type: ignore[attr-defined]
        asked = {"query": "{ states(first: 10) { nodes { participant { id } } } }", "extensions": {"cost": True}}
        answer = client.post("/graphql", json=asked).json()
        assert answer["extensions"] == {"cost": {"rows": 20, "budget": 252}}
        assert "extensions" not in client.post("/graphql", json={"query": asked["query"]}).json()
        with platform.database.transaction() as session:
            token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        sent = {"query": PAGES, "variables": {"n": 5}, "extensions": {"cost": True}}
        (refused,) = client.post("/graphql", json=sent).json()["errors"]
        assert refused["extensions"] == {"code": "COST", "rows": 280, "budget": 252}
        answer = client.post("/graphql", json=sent, headers={"authorization": f"Bearer {token}"}).json()
        assert answer["extensions"]["cost"] == {"rows": 280, "budget": 1_000}


def test_counts_of_what_each_member_has_are_within_the_budget_of_the_public(new_client: NewClient) -> None:
    listed = "members(first: 193) { nodes { practices { totalCount } partnerships { totalCount } } }"
    with new_client() as client:
        sent = {"query": f"{{ {listed} practices {{ totalCount }} }}", "extensions": {"cost": True}}
        cost = client.post("/graphql", json=sent).json()["extensions"]["cost"]
        assert cost == {"rows": 193 * (1 + 50 + 50) + 250, "budget": 20_000}


def test_a_list_that_may_be_long_costs_what_it_is_declared_with(new_client: NewClient) -> None:
    with new_client() as client:
        asked = {"query": "{ decisions(first: 20) { nodes { cast { name } objections { reason } } } }"}
        answer = client.post("/graphql", json={**asked, "extensions": {"cost": True}}).json()
        assert answer["extensions"]["cost"]["rows"] == 20 * (1 + 193 + 10)


SEARCH = "query($s: String) { practices(search: $s, first: 20) { totalCount nodes { id } } }"


@pytest.mark.parametrize(
    ("search", "rows"),
    [
        (None, 0),
        ("rights", 500 + 100),
        ('rights -women "national plan of action"', 500 + 6 * 100),
        ("人权", 500 + 2 * 100),
        ("a " * 100, 500 + 30 * 100 + 2_000),
        ("so", 500 + 100 + 2_000),
        ('e "e" -la human-r', 500 + 5 * 100 + 2_000),
    ],
)
def test_a_search_costs_what_its_words_may_find(new_client: NewClient, search: str | None, rows: int) -> None:
    with new_client() as client:
        sent = {"query": SEARCH, "variables": {"s": search}, "extensions": {"cost": True}}
        answer = client.post("/graphql", json=sent).json()
        assert answer["extensions"]["cost"]["rows"] == 250 + 20 + rows
        written = SEARCH.replace("query($s: String) ", "").replace("$s", json.dumps(search))
        answer = client.post("/graphql", json={"query": written, "extensions": {"cost": True}}).json()
        assert answer["extensions"]["cost"]["rows"] == 250 + 20 + rows


def test_many_searches_for_what_is_everywhere_are_past_the_budget(new_client: NewClient) -> None:
    listed = 'practices(search: "a* e* i* o* r* s* t*", orderBy: RELEVANCE, first: 1) { nodes { id } }'
    with new_client() as client:
        document = f"{{ {' '.join(f'a{number}: {listed}' for number in range(15))} }}"
        assert _code(client.post("/graphql", json={"query": document}).json()) == "COST"


@pytest.mark.parametrize(
    ("search", "times", "heavy"),
    [("rights", 1, False), ("human rights of all women", 1, True), ("rights", 4, True), ("human rights", 3, True)],
)
def test_what_searches_for_much_waits_with_other_heavy_statements(
    new_client: NewClient, monkeypatch: pytest.MonkeyPatch, search: str, times: int, heavy: bool
) -> None:
    listed = f'practices(search: "{search}", first: 20) {{ nodes {{ id state {{ name }} }} }}'
    with new_client() as client:
        platform: Platform = client.app.state.platform  # type: ignore[attr-defined]
        fetch, heard = platform.store.fetch, []

        async def hearing(sql: str, parameters: list[Any], heavy: bool = False) -> bytes:
            heard.append(heavy)
            return await fetch(sql, parameters, heavy)

        monkeypatch.setattr(platform.store, "fetch", hearing)
        document = f"{{ {' '.join(f'a{number}: {listed}' for number in range(times))} }}"
        assert "errors" not in client.post("/graphql", json={"query": document}).json()
        assert heard == [heavy]


def test_part_of_a_short_list_has_the_limits_and_the_cost_of_a_page(
    new_client: NewClient,
) -> None:
    document = 'query($n: Int) { practice(id: "Practice:1") { similar(first: $n) { state { id } } } }'
    with new_client(max_page_size=10) as client:
        for asked, rows in ((10, 271), (3, 257), (None, 291)):
            sent = {"query": document, "variables": {"n": asked}, "extensions": {"cost": True}}
            assert client.post("/graphql", json=sent).json()["extensions"]["cost"]["rows"] == rows
        past = client.post("/graphql", json={"query": document, "variables": {"n": 11}}).json()
        assert _code(past) == "PAGE_SIZE"
        assert past["errors"][0]["message"] == "`first` is 11; ask for 0 to 10."


def test_a_mutation_that_answers_too_much_changes_nothing(new_client: NewClient) -> None:
    with new_client(
        **{**TIGHT, "max_depth": 9, "max_tokens": 200, "max_cost": {"PUBLIC": 5, "ADMINISTRATOR": 5}}
    ) as client:
        platform: Platform = client.app.state.platform  # type: ignore[attr-defined]
        member = make_member(platform, "PRY")
        with platform.database.transaction() as session:
            token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        document = """mutation($p: ID!) { designateFocalPoint(input: {
          participant: $p, name: "New", email: "n@test.example", since: "2024-07-01"}) {
          focalPoint { participant { practices(first: 20) { totalCount } } } errors { code } } }"""
        headers = {"authorization": f"Bearer {token}"}
        sent = {"query": " ".join(document.split()), "variables": {"p": member.id}}
        assert _code(client.post("/graphql", json=sent, headers=headers).json()) == "COST"
        with platform.database.reading() as session:
            assert [row.name for row in session.execute(focal_points.select())] == ["Fictitious PRY"]


def test_introspection_and_suggestions_are_settings(new_client: NewClient) -> None:
    schema, typo = {"query": "{ __schema { queryType { name } } }"}, {"query": "{ viewer { rol } }"}
    enum = {"query": "query($l: Language) { network { name(language: $l) } }", "variables": {"l": "ENG"}}
    with new_client(introspection=False) as client:
        for document in (schema["query"], get_introspection_query(), '{ a: __type(name: "State") { name } }'):
            (error,) = client.post("/graphql", json={"query": document}).json()["errors"]
            assert "does not publish its schema" in error["message"], "one cause, one error"
            assert error["extensions"]["code"] == "INVALID_DOCUMENT"
        assert client.post("/graphql", json={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}
        for sent in (typo, enum):
            told = client.post("/graphql", json=sent).text
            assert "Did you mean" not in told and "It has" not in told
    with new_client(suggestions=True) as client:
        assert client.post("/graphql", json=schema).json()["data"]["__schema"]["queryType"] == {"name": "Query"}
        for sent in (typo, enum):
            assert "Did you mean" in client.post("/graphql", json=sent).text


def test_batches_are_answered_if_they_are_configured(new_client: NewClient) -> None:
    one, wrong = {"query": "{ viewer { role } }"}, {"query": "{"}
    with new_client(max_batch=2) as client:
        answer = client.post("/graphql", json=[one, wrong]).json()
        assert answer[0] == {"data": {"viewer": {"role": "PUBLIC"}}}
        assert _code(answer[1]) == "SYNTAX"
        refused = client.post("/graphql", json=[one] * 3)
        assert (refused.status_code, _code(refused.json())) == (400, "BATCH")
        assert "has 3 operations; send 1 to 2" in refused.json()["errors"][0]["message"]


def test_so_many_operations_at_once_on_one_web_socket(new_client: NewClient) -> None:
    with (
        new_client(max_subscriptions=2) as client,
        client.websocket_connect("/graphql", subprotocols=WEB_SOCKET) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        for number in range(3):
            payload = {"query": "subscription { journalAppended { sequence } }"}
            socket.send_json({"id": str(number), "type": "subscribe", "payload": payload})
        heard = socket.receive_json()
        assert (heard["id"], heard["type"]) == ("2", "error")
        assert heard["payload"][0]["extensions"]["code"] == "SUBSCRIPTIONS"


SLOW = {
    "sqlite": """WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10000000000)
                 SELECT CAST(max(x) AS BLOB) FROM n""",
    "postgresql": "SELECT count(*)::text::bytea FROM generate_series(1, 100000000000)",
}
ACTIVE = """SELECT query FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database() AND state = 'active'"""


async def goes_on(database_url: str) -> bool:
    """Whether the statement is still worked on: by this process, or by the server of the database."""
    if database_url.startswith("sqlite"):
        before = time.process_time()
        await asyncio.sleep(0.5)
        return time.process_time() - before > 0.4
    with psycopg.connect(database_url) as connection:
        return bool(connection.execute(ACTIVE).fetchall())


@pytest.mark.parametrize("heavy", [False, True])
def test_a_statement_past_its_time_is_stopped_and_holds_up_nobody(
    database_url: str, new_platform: NewPlatform, engine_name: str, heavy: bool
) -> None:
    """The work ends with its time, and the event loop goes on meanwhile."""
    platform = new_platform(database_url, statement_seconds=0.5)

    async def run() -> tuple[str, int]:
        running = asyncio.ensure_future(platform.store.fetch(SLOW[engine_name], [], heavy))
        beats = 0
        while not running.done():
            await asyncio.sleep(0.01)
            beats += 1
        with pytest.raises(BadRequest) as refused:
            await running
        assert not await goes_on(database_url)
        found: bytes = await platform.store.fetch("SELECT 1" if engine_name == "sqlite" else "SELECT '1'::bytea", [])
        assert found in (1, b"1")
        await platform.store.close()
        assert refused.value.extensions is not None
        return refused.value.extensions["code"], beats

    code, beats = asyncio.run(run())
    assert code == "TIME_LIMIT"
    assert beats >= 5


def test_more_than_the_database_takes_in_one_statement_is_refused(ask: Ask, engine_name: str) -> None:
    systems, tags, bodies = "[UNIVERSAL_PERIODIC_REVIEW, TREATY_BODIES]", '["a", "b"]', "[CAT, CED]"
    wanted = f"{{systems: {systems}, tags: {tags}, treatyBodies: {bodies}}}"
    listed = f'practices(orderBy: TITLE, search: "rights", filter: {wanted}) {{ nodes {{ id }} }}'
    answer = ask(f"{{ {' '.join(f'a{number}: {listed}' for number in range(15))} }}")
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes == (["COST"] if engine_name == "sqlite" else [])
