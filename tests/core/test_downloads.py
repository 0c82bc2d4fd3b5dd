"""Files under /data/: every list, in the columns that are asked for, as whoever asks may read it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from graphql import get_named_type
from starlette.testclient import TestClient

from core.conformance import Network
from core.conformance.web import Got
from core.demo import fill_demo
from core.downloads.columns import columns_of, selection_of
from core.downloads.lists import lists_of
from core.for_plugins import asking
from core.identity import PUBLIC, Role, Viewer
from core.platform import Platform
from plugins.practices.content import Filing, PracticeText
from plugins.practices.rules import texts
from tests.factories import SECRETARIAT, make_member, new_token, writing
from tests.operation.listening import listening

SOMEBODY = pytest.mark.parametrize("viewer", [PUBLIC, SECRETARIAT], ids=["public", "secretariat"])


@pytest.fixture
def demonstration(network: Network) -> Network:
    """A network in which there is something of everything."""
    fill_demo(network.platform)
    return network


def _address(name: str, **asked: Any) -> str:
    said = {key: value if isinstance(value, str) else json.dumps(value) for key, value in asked.items()}
    return f"/data/{name}?{urlencode(said)}" if said else f"/data/{name}"


def _rows(got: Got) -> list[dict[str, Any]]:
    assert got.status == 200, got.text
    return [json.loads(line) for line in got.text.splitlines()]


def _table(got: Got) -> list[dict[str, str]]:
    assert got.status == 200, got.text
    return list(csv.DictReader(io.StringIO(got.text, newline="")))


def _named(described: Sequence[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Descriptions of a Data Package by their names."""
    return {one["name"]: one for one in described}


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
        assert _rows(demonstration.get(_address(f"{name}.jsonl"), viewer)) == shown, name
        assert len(_table(demonstration.get(_address(f"{name}.csv"), viewer))) == len(shown), name
        filled |= {name} if shown else set()
    assert len(filled) >= 10


def test_a_file_has_the_columns_and_rows_that_are_asked_for_in_a_language(demonstration: Network) -> None:
    asked = {"fields": "joinedOn, state.isoAlpha3,state.name,mechanism.capacities", "language": "fr"}
    found = _table(demonstration.get(_address("members.csv", orderBy="JOINED_ON", direction="DESC", **asked)))
    assert list(found[0]) == ["joinedOn", "state.isoAlpha3", "state.name", "mechanism.capacities"]
    assert [row["joinedOn"] for row in found] == sorted((row["joinedOn"] for row in found), reverse=True)
    assert "Australie" in {row["state.name"] for row in found}
    assert all(isinstance(json.loads(row["mechanism.capacities"]), list) for row in found)
    assert demonstration.get("/data/states.csv?fields=").text == demonstration.get("/data/states.csv").text
    african = _rows(demonstration.get(_address("states.jsonl", filter={"regionalGroup": "AFRICA"}, fields="id")))
    assert len(african) == 54
    assert set(african[0]) == {"id"}


def test_the_journal_is_read_on_where_an_earlier_file_of_it_ended(demonstration: Network) -> None:
    whole = _rows(demonstration.get("/data/journal.jsonl"))
    last = whole[9]["sequence"]
    assert _rows(demonstration.get(_address("journal.jsonl", filter={"sequenceFrom": last + 1}))) == whole[10:]


