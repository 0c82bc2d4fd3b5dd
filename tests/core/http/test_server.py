"""GraphQL over HTTP, as clients of every kind send it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from graphql import build_schema
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.platform import Platform

GRAPHQL = "application/graphql-response+json"
UNKNOWN = {"version": 1, "sha256Hash": "0" * 64}


def test_a_query_is_answered_by_post_and_by_get(client: TestClient) -> None:
    expected = {"data": {"viewer": {"role": "PUBLIC"}}}
    posted = client.post("/graphql", json={"query": "{ viewer { role } }"})
    assert posted.json() == expected
    assert posted.headers["content-type"] == "application/json; charset=utf-8"
    got = client.get("/graphql", params={"query": "{ viewer { role } }"}, headers={"accept": GRAPHQL})
    assert got.json() == expected
    assert got.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"


def test_the_schema_says_what_it_is_of(client: TestClient) -> None:
    told = client.post("/graphql", json={"query": "{ __schema { description } }"}).json()["data"]["__schema"][
        "description"
    ]
    assert "International Network of NMIRFs" in told
    assert build_schema(client.get("/schema.graphql").text).description == told


def test_the_address_with_a_slash_at_its_end_is_the_same(client: TestClient) -> None:
    asked = {"query": "query($code: String!) { state(isoAlpha3: $code) { name } }"}
    posted = {**asked, "variables": {"code": "MAR"}}
    expected = {"data": {"state": {"name": "Morocco"}}}
    assert client.post("/graphql/", json=posted, follow_redirects=False).json() == expected
    params = {**asked, "variables": '{"code": "MAR"}'}
    got = [client.get(path, params=params, follow_redirects=False) for path in ("/graphql/", "/graphql")]
    assert got[0].json() == got[1].json() == expected
    assert got[0].headers["etag"] == got[1].headers["etag"]
    assert "GraphiQL" in client.get("/graphql/", headers={"accept": "text/html"}, follow_redirects=False).text
    assert client.put("/graphql/").status_code == 405
    with client.websocket_connect("/graphql/", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"type": "subscribe", "id": "1", "payload": posted})
        assert socket.receive_json()["payload"] == expected


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json, application/graphql-response+json", "application/json"),
        ("application/graphql-response+json, application/json", GRAPHQL),
        ("application/graphql-response+json;q=0.5, application/json;q=0.9", "application/json"),
        ("application/json;q=0, */*", GRAPHQL),
        ("*/*;q=0.9, application/json;q=0.1, application/graphql-response+json;q=0.5", GRAPHQL),
        ("text/html, application/*;q=0.1", "application/json"),
    ],
)
def test_the_type_of_the_answer_is_the_one_that_is_liked_most(client: TestClient, accept: str, kind: str) -> None:
    answer = client.post("/graphql", json={"query": "{ viewer { role } }"}, headers={"accept": accept})
    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("PUT", {}, 405),
        ("GET", {"params": {"query": "mutation { a: __typename }"}}, 405),
        ("POST", {"json": {"query": "{ viewer { role } }"}, "headers": {"accept": "image/png"}}, 406),
        ("POST", {"content": "x" * 1_000_001, "headers": {"content-type": "application/json"}}, 413),
        ("POST", {"content": "query={viewer{role}}", "headers": {"content-type": "text/plain"}}, 415),
        ("POST", {"content": "{", "headers": {"content-type": "application/json"}}, 400),
        ("POST", {"content": b'{"query": "\xff"}', "headers": {"content-type": "application/json"}}, 400),
        ("POST", {"content": "[" * 5_000, "headers": {"content-type": "application/json"}}, 400),
        ("POST", {"content": "9" * 5_000, "headers": {"content-type": "application/json"}}, 400),
        ("POST", {"json": [{"query": "{ viewer { role } }"}]}, 400),
        ("POST", {"json": {"query": 1}}, 400),
        ("POST", {"json": {"query": "{ viewer { role } }", "variables": "x"}}, 400),
        ("POST", {"json": {}}, 400),
        ("GET", {"params": {"query": "{ viewer { role } }", "variables": "{"}}, 400),
        ("POST", {"json": {"query": "{"}, "headers": {"accept": GRAPHQL}}, 400),
        ("POST", {"json": {"query": "{"}}, 200),
        (
            "POST",
            {"json": {"query": "{ viewer { role } }"}, "headers": {"authorization": "Bearer nmirf_unknown_token"}},
            401,
        ),
    ],
)
def test_what_is_wrong_has_its_status_and_a_body_in_json(
    client: TestClient, method: str, options: dict[str, object], status: int
) -> None:
    answer = client.request(method, "/graphql", **options)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"]
    assert "data" not in answer.json()
    if status == 405:
        assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("sent", "headers", "status", "code", "kind"),
    [
        ({"query": "{ viewer { role } }"}, {"authorization": "Bearer nmirf_unknown"}, 401, "TOKEN", GRAPHQL),
        ({"documentId": "sha256:0"}, {}, 404, "DOCUMENT_NOT_FOUND", GRAPHQL),
        ([{"query": "{ viewer { role } }"}], {}, 400, "BATCH", GRAPHQL),
        ({"query": "{ viewer { role } }"}, {"content-type": "text/plain"}, 415, "MEDIA_TYPE", GRAPHQL),
        ({"query": "{ viewer { role } }"}, {"accept": "image/png"}, 406, "NOT_ACCEPTABLE", "application/json"),
        ({"extensions": {"persistedQuery": UNKNOWN}}, {}, 200, "PERSISTED_QUERY_NOT_FOUND", "application/json"),
    ],
)
def test_a_client_that_reads_the_answers_of_graphql_reads_the_code_of_a_refusal(
    client: TestClient, sent: object, headers: dict[str, str], status: int, code: str, kind: str
) -> None:
    """Apollo's clients read no more than the status of a refusal that comes as application/json."""
    answer = client.post("/graphql", json=sent, headers={"accept": f"{GRAPHQL}, application/json;q=0.9", **headers})
    assert (answer.status_code, answer.headers["content-type"]) == (status, f"{kind}; charset=utf-8")
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    plain = client.post("/graphql", json=sent, headers={"accept": "application/json", **headers})
    assert (plain.status_code, plain.headers["content-type"]) == (status, "application/json; charset=utf-8")
    assert plain.json() == answer.json()


