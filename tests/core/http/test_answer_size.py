"""Answers that are too large are refused, however they are requested; a write that they report stands."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import literal_column, select
from starlette.testclient import TestClient

from core.identity import Role
from core.members.tables import focal_points
from core.platform import Platform
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules import texts
from schema.request.bad_request import BadRequest
from schema.weaving.elements.pieces import MOST_QUERIES, Pieces
from schema.weaving.statements import statement_dialect
from tests.conftest import NewClient, NewPlatform
from tests.factories import make_member, new_token, writing
from tests.operation.server_in_thread import listening
from tests.servers import wait_until

STRICT = {"accept": "application/graphql-response+json"}
WEB_SOCKET = ["graphql-transport-ws"]
STATES = "query($n: Int) { states(first: $n) { nodes { id name } } }"
EXPLAINED = STATES.replace("nodes {", "nodes { participant { id }").replace("states", "__schema { __typename } states")
PAYLOADS = " ".join(f"payload{n}: payload" for n in range(20))
DESIGNATE = """mutation($p: ID!) { designateFocalPoint(input: {
  participant: $p, name: "New", email: "n@test.example", since: "2024-07-01"}) { %s } }"""
LARGE, HALF = (f"focalPoint {{ participant {{ {' '.join(f'id{n}: id' for n in range(many))} }} }}" for many in (60, 25))


def _platform(client: TestClient) -> Platform:
    return client.app.state.platform  # type: ignore[attr-defined, no-any-return]


def _codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


async def _fetched(platform: Platform, sql: str, heavy: bool) -> int | str:
    """How many bytes a statement tells, or the code with which it is refused."""
    try:
        return len(await platform.store.fetch(sql, [], heavy))
    except BadRequest as refused:
        return str((refused.extensions or {})["code"])


@pytest.mark.parametrize("document", [STATES, EXPLAINED], ids=["as text", "completed"])
def test_an_answer_of_so_many_bytes_is_sent_and_a_larger_one_refused(new_client: NewClient, document: str) -> None:
    asked = {"query": document, "variables": {"n": 250}}
    with new_client() as client:
        told = client.post("/graphql", json=asked)
        assert _codes(told.json()) == []
    size = len(told.content)
    with new_client(max_answer_bytes=size) as client:
        assert client.post("/graphql", json=asked).content == told.content
    with new_client(max_answer_bytes=size // 2) as client:
        for _ in range(3):
            assert client.post("/graphql", json={**asked, "variables": {"n": 3}}).status_code == 200
            refused = client.post("/graphql", json=asked, headers=STRICT)
            assert (refused.status_code, _codes(refused.json())) == (400, ["ANSWER_SIZE"])
        assert f"more than {size // 2:,} bytes" in refused.json()["errors"][0]["message"]


@pytest.mark.parametrize("heavy", [False, True], ids=["without waiting", "aside"])
def test_a_text_that_is_too_large_is_refused_on_both_ways(new_client: NewClient, heavy: bool) -> None:
    size = 5_000
    with new_client(max_answer_bytes=size) as client:
        platform = _platform(client)
        text = "zeroblob({})" if platform.store.dialect.name == "sqlite" else "repeat('x', {})"
        assert client.portal is not None
        for asked in (size, size + 1):
            fetched = client.portal.call(_fetched, platform, f"SELECT {text.format(asked)}", heavy)
            assert fetched == ("ANSWER_SIZE" if asked > size else asked)


@pytest.mark.parametrize("always_execute", [False, True])
@pytest.mark.parametrize("payload", [LARGE, f"a: {HALF} b: {HALF}"], ids=["one", "two together"])
def test_a_write_whose_answer_is_too_large_stands_and_the_error_says_so(
    new_client: NewClient, payload: str, always_execute: bool
) -> None:
    with new_client(max_answer_bytes=1_000, max_aliases=100) as client:
        platform = _platform(client)
        platform.engine.always_execute = always_execute
        member = make_member(platform, "PRY")
        headers = {"authorization": f"Bearer {new_token(platform, Role.ADMINISTRATOR)}"}
        sent = {"query": DESIGNATE % f"{payload} errors {{ code }}", "variables": {"p": member.id}}
        told = client.post("/graphql", json=sent, headers=headers)
        assert (told.status_code, _codes(told.json())) == (200, ["ANSWER_SIZE"])
        assert told.json()["errors"][0]["message"].startswith(
            "The write succeeded, but its result could not be returned. Do not send it again"
        )
        assert told.json()["data"]["designateFocalPoint"]["errors"] == []
        with platform.database.reading() as session:
            assert sorted(session.execute(select(focal_points.c.name)).scalars()) == ["Fictitious PRY", "New"]


def test_an_immediate_answer_that_grows_too_large_is_refused(database_url: str, new_platform: NewPlatform) -> None:
    with listening(new_platform(database_url, max_answer_bytes=1_000)) as server:
        for states, code in [(3, b'"data"')] * 3 + [(250, b"ANSWER_SIZE")] * 2 + [(3, b'"data"')] * 2:
            body = orjson.dumps({"query": STATES, "variables": {"n": states}})
            head = b"POST /graphql HTTP/1.1\r\nhost: test.example\r\ncontent-type: application/json\r\n"
            assert code in server.talk(b"%bcontent-length: %d\r\n\r\n%b" % (head, len(body), body))


def test_not_many_lists_are_read_before_they_are_one_text_that_can_be_too_large() -> None:
    lists = [select(literal_column(str(number))).scalar_subquery() for number in range(3 * MOST_QUERIES)]
    for count, calls in ((1, 1), (MOST_QUERIES, 1), (MOST_QUERIES + 1, 2), (3 * MOST_QUERIES, 3)):
        written = str(select(Pieces(["[", *lists[:count], "]"])).compile(dialect=statement_dialect("sqlite")))
        assert written.count("concat(") == calls


def test_an_event_that_is_too_large_ends_its_subscription_with_the_reason(new_client: NewClient) -> None:
    payload = {"query": f"subscription {{ journalAppended {{ {PAYLOADS} }} }}"}
    with (
        new_client(max_answer_bytes=1_000, max_aliases=100) as client,
        client.websocket_connect("/graphql", subprotocols=WEB_SOCKET) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": payload})
        stream = _platform(client).stream
        wait_until(lambda: bool(stream.followers) and stream.ready.is_set())
        make_member(_platform(client), "PRY")
        heard = socket.receive_json()
        assert (heard["id"], heard["type"], _codes({"errors": heard["payload"]})) == ("1", "error", ["ANSWER_SIZE"])


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_file_is_whole_though_its_pages_are_too_large(new_client: NewClient, ending: str) -> None:
    with new_client() as client:
        whole = client.get(f"/data/states.{ending}")
    with new_client(max_answer_bytes=1_000) as client:
        assert client.get(f"/data/states.{ending}").text == whole.text


def test_a_file_of_which_one_row_is_too_large_is_refused(new_client: NewClient) -> None:
    with new_client(max_answer_bytes=1_000) as client:
        platform = _platform(client)
        member = make_member(platform, "PRY")
        with writing(platform, member.viewer) as write:
            texts.draft_practice(write, member.key, PracticeText("en", "Title", "Summary", "Body" * 1_000), Filing())
        headers = {"authorization": f"Bearer {new_token(platform, Role.FOCAL_POINT, member.key)}"}
        refused = client.get("/data/practices.csv?fields=body", headers=headers)
        assert (refused.status_code, _codes(refused.json())) == (400, ["ANSWER_SIZE"])
        assert client.get("/data/practices.csv?fields=title", headers=headers).text.endswith("Title\r\n")