def test_what_somebody_may_not_see_is_in_no_file_of_theirs(network: Network) -> None:
    title = '=A fictitious draft, "quoted"'
    own = _draft(network.platform, title)
    assert _table(network.get(_address("practices.csv"))) == []
    assert [row["title"] for row in _rows(network.get(_address("practices.jsonl"), own))] == [title]
    [shown] = _table(network.get(_address("practices.csv", fields="title,submittedAt"), own))
    assert shown == {"title": f"'{title}", "submittedAt": ""}
    told = _address("members.csv", fields="state.isoAlpha3,focalPoint.email")
    assert [row["focalPoint.email"] for row in _table(network.get(told))] == [""]
    assert all(row["focalPoint.email"] for row in _table(network.get(told, SECRETARIAT)))


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (_address("nothing.csv"), 404, "NOT_FOUND"),
        (_address("members.xlsx"), 404, "NOT_FOUND"),
        (_address("members.csv", fields="id,state.iso"), 400, "FIELDS"),
        (_address("members.csv", fields="state"), 400, "FIELDS"),
        (_address("members.csv", fields="practices.title"), 400, "FIELDS"),
        (_address("members.csv", fields="id,id"), 400, "FIELDS"),
        (_address("members.csv", fields="id{x}"), 400, "FIELDS"),
        (_address("members.csv", fields="id.name"), 400, "FIELDS"),
        (_address("members.csv", first="3"), 400, "PARAMETER"),
        (_address("members.csv", language="de"), 400, "PARAMETER"),
        (_address("practices.csv", filter="{"), 400, "PARAMETER"),
        (_address("practices.csv", filter={"colour": "RED"}), 400, "INVALID_VARIABLE"),
        (_address("members.csv", on="2024-13-31"), 400, "INVALID_VARIABLE"),
        (_address("members.csv", orderBy="COLOUR"), 400, "PARAMETER"),
        (_address("practices.csv", filter={"state": "Meeting:1"}), 400, "INVALID_ID"),
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_told_so(client: TestClient, address: str, status: int, code: str) -> None:
    for method in ("GET", "HEAD"):
        got = client.request(method, address)
        assert got.status_code == status
        if method == "GET":
            assert got.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (_address("members.csv", orderBy="name"), "`orderBy` must be one of NAME, JOINED_ON."),
        (
            _address("states.csv", filter="AFRICA"),
            "`filter` is JSON, an object with any of regionalGroup, participating, nameContains.",
        ),
    ],
)
def test_it_is_told_what_would_do_instead(client: TestClient, address: str, said: str) -> None:
    assert client.get(address).json()["errors"][0]["message"] == said


