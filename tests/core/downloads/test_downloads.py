"""Files under /data/: every list, in the requested columns, with what the client may see."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from graphql import get_named_type
from starlette.requests import Request
from starlette.testclient import TestClient

from core import rendering
from core.conformance import Network
from core.conformance.web import send_request
from core.downloads.columns import columns_of, selection_of
from core.downloads.lists import lists_of
from core.for_plugins import asking
from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from core.server.app import create_app
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules import texts
from schema import Reading
from tests.conftest import NewPlatform
from tests.core.downloads.files import address_of, rows_in, table_in
from tests.factories import SECRETARIAT, make_member, new_token, writing
from tests.operation.server_in_thread import listening

SOMEBODY = pytest.mark.parametrize("viewer", [PUBLIC, SECRETARIAT], ids=["public", "secretariat"])


def _draft(platform: Platform, title: str) -> Viewer:
    """A member has drafted a practice; whoever speaks for it."""
    member = make_member(platform, "KEN")
    with writing(platform, member.viewer) as write:
        texts.draft_practice(write, member.key, PracticeText("en", title, "Summary", "Body"), Filing())
    return member.viewer


@SOMEBODY
def test_each_list_is_a_file_of_all_that_its_pages_show(demonstration: Network, viewer: Viewer) -> None:
    platform = demonstration.platform
    lists = lists_of(platform.assembled.graphql)
    assert {"states", "members", "practices", "decisions", "partnerships", "journal"} <= set(lists)
    filled = set()
    for name, one in lists.items():
        selected, shown = selection_of(columns_of(one.row)), []
        after: str | None = None
        while True:
            page = demonstration.ask(
                f"query ($after: String) {{ {name}(first: 7, after: $after) "
                f"{{ nodes {{ {selected} }} pageInfo {{ hasNextPage endCursor }} }} }}",
                {"after": after},
                viewer,
            )["data"][name]
            shown += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert rows_in(demonstration.get(address_of(f"{name}.jsonl"), viewer)) == shown, name
        assert len(table_in(demonstration.get(address_of(f"{name}.csv"), viewer))) == len(shown), name
        filled |= {name} if shown else set()
    assert len(filled) >= 10


def test_a_file_has_the_columns_and_rows_that_are_asked_for_in_a_language(demonstration: Network) -> None:
    asked = {"fields": "joinedOn, state.isoAlpha3,state.name,mechanism.capacities", "language": "fr"}
    found = table_in(demonstration.get(address_of("members.csv", orderBy="JOINED_ON", direction="DESC", **asked)))
    assert list(found[0]) == ["joinedOn", "state.isoAlpha3", "state.name", "mechanism.capacities"]
    assert [row["joinedOn"] for row in found] == sorted((row["joinedOn"] for row in found), reverse=True)
    assert "Australie" in {row["state.name"] for row in found}
    assert all(isinstance(json.loads(row["mechanism.capacities"]), list) for row in found)
    assert demonstration.get("/data/states.csv?fields=").text == demonstration.get("/data/states.csv").text
    african = rows_in(demonstration.get(address_of("states.jsonl", filter={"regionalGroup": "AFRICA"}, fields="id")))
    assert len(african) == 54
    assert set(african[0]) == {"id"}


def test_the_journal_is_continued_from_the_end_of_an_earlier_file(demonstration: Network) -> None:
    whole = rows_in(demonstration.get("/data/journal.jsonl"))
    last = whole[9]["sequence"]
    assert rows_in(demonstration.get(address_of("journal.jsonl", filter={"sequenceFrom": last + 1}))) == whole[10:]


def test_what_somebody_may_not_see_is_in_no_file_of_theirs(network: Network) -> None:
    title = '=A fictitious draft, "quoted"'
    own = _draft(network.platform, title)
    assert table_in(network.get(address_of("practices.csv"))) == []
    assert [row["title"] for row in rows_in(network.get(address_of("practices.jsonl"), own))] == [title]
    [shown] = table_in(network.get(address_of("practices.csv", fields="title,submittedAt"), own))
    assert shown == {"title": f"'{title}", "submittedAt": ""}
    told = address_of("members.csv", fields="state.isoAlpha3,focalPoint.email")
    assert [row["focalPoint.email"] for row in table_in(network.get(told))] == [""]
    assert all(row["focalPoint.email"] for row in table_in(network.get(told, SECRETARIAT)))


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (address_of("nothing.csv"), 404, "NOT_FOUND"),
        (address_of("members.xlsx"), 404, "NOT_FOUND"),
        (address_of("members.csv", fields="id,state.iso"), 400, "FIELDS"),
        (address_of("members.csv", fields="state"), 400, "FIELDS"),
        (address_of("members.csv", fields="practices.title"), 400, "FIELDS"),
        (address_of("members.csv", fields="id,id"), 400, "FIELDS"),
        (address_of("members.csv", fields="id{x}"), 400, "FIELDS"),
        (address_of("members.csv", fields="id.name"), 400, "FIELDS"),
        (address_of("members.csv", fields="mechanism.participant." * 3 + "mechanism.id"), 400, "DEPTH"),
        (address_of("members.csv", fields="mechanism.participant." * 600 + "id"), 400, "DEPTH"),
        (address_of("members.csv", fields="mechanism.participant." * 900 + "id"), 400, "FIELDS"),
        (address_of("members.csv", fields=",".join(f"x{number}" for number in range(1_001))), 400, "FIELDS"),
        (address_of("members.csv", first="3"), 400, "PARAMETER"),
        (address_of("members.csv", language="de"), 400, "PARAMETER"),
        ("/data/members.csv?fields=id&fields=standing", 400, "PARAMETER"),
        (address_of("practices.csv", filter="{"), 400, "PARAMETER"),
        (address_of("practices.csv", filter={"colour": "RED"}), 400, "INVALID_VARIABLE"),
        (address_of("members.csv", on="2024-13-31"), 400, "INVALID_VARIABLE"),
        (address_of("members.csv", orderBy="COLOUR"), 400, "PARAMETER"),
        (address_of("practices.csv", filter={"state": "Meeting:1"}), 400, "INVALID_ID"),
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused_with_a_reason(
    client: TestClient, address: str, status: int, code: str
) -> None:
    for method in ("GET", "HEAD"):
        got = client.request(method, address)
        assert got.status_code == status
        if method == "GET":
            assert got.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/data/members.csv?fields=id&fields=on",
            "Give the parameter `fields` once, with columns separated by commas.",
        ),
        (address_of("members.csv", orderBy="name"), "`orderBy` must be one of NAME, JOINED_ON."),
        (
            address_of("states.csv", filter="AFRICA"),
            "`filter` must be JSON: an object with any of regionalGroup, participating, nameContains.",
        ),
    ],
)
def test_a_refusal_names_the_alternatives(client: TestClient, address: str, said: str) -> None:
    assert client.get(address).json()["errors"][0]["message"] == said


def test_a_wrong_method_is_refused_with_the_right_ones(client: TestClient) -> None:
    got = client.put("/data/states.csv")
    assert (got.status_code, set(got.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert got.json()["errors"] == [{"message": "Use GET or HEAD.", "extensions": {"code": "METHOD"}}]


def test_a_file_is_not_sent_again_until_something_is_written(client: TestClient, platform: Platform) -> None:
    first = client.get("/data/states.csv")
    tag = first.headers["etag"]
    assert client.get("/data/states.csv", headers={"if-none-match": tag}).status_code == 304
    assert client.get("/data/states.csv?language=fr", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/data/states.csv?fields=name", headers={"if-none-match": tag}).status_code == 200
    assert client.get("/data/states.jsonl", headers={"if-none-match": tag}).status_code == 200
    make_member(platform, "KEN")
    again = client.get("/data/states.csv", headers={"if-none-match": tag})
    assert again.status_code == 200 and again.headers["etag"] != tag
    head = client.head("/data/states.csv")
    assert head.content == b"" and head.headers["etag"] == again.headers["etag"]
    assert "content-length" not in head.headers
    assert head.headers["content-type"] == again.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/data/states.jsonl").headers["content-type"] == "application/jsonl; charset=utf-8"


@pytest.mark.parametrize("path", ["objectives.number", "objectives", "adoptions.id"])
def test_what_is_asked_of_a_list_within_a_row_is_said_to_be_one(client: TestClient, path: str) -> None:
    message = client.get(address_of("practices.csv", fields=path)).json()["errors"][0]["message"]
    assert message == f"`fields` has {path!r}, but {path.partition('.')[0]!r} is a list: ask /graphql for it."


@pytest.mark.parametrize(("file", "status"), [("states.csv?fields=name", 304), ("members.csv?fields=standing", 200)])
def test_a_file_that_depends_on_the_day_is_sent_again_on_another_day(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch, file: str, status: int
) -> None:
    tag = client.get(f"/data/{file}").headers["etag"]
    tomorrow = platform.now() + timedelta(days=1)
    monkeypatch.setattr(platform, "now", lambda: tomorrow)
    again = client.get(f"/data/{file}", headers={"if-none-match": tag})
    assert (again.status_code, again.headers["etag"] == tag) == (status, status == 304)


def test_any_version_of_a_file_will_do_if_the_client_says_so(client: TestClient) -> None:
    tag = client.get("/data/states.csv").headers["etag"]
    again = client.get("/data/states.csv", headers={"if-none-match": "*"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/data/states.csv?fields=nothing", headers={"if-none-match": "*"}).status_code == 400


def test_what_a_token_reads_is_kept_by_no_cache(client: TestClient, platform: Platform) -> None:
    token = {"authorization": f"Bearer {new_token(platform, Role.ADMINISTRATOR)}"}
    for more in ({}, {"if-none-match": "*"}):
        got = client.get("/data/states.csv", headers={**token, **more})
        assert (got.status_code, got.headers["cache-control"]) == (200, "private, no-store")
        assert "etag" not in got.headers
    for path in ("/data/states.csv", "/data/datapackage.json"):
        unknown = client.get(path, headers={"authorization": "Bearer nobody_has_this_token"})
        assert (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN")


def test_what_changes_by_itself_is_kept_by_no_cache(client: TestClient) -> None:
    computed = client.get("/data/practices.csv?fields=bodyHtml")
    assert computed.headers["cache-control"] == "no-store" and "etag" not in computed.headers


def test_if_only_stored_documents_are_answered_files_have_their_own_columns(new_client: Any) -> None:
    with new_client(trusted_documents_only=True) as client:
        assert client.get("/data/states.csv").status_code == 200
        refused = client.get("/data/states.csv?fields=name")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "DOCUMENT_NOT_TRUSTED")


def test_a_file_counts_as_one_request(new_client: Any) -> None:
    with new_client(rate_limit="3/minute", max_page_size=20) as client:
        assert [client.get("/data/states.csv").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_file_that_fails_on_the_way_is_cut_short(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    data_of, asked = asking._data_of, 0

    async def failing(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise RuntimeError("the second page fails")
        return await data_of(*given)

    monkeypatch.setattr(asking, "_data_of", failing)
    with listening(platform) as server:
        received = server.talk(b"GET /data/states.csv HTTP/1.1\r\nhost: test.example\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200") and b"Afghanistan" in received
    assert not received.endswith(b"0\r\n\r\n"), "nobody is to take it for the whole file"


def test_a_file_that_has_begun_waits_if_too_many_others_do(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, data_of, asked = client.get("/data/states.csv").text, asking._data_of, 0

    async def busy_at_times(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked in (2, 3):
            raise asking.http_error("BUSY", "Too many large requests are waiting.")
        return await data_of(*given)

    monkeypatch.setattr(asking, "_data_of", busy_at_times)
    assert client.get("/data/states.csv?").text == whole
    assert asked == 4


def test_a_sender_reads_one_file_after_the_other_and_holds_up_no_other_sender(
    database_url: str, new_platform: NewPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = new_platform(database_url, trusted_proxies=[ip_network("127.0.0.0/8")])
    data_of, goes_on = asking._data_of, asyncio.Event()

    async def held(request: Request, reading: Reading, document: str, variables: Any) -> Any:
        if request.url.path == "/data/states.csv":
            await goes_on.wait()
        return await data_of(request, reading, document, variables)

    monkeypatch.setattr(asking, "_data_of", held)
    app = create_app(platform.settings, platform)

    async def get(address: str, path: str) -> int:
        return (await send_request(app, "GET", path, {"x-forwarded-for": address})).status

    async def run() -> None:
        own = [asyncio.create_task(get("192.0.2.1", f"/data/{name}.csv")) for name in ("states", "members")]
        await asyncio.sleep(0.2)
        assert await asyncio.wait_for(get("192.0.2.2", "/data/members.csv"), 5) == 200
        assert not any(each.done() for each in own)
        goes_on.set()
        assert await asyncio.gather(*own) == [200, 200]
        await platform.store.close()

    asyncio.run(run())


def test_a_file_that_fails_at_once_is_reported_as_a_fault_of_the_server(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not of its address, which is all that a list can be asked wrongly by."""
    token = new_token(platform, Role.FOCAL_POINT, _draft(platform, "Draft").participant)

    def failing() -> Any:
        raise RuntimeError("a page that cannot be shown")

    monkeypatch.setattr(rendering, "_to_html", failing)
    refused = client.get("/data/practices.csv?fields=bodyHtml", headers={"authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNAL")
    assert "cannot be shown" not in refused.text


def test_every_list_at_the_root_of_the_schema_is_one(platform: Platform) -> None:
    query = platform.assembled.graphql.query_type
    assert query is not None
    connections = {n for n, field in query.fields.items() if get_named_type(field.type).name.endswith("Connection")}
    assert connections == set(lists_of(platform.assembled.graphql))