def test_a_token_identifies_its_sender_until_it_expires(platform: Platform, client: TestClient) -> None:
    with platform.database.transaction() as session:
        now = platform.now()
        good = create_token(session, now, Role.ADMINISTRATOR, "Test")
        expired = create_token(
            session, now - timedelta(days=9), Role.ADMINISTRATOR, "Old", expires_after=timedelta(days=2)
        )
    query = {"query": "{ viewer { role name } }"}
    answer = client.post("/graphql", json=query, headers={"authorization": f"Bearer {good}"}).json()
    assert answer["data"]["viewer"] == {"role": "ADMINISTRATOR", "name": "Test"}
    assert client.post("/graphql", json=query, headers={"authorization": f"Bearer {expired}"}).status_code == 401


def test_accept_language_chooses_the_language(client: TestClient) -> None:
    query = {"query": '{ state(isoAlpha3: "DEU") { name } }'}
    for header, name in (
        ("fr-CH, en;q=0.5", "Allemagne"),
        ("de, ru;q=0.7, es;q=0.9", "Alemania"),
        ("xx", "Germany"),
        ("fr;q=0.1, en;q=0.5, FR-ca;q=0.9", "Allemagne"),
        ("fr;level=1;q=0.1, es; q=0.5", "Alemania"),
        ("fr;q=much, es;q=0.1", "Alemania"),
    ):
        answer = client.post("/graphql", json=query, headers={"accept-language": header}).json()
        assert answer["data"]["state"]["name"] == name, header


def test_people_get_a_page_without_anything_from_outside(client: TestClient) -> None:
    page = client.get("/graphql", headers={"accept": "text/html"})
    assert "GraphiQL" in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    for line in page.text.splitlines():
        if "/static/" in line:
            assert client.get(line.split('"')[3 if "rel=" in line else 1]).status_code == 200


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("address", "accept", "is_page"),
    [
        ("/graphql?utm_source=a%20letter&variables={}", BROWSER, True),
        ("/graphql?", BROWSER, True),
        ("/graphql", "application/json;q=0.9, text/html", True),
        ("/graphql", "application/json, text/html;q=0.9", False),
        ("/graphql", "text/html;q=0", False),
        ("/graphql", "*/*", False),
        ("/graphql?query={viewer{role}}", BROWSER, False),
        ("/graphql?%71uery={viewer{role}}", BROWSER, False),
        ("/graphql?documentId=unknown", BROWSER, False),
        ("/graphql?extensions={}", BROWSER, False),
        ("/graphql?utm=%ff", BROWSER, False),
    ],
)
def test_a_browser_gets_the_page_wherever_the_address_asks_nothing(
    client: TestClient, address: str, accept: str, is_page: bool
) -> None:
    answer = client.get(address, headers={"accept": accept})
    assert ("GraphiQL" in answer.text) is is_page
    assert answer.headers["content-type"].startswith("text/html") is is_page


def test_health_says_whether_the_database_has_this_version(client: TestClient, platform: Platform) -> None:
    from sqlalchemy import text

    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}
    with platform.database.transaction() as session:
        session.execute(text("DELETE FROM alembic_version_members"))
    assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize("path", ["/data", "/metrics/", "/voting", "/static", "/health/live/", "//elsewhere.example/"])
def test_no_redirect_names_the_host_that_a_request_claims(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"host": "elsewhere.example"}, follow_redirects=False)
    assert answer.headers.get("location") in (None, "/data/datapackage.json")
    assert answer.status_code in (200, 307, 404)