def test_who_asks_for_a_file_in_another_way_is_told_how_to(client: TestClient) -> None:
    got = client.put("/data/states.csv")
    assert (got.status_code, set(got.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert got.json()["errors"] == [{"message": "Ask with GET or HEAD.", "extensions": {"code": "METHOD"}}]


def test_whoever_has_a_file_is_not_sent_it_until_something_is_written(client: TestClient, platform: Platform) -> None:
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
    assert head.headers["content-type"] == again.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get("/data/states.jsonl").headers["content-type"] == "application/jsonl; charset=utf-8"


@pytest.mark.parametrize(("file", "status"), [("states.csv?fields=name", 304), ("members.csv?fields=standing", 200)])
def test_a_file_is_sent_anew_on_another_day_where_that_may_tell_something_else(
    client: TestClient, platform: Platform, monkeypatch: pytest.MonkeyPatch, file: str, status: int
) -> None:
    tag = client.get(f"/data/{file}").headers["etag"]
    tomorrow = platform.now() + timedelta(days=1)
    monkeypatch.setattr(platform, "now", lambda: tomorrow)
    again = client.get(f"/data/{file}", headers={"if-none-match": tag})
    assert (again.status_code, again.headers["etag"] == tag) == (status, status == 304)


def test_any_file_will_do_for_whoever_says_so_once_it_is_there(client: TestClient) -> None:
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


def test_where_only_stored_documents_are_answered_files_have_their_own_columns(new_client: Any) -> None:
    with new_client(trusted_documents_only=True) as client:
        assert client.get("/data/states.csv").status_code == 200
        refused = client.get("/data/states.csv?fields=name")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "DOCUMENT_NOT_TRUSTED")


def test_a_file_counts_as_one_request(new_client: Any) -> None:
    with new_client(rate_limit="3/minute", max_page_size=20) as client:
        assert [client.get("/data/states.csv").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_package_tells_of_each_file_what_is_in_it(client: TestClient) -> None:
    for path in ("/data", "/data/"):
        assert client.get(path, follow_redirects=False).headers["location"] == "/data/datapackage.json"
    package = client.get("/data/datapackage.json").json()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for resource in package["resources"]:
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert re.fullmatch(r"[a-z0-9._/-]+", resource["name"]), "as the standard has names"
        header = client.get(f"/data/{resource['path']}").text.lstrip("\ufeff").splitlines()[0]
        assert header.split(",") == [column["name"] for column in resource["schema"]["fields"]]
        assert resource["description"]
    [states] = [one for one in package["resources"] if one["name"] == "states"]
    columns = _named(states["schema"]["fields"])
    assert columns["id"]["description"].startswith("Opaque")
    assert columns["unMemberSince"]["type"] == "integer"
    assert "AFRICA" in columns["regionalGroup"]["constraints"]["enum"]
    assert states["schema"]["primaryKey"] == ["id"]
    [practices] = [one for one in package["resources"] if one["name"] == "practices"]
    columns = _named(practices["schema"]["fields"])
    assert "CONSULTATION" in columns["capacities"]["arrayItem"]["constraints"]["enum"]
    assert columns["sustainableDevelopmentGoals"]["arrayItem"] == {"type": "integer"}
    types = {name: column["type"] for name, column in columns.items()}
    assert (types["capacities"], types["publishedAt"], types["startedOn"]) == ("array", "datetime", "date")
    assert {name for name in types if name.startswith(("bodyHtml", "highlight"))} == set(), (
        "what is computed is a column where it is named"
    )
    assert "bodyHtml" in client.get("/data/practices.csv?fields=bodyHtml").text
    [decisions] = [one for one in package["resources"] if one["name"] == "decisions"]
    columns = _named(decisions["schema"]["fields"])
    assert columns["votedInMeeting"]["type"] == "boolean"
    assert columns["tally.eligible"]["type"] == "integer", "what has no id is there with its own columns"


EXAMPLES: Mapping[str, Any] = {
    "array": [], "boolean": True, "date": "2026-05-09", "integer": 1, "string": None
}  # fmt: skip


def _example(parameter: Mapping[str, Any]) -> Any:
    """A value for what the package says of a parameter."""
    if parameter["type"] == "object":
        return {inner["name"]: _example(inner) for inner in parameter["fields"]}
    return parameter.get("constraints", {}).get("enum", [EXAMPLES[parameter["type"]]])[-1]


def test_the_package_tells_of_each_file_what_its_address_takes(client: TestClient) -> None:
    taken: set[str] = set()
    for resource in client.get("/data/datapackage.json").json()["resources"]:
        parameters = _named(resource["parameters"])
        asked = {name: _example(parameter) for name, parameter in parameters.items() if name != "fields"}
        got = client.get(_address(resource["path"], **asked))
        assert got.status_code == 200, got.text
        assert all(parameter["description"] for parameter in parameters.values())
        unknown = client.get(_address(resource["path"], nothing="1")).json()["errors"][0]["message"]
        assert unknown == f"There is no parameter `nothing` here, but {', '.join(parameters)}."
        taken |= set(parameters)
    assert taken == {"filter", "orderBy", "direction", "on", "search", "fields", "language"}


def test_the_package_tells_the_licence_that_the_operator_has_named(new_client: Any) -> None:
    told = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    with new_client(licence=told) as client:
        assert client.get("/data/datapackage.json").json()["licenses"] == [told]
    with new_client() as client:
        assert "licenses" not in client.get("/data/datapackage.json").json()


def test_the_package_tells_in_which_file_an_id_is_found(demonstration: Network) -> None:
    resources = _named(json.loads(demonstration.get("/data/datapackage.json").text)["resources"])
    rows = {name: _table(demonstration.get(f"/data/{resource['path']}")) for name, resource in resources.items()}
    told = {}
    for name, resource in resources.items():
        for reference in resource["schema"].get("foreignKeys", ()):
            (column,), target = reference["fields"], reference["reference"]
            assert target["fields"] == ["id"]
            found = {row[column] for row in rows[name]} - {""}
            assert found <= {row["id"] for row in rows[target["resource"]]}
            told[name, column] = target["resource"]
    assert told["practices", "state.id"] == "states" and told["decisions", "meeting.id"] == "meetings"
    assert ("states", "participant.id") not in told, "some are members, others observers: neither list has them all"


def test_a_file_that_fails_on_the_way_is_cut_short(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, asked = asking._answered, 0

    async def failing(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked > 1:
            raise RuntimeError("the second page fails")
        return await answered(*given)

    monkeypatch.setattr(asking, "_answered", failing)
    with listening(platform) as server:
        received = server.talk(b"GET /data/states.csv HTTP/1.1\r\nhost: test.example\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200") and b"Afghanistan" in received
    assert not received.endswith(b"0\r\n\r\n"), "nobody is to take it for the whole file"


def test_every_list_at_the_root_of_the_schema_is_one(platform: Platform) -> None:
    query = platform.assembled.graphql.query_type
    assert query is not None
    connections = {n for n, field in query.fields.items() if get_named_type(field.type).name.endswith("Connection")}
    assert connections == set(lists_of(platform.assembled.graphql))
