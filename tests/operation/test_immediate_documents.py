"""A document known by its id is answered as it arrives, and no longer than it is remembered."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import orjson
import pytest

from core.administration import trusted_documents as documents
from core.platform import Platform
from schema.serving import persisted
from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.conversations import UNLIMITED
from tests.operation.server_in_thread import Listening, alike, listening, post

TEXT = "query Stored { members { totalCount } states(first: 2) { nodes { name } } }"
HASH = sha256(TEXT.encode()).hexdigest()
ASKED = {
    "by its id": {"documentId": f"sha256:{HASH}"},
    "by its hash": {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
    "by its text, where only stored ones are let in": {"query": TEXT},
}


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Time passes when it is told to, and then what is remembered is looked up again."""
    passed = [0]
    monkeypatch.setattr(persisted, "window", lambda: len(passed))
    return lambda: passed.append(0)


@pytest.fixture(params=ASKED)
def request_and_platform(
    request: pytest.FixtureRequest, database_url: str, new_platform: NewPlatform
) -> tuple[bytes, Platform]:
    platform = new_platform(database_url, **UNLIMITED, trusted_documents_only="text" in request.param)
    with platform.database.transaction() as session:
        documents.add(session, platform.now(), {"stored": TEXT})
    return post(orjson.dumps(ASKED[request.param])), platform


def _remove(platform: Platform) -> None:
    with platform.database.transaction() as session:
        assert documents.remove(session, HASH)


def test_a_stored_document_that_is_asked_again_is_answered_without_a_call_of_the_app(
    request_and_platform: tuple[bytes, Platform], pass_time: Callable[[], None]
) -> None:
    asked, platform = request_and_platform
    with listening(platform) as served:
        first, *others = (alike(answer) for answer in served.ask(*[asked] * 8))
        assert b'"totalCount":0' in first
        assert others == [first] * 7
        assert served.calls == (1 if platform.database.dialect == "sqlite" else 8)


def test_a_removed_document_is_answered_no_longer_than_it_is_remembered(
    request_and_platform: tuple[bytes, Platform], pass_time: Callable[[], None]
) -> None:
    asked, platform = request_and_platform
    with listening(platform) as served:
        served.ask(*[asked] * 4)
        make_member(platform, "PRY")
        _remove(platform)
        assert all(b'"totalCount":1' in answer for answer in served.ask(*[asked] * 4))
        pass_time()
        assert not any(b'"data"' in answer for answer in served.ask(*[asked] * 4))


def test_a_removed_document_is_not_said_to_be_unchanged(
    database_url: str, new_platform: NewPlatform, pass_time: Callable[[], None]
) -> None:
    platform = new_platform(database_url, **UNLIMITED)
    with platform.database.transaction() as session:
        documents.add(session, platform.now(), {"stored": TEXT})
    with listening(platform) as served:
        assert _status(served) == b"200"
        _remove(platform)
        tag = next(line for line in _got(served).split(b"\r\n") if line.startswith(b"etag: "))
        unchanged = b"if-none-match: " + tag.removeprefix(b"etag: ")
        assert _status(served, unchanged) == b"304"
        pass_time()
        assert _status(served, unchanged) == b"404"


def _got(served: Listening, *headers: bytes) -> bytes:
    asked = b"GET /graphql?documentId=sha256:%b HTTP/1.1" % HASH.encode()
    return served.talk(b"\r\n".join([asked, b"host: test.example", *headers, b"", b""]))


def _status(served: Listening, *headers: bytes) -> bytes:
    return _got(served, *headers).split(b" ")[1]
