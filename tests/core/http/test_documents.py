"""Persisted documents: known by their hash, trusted by the operator, held against the schema as it is."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from core.administration import trusted_documents as documents
from core.errors import StartupError
from core.platform import Platform
from tests.commands import nmirf
from tests.commands.forked import Forked
from tests.conftest import NewClient
from tests.docs.pages import examples

ROLE = "query Role { viewer { role } }"
PRACTICES = "query Practices { practices { totalCount } }"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _automatic(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": _hash(text)}}


def _store(client: TestClient, **given: str) -> None:
    platform: Platform = client.app.state.platform  # type: ignore[attr-defined]
    with platform.database.transaction() as session:
        documents.add(session, platform.now(), given)


def test_a_document_is_sent_once_and_then_known_by_its_hash(new_client: NewClient) -> None:
    with new_client() as client:
        first = client.post("/graphql", json={"extensions": _automatic(ROLE)})
        assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert first.headers["cache-control"] == "no-store"
        sent = {"query": ROLE, "extensions": _automatic(ROLE)}
        assert client.post("/graphql", json=sent).json() == {"data": {"viewer": {"role": "PUBLIC"}}}
        got = client.get("/graphql", params={"extensions": json.dumps(_automatic(ROLE))})
        assert got.json() == {"data": {"viewer": {"role": "PUBLIC"}}}
        tag = got.headers["etag"]
        again = {"params": {"extensions": json.dumps(_automatic(ROLE))}, "headers": {"if-none-match": tag}}
        assert client.get("/graphql", **again).status_code == 304  # type: ignore[arg-type]
        wrong = client.post("/graphql", json={"query": PRACTICES, "extensions": _automatic(ROLE)})
        assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"]) == (400, "PERSISTED_QUERY_HASH")


def test_a_trusted_document_is_asked_by_its_id(new_client: NewClient) -> None:
    with new_client() as client:
        _store(client, role=ROLE)
        identifier = f"sha256:{_hash(ROLE)}"
        expected = {"data": {"viewer": {"role": "PUBLIC"}}}
        assert client.post("/graphql", json={"documentId": identifier}).json() == expected
        assert client.get("/graphql", params={"documentId": identifier}).json() == expected
        assert client.post("/graphql", json={"extensions": _automatic(ROLE)}).json() == expected
        missing = client.post("/graphql", json={"documentId": f"sha256:{_hash(PRACTICES)}"})
        assert (missing.status_code, missing.json()["errors"][0]["extensions"]["code"]) == (404, "DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("named", [{"documentId": f"sha256:{_hash(ROLE)}"}, {"extensions": _automatic(ROLE)}])
def test_a_document_is_asked_by_its_id_over_a_web_socket_beside_an_empty_text(
    new_client: NewClient, named: dict[str, Any]
) -> None:
    """The client of graphql-ws sends nothing without a text."""
    with new_client(trusted_documents_only=True) as client:
        _store(client, role=ROLE)
        with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
            socket.send_json({"type": "connection_init"})
            socket.receive_json()
            socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": "", **named}})
            assert socket.receive_json()["payload"] == {"data": {"viewer": {"role": "PUBLIC"}}}


def test_only_trusted_documents_are_answered_if_the_setting_says_so(new_client: NewClient) -> None:
    with new_client(trusted_documents_only=True) as client:
        _store(client, role=ROLE)

        def ask(**request: Any) -> Any:
            answer = client.post("/graphql", json=request)
            found = answer.json()
            return found["data"] if "data" in found else (answer.status_code, found["errors"][0]["extensions"]["code"])

        assert ask(documentId=f"sha256:{_hash(ROLE)}") == {"viewer": {"role": "PUBLIC"}}
        assert ask(query=ROLE) == {"viewer": {"role": "PUBLIC"}}
        assert ask(query=PRACTICES) == (403, "DOCUMENT_NOT_TRUSTED")
        assert ask(query=PRACTICES, extensions=_automatic(PRACTICES)) == (403, "DOCUMENT_NOT_TRUSTED")
        assert ask(extensions=_automatic(PRACTICES)) == (200, "PERSISTED_QUERY_NOT_FOUND")
        with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
            socket.send_json({"type": "connection_init"})
            socket.receive_json()
            socket.send_json({"id": "1", "type": "subscribe", "payload": {"query": PRACTICES}})
            assert socket.receive_json()["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


def test_a_portal_of_apollos_is_answered_by_the_ids_of_its_manifest(
    new_client: NewClient, database_url: str, tmp_path: Path
) -> None:
    manifest, shown = examples("limits.md")
    ((command, printed),) = shown.commands()
    (tmp_path / command.split()[-1]).write_text(manifest.body)
    done = nmirf(*command.split()[1:], NMIRF_DATABASE_URL=database_url, folder=tmp_path)
    assert (done.returncode, done.stdout.splitlines()) == (0, printed)
    (operation,) = json.loads(manifest.body)["operations"]
    with new_client(trusted_documents_only=True) as client:
        known = {"persistedQuery": {"version": 1, "sha256Hash": operation["id"]}}
        asked = {"operationName": operation["name"], "variables": {}, "extensions": known}
        expected = {"data": {"members": {"totalCount": 0, "__typename": "ParticipantConnection"}}}
        assert client.post("/graphql", json=asked).json() == expected
        assert client.post("/graphql", json={"documentId": f"sha256:{operation['id']}"}).json() == expected


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([{"id": "members", "name": "Role", "type": "query", "body": ROLE}], "the id of Role is not the SHA-256"),
        ([{"id": _hash(ROLE), "body": ROLE}], "must have an id, a name and a body"),
        ({"Role": ROLE}, "must have an id, a name and a body"),
    ],
)
def test_a_manifest_that_nobody_could_ask_by_is_refused_with_what_to_do(
    tmp_path: Path, operations: Any, said: str
) -> None:
    manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StartupError, match=said):
        documents.documents_in([tmp_path / "manifest.json"])


@pytest.mark.parametrize("prefix", ["sha256:", ""], ids=["GraphQL Code Generator", "Relay"])
def test_a_portal_is_answered_by_the_ids_that_its_compiler_makes(
    new_client: NewClient, database_url: str, tmp_path: Path, prefix: str
) -> None:
    identifier = f"{prefix}{_hash(ROLE)}"
    (tmp_path / "persisted.json").write_text(json.dumps({identifier: ROLE}))
    done = nmirf("documents", "add", "persisted.json", NMIRF_DATABASE_URL=database_url, folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"sha256:{_hash(ROLE)}  Role\n")
    with new_client(trusted_documents_only=True) as client:
        automatic = {"persistedQuery": {"version": 1, "sha256Hash": identifier}}
        for asked in ({"documentId": identifier}, {"extensions": automatic}, {"query": ROLE, "extensions": automatic}):
            assert client.post("/graphql", json=asked).json() == {"data": {"viewer": {"role": "PUBLIC"}}}


@pytest.mark.parametrize("made", [md5, sha1, lambda text: sha256(text + b" ")], ids=["MD5", "SHA-1", "another SHA-256"])
def test_a_compilers_ids_that_nobody_could_ask_by_are_refused_with_what_to_do(
    tmp_path: Path, made: Callable[[bytes], Any]
) -> None:
    (tmp_path / "persisted.json").write_text(json.dumps({made(ROLE.encode()).hexdigest(): ROLE}))
    with pytest.raises(StartupError, match=r'the id of Role is not the SHA-256.*`hashAlgorithm: "sha256"`'):
        documents.documents_in([tmp_path / "persisted.json"])


def test_the_command_stores_lists_checks_and_names_what_a_plugin_takes_away(database_url: str, tmp_path: Path) -> None:
    def run(*arguments: str, **settings: str) -> tuple[int, str]:
        done = nmirf("documents", *arguments, NMIRF_DATABASE_URL=database_url, COLUMNS="40", **settings)
        return done.returncode, done.stdout + done.stderr

    (tmp_path / "role.graphql").write_text(ROLE)
    (tmp_path / "portal.json").write_text(json.dumps({"Practices": PRACTICES}))
    (tmp_path / "broken.graphql").write_text("{ nothing }")
    code, printed = run("add", str(tmp_path / "role.graphql"), str(tmp_path / "broken.graphql"))
    assert code == 1
    assert "broken.graphql: Cannot query field 'nothing'" in printed
    assert "Nothing was stored" in printed
    code, printed = run("add", str(tmp_path / "role.graphql"), str(tmp_path / "portal.json"))
    assert code == 0
    assert f"sha256:{_hash(ROLE)}  role.graphql" in printed
    assert f"sha256:{_hash(PRACTICES)}" in run("list")[1]
    assert run("check") == (0, "The schema answers all 2 documents.\n")
    code, printed = run("check", NMIRF_DISABLED_PLUGINS="practices,voting,partnerships")
    assert code == 1
    assert f"Practices (sha256:{_hash(PRACTICES)}) is broken:" in printed
    assert "Cannot query field 'practices'" in printed
    assert "1 of 2 documents are broken." in printed
    assert run("remove", f"sha256:{_hash(PRACTICES)}")[0] == 0
    code, printed = run("remove", f"sha256:{_hash(PRACTICES)}")
    assert (code, printed.startswith("DOCUMENT:")) == (1, True)
    code, printed = run("add", str(tmp_path / "missing.graphql"))
    assert (code, printed.startswith("FILE:")) == (1, True)


@pytest.mark.parametrize(("name", "text"), [("Role.graphql", ROLE), ("all.json", json.dumps({"Role.graphql": ROLE}))])
def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert documents.documents_in([tmp_path / name]) == {"Role.graphql": ROLE}


def test_two_documents_of_one_name_are_refused_and_nothing_is_stored(database_url: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = nmirf("documents", *arguments, NMIRF_DATABASE_URL=database_url)
        return done.returncode, done.stdout + done.stderr

    old, new = tmp_path / "old", tmp_path / "new"
    for folder, text in ((old, ROLE), (new, PRACTICES)):
        folder.mkdir()
        (folder / "page.graphql").write_text(text)
    (tmp_path / "portal.json").write_text(json.dumps({"page.graphql": PRACTICES}))
    (tmp_path / "twice.json").write_text(f'{{"Page": {json.dumps(ROLE)}, "Page": {json.dumps(PRACTICES)}}}')
    operations = [{"id": _hash(text), "name": "Page", "body": text} for text in (ROLE, PRACTICES)]
    manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    for files, name in (
        ((old / "page.graphql", new / "page.graphql"), "page.graphql"),
        ((old / "page.graphql", tmp_path / "portal.json"), "page.graphql"),
        ((tmp_path / "twice.json",), "Page"),
        ((tmp_path / "manifest.json",), "Page"),
    ):
        code, printed = run("add", *map(str, files))
        assert (code, len(printed.splitlines())) == (1, 1)
        assert printed.startswith(f"FILE: {files[-1]}: another document is also called {name}.")
        assert "sha256:" not in run("list")[1]
    assert run("add", str(old / "page.graphql"), str(old / "page.graphql"))[0] == 0


def test_others_are_answered_while_a_long_document_is_planned(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered, make = threading.Event(), threading.Event(), platform.engine.plans.make

    def slow(*asked: Any) -> Any:
        begun.set()
        assert answered.wait(30), "nobody else was answered meanwhile"
        return make(*asked)

    async def ask(query: str) -> Any:
        return orjson.loads((await platform.engine.answer(query, None, None, platform.reading())).body)

    async def both() -> tuple[Any, Any]:
        await ask("{ viewer { role } }")
        monkeypatch.setattr(platform.engine.plans, "make", slow)
        long = asyncio.create_task(ask(f"{{ network {{ {'name ' * 80} }} }}"))
        assert await asyncio.to_thread(begun.wait, 30)
        other = await ask("{ viewer { role } }")
        answered.set()
        found = other, await long
        await platform.store.close()
        return found

    other, long = asyncio.run(both())
    assert other == {"data": {"viewer": {"role": "PUBLIC"}}}
    assert list(long["data"]["network"]) == ["name"]


def test_documents_are_stored_even_if_their_ids_cannot_be_printed(platform: Platform, tmp_path: Path) -> None:
    given = {f"Query{number}": f"query Query{number} {{ viewer {{ role }} }}" for number in range(200)}
    (tmp_path / "persisted.json").write_text(json.dumps(given))
    environment = {"NMIRF_DATABASE_URL": platform.settings.database_url}
    full, nowhere = Path("/dev/full"), Path(os.devnull)
    adding = Forked(
        "documents", "add", "persisted.json", folder=tmp_path, environment=environment, output=full, errors=nowhere
    )
    assert adding.wait(60) != 0
    with platform.database.reading() as session:
        assert len(documents.stored(session)) == 200
