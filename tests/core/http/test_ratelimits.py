"""How often somebody may ask: by address, by token, behind proxies, on one server and on several."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from ipaddress import ip_network
from types import ModuleType

import pytest
from redis import Redis
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core import Role, Viewer, hookimpl
from core.http.limits import windows
from core.identity import create_token
from core.platform import Platform
from core.server.app import create_app
from core.settings.rates import Rate, rate_of
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with
from tests.factories import new_token
from tests.ports import free_port
from tests.servers import wait_until

QUERY = {"query": "{ viewer { role } }"}
STRANGER = ("203.0.113.7", 40_000)
PROXY = ("10.1.2.3", 40_000)
HERE = ("127.0.0.1", 40_000)


@pytest.fixture
def client(new_database: Callable[[str], str], new_platform: NewPlatform) -> Callable[..., TestClient]:
    """Makes clients of a server with these settings, from an address."""
    address = new_database("sqlite")

    def make(sender: tuple[str, int] = STRANGER, **settings: object) -> TestClient:
        platform = new_platform(address, **{"rate_limit": "3/minute", "token_rate_limit": "5/minute", **settings})
        return TestClient(create_app(platform.settings, platform), client=sender)

    return make


def test_the_fourth_of_three_is_refused_with_the_time_to_wait(client: Callable[..., TestClient]) -> None:
    with client() as asking:
        accept = {"accept": "application/graphql-response+json, application/json;q=0.9"}
        answers = [asking.post("/graphql", json=QUERY, headers=accept) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["content-type"] == "application/json; charset=utf-8"
    assert [answer.headers["ratelimit"].split(";")[:2] for answer in answers] == [
        ['"address"', f"r={left}"] for left in (2, 1, 0, 0)
    ]
    assert answers[0].headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert [int(answer.headers["ratelimit-remaining"]) for answer in answers] == [2, 1, 0, 0]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"3"}
    assert answers[3].headers["ratelimit-reset"] == answers[3].headers["retry-after"]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    (error,) = answers[3].json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMIT"
    assert "More than 3 requests in 60 seconds" in error["message"]


def test_a_clock_that_is_set_back_makes_nobody_wait_longer(
    client: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = time.time
    with client(rate_limit="1/minute") as asking:
        asking.post("/graphql", json=QUERY)
        monkeypatch.setattr(time, "time", lambda: told() - 50_000)
        refused = asking.post("/graphql", json=QUERY)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60


@pytest.mark.parametrize("path", ["/data/states.csv", "/schema.graphql", "/voting/meetings.ics"])
def test_files_show_how_many_requests_are_left(client: Callable[..., TestClient], path: str) -> None:
    with client() as asking:
        first = asking.get(path)
        same = asking.get(path, headers={"if-none-match": first.headers["etag"]})
        last, refused = asking.get(path), asking.get(path)
    assert [answer.status_code for answer in (first, same, last, refused)] == [200, 304, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in (first, same, last, refused)] == ["2", "1", "0", "0"]
    assert first.headers["ratelimit-policy"] == '"address";q=3;w=60'
    assert refused.headers["ratelimit-reset"] == refused.headers["retry-after"]


def test_a_forged_header_does_not_help(client: Callable[..., TestClient]) -> None:
    with client() as asking:
        answers = [
            asking.post("/graphql", json=QUERY, headers={"x-forwarded-for": f"198.51.100.{number}"})
            for number in range(4)
        ]
    assert answers[-1].status_code == 429


def test_behind_a_trusted_proxy_the_sender_counts_and_not_what_it_says(client: Callable[..., TestClient]) -> None:
    with client(PROXY, trusted_proxies=(ip_network("10.0.0.0/8"),)) as asking:

        def ask(forwarded: str) -> int:
            return asking.post("/graphql", json=QUERY, headers={"x-forwarded-for": forwarded}).status_code

        assert [ask(f"198.51.100.{number}, 203.0.113.7, 10.9.9.9") for number in range(4)] == [200, 200, 200, 429]
        assert ask("203.0.113.8") == 200
        assert [ask(f"2001:db8:1:2::{number}") for number in range(4)] == [200, 200, 200, 429]
        assert ask("2001:db8:1:3::1") == 200
        assert ask("no address") == 200


@pytest.mark.parametrize("claimed", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.0.0.1, 127.0.0.1"])
@pytest.mark.parametrize(
    ("proxy", "trusted", "written"),
    [
        (PROXY, ["10.0.0.0/8"], ""),
        (PROXY, ["10.0.0.0/8"], ", 10.9.9.9"),
        (PROXY, ["10.0.0.0/8", "127.0.0.1", "::1"], ", 10.9.9.9"),
        (HERE, ["10.0.0.0/8", "127.0.0.1", "::1"], ", 10.9.9.9"),
    ],
)
def test_nobody_passes_as_this_machine_by_a_header(
    client: Callable[..., TestClient], claimed: str, proxy: tuple[str, int], trusted: list[str], written: str
) -> None:
    with client(proxy, trusted_proxies=tuple(map(ip_network, trusted))) as asking:
        headers = {"x-forwarded-for": f"{claimed}{written}"}
        answers = [asking.post("/graphql", json=QUERY, headers=headers).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_a_sender_is_found_before_two_proxies_of_one_machine(client: Callable[..., TestClient]) -> None:
    with client(PROXY, trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))) as asking:

        def ask(sender: str) -> int:
            headers = {"x-forwarded-for": f"{sender}, 127.0.0.1"}
            return asking.post("/graphql", json=QUERY, headers=headers).status_code

        assert [ask("203.0.113.7") for _ in range(4)] == [200, 200, 200, 429]
        assert ask("203.0.113.8") == 200


def test_this_machine_itself_is_not_counted_behind_its_own_proxy(client: Callable[..., TestClient]) -> None:
    with client(HERE, trusted_proxies=(ip_network("127.0.0.1"),)) as asking:
        headers = {"x-forwarded-for": "127.0.0.1"}
        assert {asking.post("/graphql", json=QUERY, headers=headers).status_code for _ in range(9)} == {200}


@pytest.mark.parametrize("sender", ["203.0.113.7:{}", "[2001:db8:1:2::7]:{}", "[2001:db8:1:2::7]"])
def test_a_sender_counts_whatever_port_a_proxy_on_this_machine_gives(
    client: Callable[..., TestClient], sender: str
) -> None:
    with client(HERE, trusted_proxies=(ip_network("127.0.0.1"),)) as asking:
        sent = [{"x-forwarded-for": sender.format(4_000 + number)} for number in range(4)]
        answers = [asking.post("/graphql", json=QUERY, headers=headers).status_code for headers in sent]
    assert answers == [200, 200, 200, 429]


def test_this_machine_itself_is_not_counted(client: Callable[..., TestClient]) -> None:
    with client(HERE) as asking:
        assert {asking.post("/graphql", json=QUERY).status_code for _ in range(9)} == {200}


def test_a_token_counts_for_itself_and_wrong_ones_for_their_address(
    client: Callable[..., TestClient],
) -> None:
    with client() as asking:
        platform: Platform = asking.app.state.platform  # type: ignore[attr-defined]
        with platform.database.transaction() as session:
            token, other = (create_token(session, platform.now(), Role.ADMINISTRATOR, "Test") for _ in "12")

        def ask(sent: str) -> int:
            return asking.post("/graphql", json=QUERY, headers={"authorization": f"Bearer {sent}"}).status_code

        assert [ask(token) for _ in range(6)] == [200] * 5 + [429]
        assert ask(other) == 200
        assert [ask(f"nmirf_guessed_{number}") for number in range(3)] == [401] * 3
        assert [ask(sent) for sent in (other, "nmirf_guessed_3")] == [429] * 2, "none is told to be right"
        assert asking.post("/graphql", json=QUERY).status_code == 200


def test_tokens_are_counted_even_if_addresses_are_not(client: Callable[..., TestClient]) -> None:
    with client(rate_limit="off") as asking:
        platform: Platform = asking.app.state.platform  # type: ignore[attr-defined]
        token = new_token(platform, Role.ADMINISTRATOR)
        headers = {"authorization": f"Bearer {token}"}
        answers = [asking.post("/graphql", json=QUERY, headers=headers).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_viewer_from_a_plugin_counts_by_name(new_database: Callable[[str], str], new_platform: NewPlatform) -> None:
    def authenticate(request: HTTPConnection) -> Viewer | None:
        return Viewer(Role.ADMINISTRATOR, name=request.headers["x-name"])

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    plugins = members_with({"certificates": plugin})
    platform = new_platform(new_database("sqlite"), plugins, rate_limit="1/minute", token_rate_limit="2/minute")
    with TestClient(create_app(platform.settings, platform), client=STRANGER) as asking:
        named = ["One", "One", "One", "Other"]
        answers = [asking.post("/graphql", json=QUERY, headers={"x-name": name}) for name in named]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200]


def test_each_operation_of_a_batch_and_of_a_web_socket_counts(client: Callable[..., TestClient]) -> None:
    with client(max_batch=5) as asking:
        answer = asking.post("/graphql", json=[QUERY] * 4).json()
        assert [one.get("data", one)["viewer" if "data" in one else "errors"] for one in answer][:3] == [
            {"role": "PUBLIC"}
        ] * 3
        assert answer[3]["errors"][0]["extensions"]["code"] == "RATE_LIMIT"
    with (
        client() as asking,
        asking.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket,
    ):
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        for number in range(3):
            socket.send_json({"id": str(number), "type": "subscribe", "payload": QUERY})
        heard = [socket.receive_json() for _ in range(5)]
        refused = [message for message in heard if message["type"] == "error"]
        assert [message["payload"][0]["extensions"]["code"] for message in refused] == ["RATE_LIMIT"]


def test_a_web_socket_too_many_is_closed_with_try_again_later(client: Callable[..., TestClient]) -> None:
    with client() as asking:
        for _ in range(3):
            with asking.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
                socket.send_json({"type": "connection_init"})
                assert socket.receive_json()["type"] == "connection_ack"
        with asking.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
            socket.send_json({"type": "connection_init"})
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_json()
    assert closed.value.code == 1013
    assert "More than 3 requests in 60 seconds" in closed.value.reason


def test_limits_hold_across_servers_that_share_a_redis(client: Callable[..., TestClient], redis: str) -> None:
    with client(rate_limit_url=redis) as first, client(rate_limit_url=redis) as second:
        statuses = [asking.post("/graphql", json=QUERY).status_code for asking in (first, second, first, second)]
    assert statuses == [200, 200, 200, 429]


def test_without_its_redis_each_server_counts_alone(client: Callable[..., TestClient]) -> None:
    with client(rate_limit_url=f"redis://127.0.0.1:{free_port()}") as asking:
        assert [asking.post("/graphql", json=QUERY).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_nobody_waits_for_a_redis_that_said_nothing_a_moment_ago(
    client: Callable[..., TestClient], redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(asking: TestClient) -> int:
        return int(asking.post("/graphql", json=QUERY).headers["ratelimit-remaining"])

    monkeypatch.setattr(windows, "SECONDS_OF_REST", 2.0)
    settings = {"rate_limit_url": redis, "rate_limit": "6000/minute"}
    with client(**settings) as asking, client(**settings) as other, Redis.from_url(redis) as known:
        assert left(asking) > left(other)
        process: int = known.info()["process_id"]
        os.kill(process, signal.SIGSTOP)
        try:
            left(asking)
            begun = time.monotonic()
            for _ in range(30):
                left(asking)
            assert time.monotonic() - begun < 20
        finally:
            os.kill(process, signal.SIGCONT)
        wait_until(lambda: left(other) == left(asking) + 1, 30)


def test_without_limits_nothing_is_refused_and_no_header_sent(client: Callable[..., TestClient]) -> None:
    with client(rate_limit="off") as asking:
        answer = [asking.post("/graphql", json=QUERY) for _ in range(9)][-1]
    assert answer.status_code == 200
    assert "ratelimit" not in answer.headers


@pytest.mark.parametrize(
    ("written", "amount", "seconds"), [("600/minute", 600, 60), ("10 per 5 seconds", 10, 5), ("1 / Hour", 1, 3_600)]
)
def test_a_rate_is_read_as_it_is_written(written: str, amount: int, seconds: int) -> None:
    assert rate_of(written) == Rate(amount, seconds)


@pytest.mark.parametrize("written", ["", "600", "0/minute", "600/fortnight", "-1/minute", "5/minute;9/hour"])
def test_what_is_not_a_rate_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        rate_of(written)
