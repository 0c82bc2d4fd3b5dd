"""Public answers to GET: tagged, unchanged until a write, kept by nobody who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from schema.execute import Engine
from schema.request.bad_request import BadRequest
from tests.conftest import NewPlatform
from tests.factories import make_member, make_observer
from tests.servers import Server

MEMBERS = {"query": "{ members { totalCount } }"}
GRAPHQL = {"accept": "application/graphql-response+json"}


def test_what_is_unchanged_is_neither_planned_nor_read(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/graphql", params=MEMBERS)
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert {"Accept", "Accept-Language", "Authorization"} <= {name.strip() for name in first.headers["vary"].split(",")}
    tag = first.headers["etag"]

    async def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("an unchanged answer was made anew")

    monkeypatch.setattr(Engine, "answer", forbidden)
    for lines in ([tag], [f'"other", {tag}'], [tag.removeprefix("W/")], [f"{tag},", '"other"'], ['W/"a,b"', tag]):
        again = client.get("/graphql", params=MEMBERS, headers=[("if-none-match", line) for line in lines])
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_client_that_takes_any_answer_learns_whether_there_is_one(client: TestClient) -> None:
    """RFC 9110, 13.2.1: a condition says nothing where the request would not have been answered without it."""
    tag = client.get("/graphql", params=MEMBERS).headers["etag"]
    for _ in range(3):
        again = client.get("/graphql", params=MEMBERS, headers={"if-none-match": " * "})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for query in ("{", "mutation { nothing }"):
        answer = client.get("/graphql", params={"query": query}, headers={"if-none-match": "*", **GRAPHQL})
        assert answer.status_code in (400, 405)
        assert answer.json()["errors"]
    assert client.post("/graphql", json=MEMBERS, headers={"if-none-match": "*"}).json()["data"]


def test_any_write_changes_the_tag(platform: Platform, client: TestClient) -> None:
    tag = client.get("/graphql", params=MEMBERS).headers["etag"]
    make_member(platform, "PRY")
    changed = client.get("/graphql", params=MEMBERS, headers={"if-none-match": tag})
    assert changed.json() == {"data": {"members": {"totalCount": 1}}}
    assert changed.headers["etag"] != tag
    with platform.database.transaction() as session:
        create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    assert client.get("/graphql", params=MEMBERS).headers["etag"] != changed.headers["etag"]


def test_the_tag_distinguishes_languages_types_and_documents(client: TestClient) -> None:
    query = {"query": '{ state(isoAlpha3: "DEU") { name } }'}
    tags = {
        client.get("/graphql", params=params, headers=headers).headers["etag"]
        for params, headers in ((query, {}), (query, {"accept-language": "fr"}), (query, GRAPHQL), (MEMBERS, {}))
    }
    assert len(tags) == 4


@pytest.mark.parametrize(
    ("query", "status"), [("{ members { totalCount } }", 200), ("{ states { nodes { name } } }", 304)]
)
def test_the_day_changes_the_tag_of_what_depends_on_it(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch, query: str, status: int
) -> None:
    params = {"query": query}
    tag = client.get("/graphql", params=params).headers["etag"]
    tomorrow = platform.now() + timedelta(days=1)
    monkeypatch.setattr(platform, "now", lambda: tomorrow)
    for _ in range(3):
        again = client.get("/graphql", params=params, headers={"if-none-match": tag})
        assert again.status_code == status
        assert (client.get("/graphql", params=params).headers["etag"] == tag) == (status == 304)


def test_a_database_that_went_back_has_other_tags_once_it_is_started(
    new_platform: NewPlatform, new_database: Callable[[str], str], engine_name: str
) -> None:
    last = {"query": "{ journal(last: 1) { nodes { subject } } }"}
    told: list[httpx2.Response] = []
    known: dict[str, str] = {}
    for address in (new_database(engine_name), new_database(engine_name)):
        platform = new_platform(address)
        platform.migrate()
        make_observer(platform, "MAR")
        with TestClient(create_app(platform.settings, platform)) as client:
            told.append(client.get("/graphql", params=last, headers=known))
        known = {"if-none-match": told[0].headers["etag"]}
    assert [answer.status_code for answer in told] == [200, 200]
    assert told[0].json() != told[1].json()


def test_what_a_viewer_reads_is_kept_by_nobody(platform: Platform, client: TestClient) -> None:
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
    answer = client.get("/graphql", params=MEMBERS, headers={"authorization": f"Bearer {token}"})
    assert answer.headers["cache-control"] == "private, no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    "query", ["{", "{ states(first: 251) { totalCount } }", "{ network { obligations { rule } } }"]
)
def test_what_may_not_last_is_not_tagged(client: TestClient, query: str) -> None:
    answer = client.get("/graphql", params={"query": query})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_post_is_answered_from_memory_until_a_write(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[str] = []
    answer = Engine.answer

    async def counted(engine: Engine, query: str, *rest: object, **more: object) -> object:
        answered.append(query)
        return await answer(engine, query, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "answer", counted)

    def ask() -> int:
        count: int = client.post("/graphql", json=MEMBERS).json()["data"]["members"]["totalCount"]
        return count

    assert [ask() for _ in range(5)] == [0] * 5
    assert len(answered) == 2
    make_member(platform, "PRY")
    assert [ask() for _ in range(3)] == [1] * 3
    assert len(answered) == 3
    make_observer(platform, "MAR")
    assert ask() == 1


def test_two_servers_on_one_database_are_never_behind(platform: Platform, database_url: str, tmp_path: Path) -> None:
    """A write through one is in the very next answer of the other, and in its tag."""
    with Server(tmp_path, database_url) as one, Server(tmp_path, database_url) as two, httpx2.Client() as http:
        for _ in range(3):
            tags = {http.get(f"{server.address}/graphql", params=MEMBERS).headers["etag"] for server in (one, two)}
            assert len(tags) == 1
            http.post(f"{two.address}/graphql", json=MEMBERS)
        for expected, iso_alpha3 in enumerate(("PRY", "MAR", "DEU", "KEN"), 1):
            make_member(platform, iso_alpha3)
            tags = set()
            for server in (two, one):
                posted = http.post(f"{server.address}/graphql", json=MEMBERS).json()
                asked = {"if-none-match": ", ".join(tags)}
                got = http.get(f"{server.address}/graphql", params=MEMBERS, headers=asked)
                assert posted["data"]["members"]["totalCount"] == expected
                if got.status_code == 200:
                    assert got.json()["data"]["members"]["totalCount"] == expected
                tags.add(got.headers["etag"])
            assert len(tags) == 1


def test_pages_of_other_sites_may_read(client: TestClient) -> None:
    headers = {"origin": "https://portal.example"}
    answer = client.post("/graphql", json=MEMBERS, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    wanted = "authorization, content-type, x-request-id, traceparent, apollographql-client-name"
    asked = {**headers, "access-control-request-method": "POST", "access-control-request-headers": wanted}
    preflight = client.options("/graphql", headers=asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-headers"]) == (200, wanted)
    assert "Origin" in client.get("/graphql", params=MEMBERS).headers["vary"]


def test_pages_of_other_sites_may_read_from_a_server_in_their_own_network(client: TestClient) -> None:
    """Browsers ask first where a page of the internet reads from an address inside: Private Network Access."""
    asked = {"access-control-request-method": "POST", "access-control-request-private-network": "true"}
    preflight = client.options("/graphql", headers={"origin": "https://portal.example", **asked})
    assert (preflight.status_code, preflight.headers["access-control-allow-private-network"]) == (200, "true")


def test_pages_of_other_sites_may_look_whether_a_file_has_changed_and_read_its_name(client: TestClient) -> None:
    origin = {"origin": "https://portal.example"}
    asked = {"access-control-request-method": "HEAD", "access-control-request-headers": "if-none-match"}
    preflight = client.options("/data/members.csv", headers=origin | asked)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, "*")
    answer = client.head("/data/members.csv", headers=origin)
    readable = answer.headers["access-control-expose-headers"].split(", ")
    assert {name: answer.headers[name] for name in ("Content-Disposition", "ETag") if name in readable} == {
        "Content-Disposition": 'attachment; filename="members.csv"',
        "ETag": client.head("/data/members.csv").headers["etag"],
    }


def test_only_the_origins_of_the_setting_may_read(database_url: str, new_platform: NewPlatform) -> None:
    platform = new_platform(database_url, cors_origins=("https://portal.example",))
    with TestClient(create_app(platform.settings, platform)) as client:
        for origin, allowed in (("https://portal.example", "https://portal.example"), ("https://other.example", None)):
            answer = client.post("/graphql", json=MEMBERS, headers={"origin": origin})
            assert answer.headers.get("access-control-allow-origin") == allowed
            asked = {"origin": origin, "access-control-request-method": "POST"}
            inside = {"access-control-request-private-network": "true"}
            preflight = client.options("/graphql", headers=asked | inside)
            assert preflight.headers.get("access-control-allow-origin") == allowed
            assert ("access-control-allow-private-network" in preflight.headers) == bool(allowed)
            assert allowed or preflight.json()["errors"][0]["extensions"]["code"] == "ORIGIN"


def test_head_and_options_are_answered_decently(client: TestClient) -> None:
    head = client.head("/graphql", params=MEMBERS)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == client.get("/graphql", params=MEMBERS).headers["etag"]
    options = client.options("/graphql")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_cached_answers_stay_within_their_room(new_database: Callable[[str], str], new_platform: NewPlatform) -> None:
    """What was asked last is answered again without a statement, as much of it as there is room for."""
    platform = new_platform(new_database("sqlite"), cache_bytes=50_000, metrics_token="secret")
    queries = [{"query": "query Q%d { states(first: 190) { nodes { name } } }" % number} for number in range(40)]  # noqa: UP031
    with TestClient(create_app(platform.settings, platform)) as client:

        def ask(query: dict[str, str]) -> bytes:
            answer = client.post("/graphql", json=query)
            assert answer.status_code == 200
            return answer.content

        def statements() -> str:
            told = client.get("/metrics", headers={"authorization": "Bearer secret"}).text
            (found,) = re.findall(r'^nmirf_statement_seconds_count{database="primary"} (.*)$', told, re.MULTILINE)
            return str(found)

        for query in queries:
            assert len({ask(query) for _ in range(3)}) == 1
        kept = []
        for query in reversed(queries):
            before = statements()
            answer = ask(query)
            if statements() == before:
                kept.append(len(answer))
        assert 5 < len(kept) < 40
        assert sum(kept) <= 50_000


def test_a_get_is_answered_if_the_revision_is_unknown(
    platform: Platform, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent() -> int:
        raise BadRequest("DATABASE_UNREACHABLE", "The database does not answer.")

    monkeypatch.setattr(platform.engine.store, "revision", silent)
    answer = client.get("/graphql", params=MEMBERS)
    assert answer.json() == {"data": {"members": {"totalCount": 0}}}
    assert answer.headers["cache-control"] == "no-store"


def test_a_cache_asks_for_the_page_and_its_files_again_each_time(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html"})
    assert (page.headers["cache-control"], page.headers["vary"]) == ("no-cache", "Accept, Origin")
    script = client.get("/static/page.js")
    assert script.headers["cache-control"] == "no-cache"
    again = client.get("/static/page.js", headers={"if-none-match": script.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (304, "no-cache")
