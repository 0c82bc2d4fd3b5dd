"""What needs no waiting is answered without a call of the app; neither clients nor operators notice."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from core.identity import Role, create_token
from core.observation.traces import Traces
from core.platform import Platform
from schema.store import WithoutWaiting
from tests.conftest import NewPlatform
from tests.factories import make_member
from tests.operation.conversations import (
    ASKED,
    BEHIND_A_PROXY,
    BODY,
    FEW_OF_A_TOKEN,
    FOR_ONE_SITE,
    FROM_A_PAGE,
    GRAPHQL,
    LIMITED,
    TALKS,
    TALKS_BEHIND_A_PROXY,
    TALKS_OF_TOKENS,
    UNLIMITED,
)
from tests.operation.server_in_thread import Listening, alike, listening, post, told


@pytest.fixture
def address(new_database: Callable[[str], str]) -> str:
    return new_database("sqlite")


def _all(served: Listening, talks: dict[str, tuple[bytes, ...]], token: str) -> dict[str, bytes]:
    for _ in range(3):
        served.talk(ASKED, *(post(BODY, f"accept-language: {language}") for language in ("fr", "ar, en;q=0.5")))
    return {
        f"{name}, time {time}": alike(served.talk(*(part.replace(b"{token}", token.encode()) for part in parts)))
        for time in (1, 2)
        for name, parts in talks.items()
    }


def _counted(served: Listening) -> set[str]:
    """The metrics that count something."""
    text = served.talk(b"GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").decode()
    lines = [line for line in text.splitlines() if line.startswith("nmirf_")]
    return {line for line in lines if "_total{" in line or "_count{" in line}


@pytest.mark.parametrize(
    ("talks", "settings"),
    [
        (TALKS, UNLIMITED),
        ({name: parts for name, parts in TALKS.items() if "origin" in name}, FOR_ONE_SITE),
        (TALKS_OF_TOKENS, FEW_OF_A_TOKEN),
        (TALKS_BEHIND_A_PROXY, BEHIND_A_PROXY),
    ],
    ids=["alone", "for one site", "few of a token", "behind a proxy"],
)
def test_answers_lines_and_counts_are_those_of_a_server_that_always_calls_the_app(
    address: str, new_platform: NewPlatform, talks: dict[str, tuple[bytes, ...]], settings: dict[str, Any]
) -> None:
    found, counted, lines, calls = [], [], [], []
    for immediate in (False, True):
        platform = new_platform(address, **settings)
        if not found:
            with platform.database.transaction() as session:
                token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
        with listening(platform, immediate) as served:
            found.append(_all(served, talks, token))
            counted.append(_counted(served))
            calls.append(served.calls)
        lines.append(told(served.lines))
    ordinary, immediate = found
    for name, answers in ordinary.items():
        assert immediate[name] == answers, name
    assert lines[1] == lines[0]
    assert counted[1] == counted[0]
    assert calls[1] < calls[0]


@pytest.mark.parametrize(
    "asked",
    [
        ASKED,
        post(BODY, GRAPHQL),
        post(BODY, "accept-language: fr"),
        post(BODY, "x-request-id: abc-12345"),
        FROM_A_PAGE,
        post(b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY), "transfer-encoding: chunked"),
    ],
)
def test_what_was_asked_before_is_answered_without_a_call(
    address: str, new_platform: NewPlatform, asked: bytes
) -> None:
    with listening(new_platform(address, **UNLIMITED)) as served:
        answers = [alike(answer) for answer in served.ask(*[asked] * 5)]
        assert answers[1:] == answers[:-1]
        assert served.calls == 1


def test_a_write_is_in_the_next_answer(database_url: str, new_platform: NewPlatform) -> None:
    platform = new_platform(database_url, **UNLIMITED)
    with listening(platform) as served:
        for count, iso_alpha3 in enumerate(("PRY", "MAR", "DEU")):
            for answer in served.ask(*[ASKED] * 4):
                assert b'"totalCount":%d' % count in answer
            make_member(new_platform(database_url), iso_alpha3)
        assert b'"totalCount":3' in served.ask(ASKED)[0]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[Platform], list[bytes]]:
    """What a platform has read at once so far."""

    def of(platform: Platform) -> list[bytes]:
        found: list[bytes] = []
        without_waiting = platform.store.without_waiting

        def noted(sql: str, parameters: list[Any]) -> WithoutWaiting | None:
            read = without_waiting(sql, parameters)

            def noting(started: float) -> bytes | None:
                answer = read(started) if read is not None else None
                found.extend([] if answer is None else [answer])
                return answer

            return noting

        monkeypatch.setattr(platform.store, "without_waiting", noted)
        return found

    return of


def test_what_is_kept_is_read_again_on_a_new_day(
    address: str,
    new_platform: NewPlatform,
    reads: Callable[[Platform], list[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    platform = new_platform(address, **UNLIMITED)
    read = reads(platform)
    with listening(platform) as served:
        served.ask(*[ASKED] * 5)
        assert len(read) == 2
        tomorrow = platform.now() + timedelta(days=1)
        monkeypatch.setattr(platform, "now", lambda: tomorrow)
        served.ask(*[ASKED] * 3)
        assert len(read) == 3
        assert served.calls == 1


def test_what_fails_is_tried_again_by_a_call(
    address: str, new_platform: NewPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = new_platform(address, **UNLIMITED)
    with listening(platform) as served:
        whole = served.ask(ASKED, ASKED, ASKED)[0]

        def failing() -> int:
            raise RuntimeError("the file is gone")

        monkeypatch.setattr(platform.engine.store, "revision_without_waiting", failing)
        assert [alike(answer) for answer in served.ask(ASKED, ASKED, ASKED)] == [alike(whole)] * 3
        assert served.calls == 4


def test_what_takes_long_is_a_call_that_holds_up_nobody(
    address: str, new_platform: NewPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = new_platform(address, **UNLIMITED)
    without_waiting, slow = platform.store.without_waiting, False

    def slowing(sql: str, parameters: list[Any]) -> WithoutWaiting:
        read = without_waiting(sql, parameters)
        return lambda started: None if slow or read is None else read(started)

    monkeypatch.setattr(platform.store, "without_waiting", slowing)
    with listening(platform) as served:
        whole = served.ask(ASKED, ASKED, ASKED)[0]
        make_member(new_platform(address), "PRY")
        slow = True
        changed = served.ask(ASKED)[0]
        assert alike(changed) != alike(whole)
        assert served.calls == 2


def test_without_a_cache_every_answer_is_read(
    address: str, new_platform: NewPlatform, reads: Callable[[Platform], list[bytes]]
) -> None:
    platform = new_platform(address, cache_bytes=0, **UNLIMITED)
    read = reads(platform)
    with listening(platform) as served:
        answers = served.ask(ASKED, ASKED, ASKED, ASKED)
        assert {alike(answer) for answer in answers} == {alike(answers[0])}
        assert len(read) == 4
        assert served.calls == 1


def test_what_a_server_answers_is_waited_for_by_calls(
    new_database: Callable[[str], str], new_platform: NewPlatform
) -> None:
    with listening(new_platform(new_database("postgresql"), **UNLIMITED)) as served:
        served.ask(ASKED, ASKED, ASKED)
        assert served.calls == 3


def test_a_connection_is_closed_when_it_has_been_idle_and_not_before(address: str, new_platform: NewPlatform) -> None:
    with listening(new_platform(address, max_body_seconds=1.0, **UNLIMITED), timeout_keep_alive=1) as served:
        served.ask(ASKED, ASKED, ASKED)
        with socket.create_connection(("127.0.0.1", served.port), 10) as client:
            for _ in range(5):
                client.sendall(ASKED)
                assert client.recv(10_000).startswith(b"HTTP/1.1 200")
                time.sleep(0.4)
            assert client.recv(10_000) == b""
        assert served.calls == 1


def test_known_requests_stay_within_their_room(address: str, new_platform: NewPlatform) -> None:
    with listening(new_platform(address, **UNLIMITED)) as served:
        served.ask(ASKED, ASKED, ASKED)
        immediate = served.app.immediate
        assert immediate is not None
        immediate.known.most = 20_000
        served.ask(*(post(BODY, f"traceparent: {number}") for number in range(50)))
        assert 1 < len(immediate.known.entries) <= 10
        assert served.calls == 1


def test_a_known_request_is_counted_for_its_present_sender(address: str, new_platform: NewPlatform) -> None:
    proxy = {"rate_limit": "99/minute", "trusted_proxies": (ip_network("127.0.0.1/32"),)}
    with listening(new_platform(address, **proxy)) as served:
        assert [b"\r\nratelimit-remaining: " in answer for answer in served.ask(*[LIMITED] * 4)] == [True] * 4
        assert b"ratelimit" not in served.ask(LIMITED, sender="127.0.0.2")[0]
        assert b"\r\nratelimit-remaining: 94" in served.ask(LIMITED)[0]
        assert served.calls == 1


def test_servers_that_count_together_count_every_request(address: str, new_platform: NewPlatform, redis: str) -> None:
    with listening(new_platform(address, rate_limit_url=redis, **BEHIND_A_PROXY)) as served:
        answers = served.ask(*[LIMITED] * 6)
        left = [answer.partition(b"ratelimit-remaining: ")[2][:1] for answer in answers]
        assert left == [b"4", b"3", b"2", b"1", b"0", b"0"]
        assert answers[-1].startswith(b"HTTP/1.1 429")


def test_if_requests_are_traced_each_has_its_span(
    address: str, new_platform: NewPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, exporter = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("core.server.app.configured_traces", lambda: Traces(provider.get_tracer("test")))
    with listening(new_platform(address, **UNLIMITED)) as served:
        served.ask(*[ASKED] * 4)
    assert [span.name for span in exporter.get_finished_spans()].count("query Kept") == 4


def test_a_client_that_does_not_read_is_not_written_to(address: str, new_platform: NewPlatform) -> None:
    fields = " ".join(f"{language}: name(language: {language.upper()})" for language in ("ar", "en", "es", "fr", "ru"))
    asked = post(b'{"query": "{ states(first: 190) { nodes { id %b } } }"}' % fields.encode())
    with listening(new_platform(address, **UNLIMITED)) as served:
        size = len(served.ask(*[asked] * 4)[-1])
        assert served.calls == 1
        requests = 20_000_000 // size
        with socket.create_connection(("127.0.0.1", served.port), 20) as client:
            for _ in range(requests):
                client.sendall(asked)
                time.sleep(0.002)
            assert served.waiting() < 1_000_000
            received = 0
            while received < requests * size:
                part = client.recv(1_000_000)
                assert part
                received += len(part)
        assert received == requests * size
