"""Keys of a provider: rotated, not to be had, published where anybody could."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from joserfc.jwk import KeySet, RSAKey
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.errors import ProviderUnreachable, StartupError
from core.platform import Platform
from core.settings.settings import Settings
from core.sign_in.openid import FRESH_SECONDS, MOST_WAITING, OpenIdProvider, fetch_object
from tests.core.sign_in.forged import stranger
from tests.core.sign_in.provider import AUDIENCE, WHO, Provider, answering_always, ask, viewer
from tests.factories import make_member
from tests.servers import wait_until

ISSUER = "https://provider.example"
CONFIGURATION = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}


def _claims(provider: Provider, configuration: dict[str, str], kid: str = "first") -> dict[str, Any] | None:
    """What is told of a token signed with a key, where a configuration is published with all keys."""
    keys = KeySet(list(provider.keys.values())).as_dict(private=False)
    published = {f"{ISSUER}/.well-known/openid-configuration": configuration, configuration["jwks_uri"]: keys}
    return OpenIdProvider(ISSUER, AUDIENCE, fetch=published.__getitem__).claims(provider.token(kid, iss=ISSUER))


@pytest.mark.parametrize("changed", [{"issuer": "https://other.example"}, {"jwks_uri": "http://keys.example"}])
def test_keys_of_another_issuer_or_from_where_anybody_could_answer_are_not_taken(
    provider: Provider, changed: dict[str, str]
) -> None:
    assert _claims(provider, CONFIGURATION) is not None
    with pytest.raises(ProviderUnreachable):
        _claims(provider, {**CONFIGURATION, **changed})


@pytest.mark.filterwarnings("ignore:.*2048 bits")
def test_a_key_that_is_too_short_signs_nobody_in(provider: Provider) -> None:
    provider.keys["short"] = RSAKey.generate_key(1024, {"kid": "short"})
    assert _claims(provider, CONFIGURATION, "short") is None
    assert _claims(provider, CONFIGURATION, "second") is not None


def test_keys_are_not_followed_to_another_address(provider: Provider) -> None:
    assert fetch_object(f"{provider.issuer}/keys")["keys"]
    with pytest.raises(OSError):
        fetch_object(f"{provider.issuer}/moved")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_keys_rotate_and_are_not_fetched_more_often_than_allowed(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    for _ in range(5):
        assert viewer(client, provider.token())[0] == "FOCAL_POINT"
    assert provider.fetches == 1
    provider.published = ["first", "second"]
    time.sleep(0.25)
    assert viewer(client, provider.token("second"))[0] == "FOCAL_POINT"
    assert provider.fetches == 2
    assert platform.sign_in.provider is not None
    platform.sign_in.provider.seconds_between = 60
    for _ in range(20):
        assert ask(client, stranger(provider, "unknown")).status_code == 401
    assert provider.fetches <= 3
    provider.published = ["second"]
    platform.sign_in.provider.fetched_at = float("-inf")
    platform.sign_in.provider.tried_at = float("-inf")
    assert ask(client, provider.token("first")).status_code == 401
    assert viewer(client, provider.token("second"))[0] == "FOCAL_POINT"


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_provider_that_does_not_answer_stops_nobody_whose_key_is_known(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    good = provider.token()
    provider.server.shutdown()
    provider.server.server_close()
    unavailable = ask(client, good)
    assert unavailable.status_code == 503
    assert unavailable.json()["errors"][0]["extensions"]["code"] == "SIGN_IN_UNAVAILABLE"
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init", "payload": {"authorization": f"Bearer {good}"}})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1013
    assert client.post("/graphql", json=WHO).json()["data"]["viewer"]["role"] == "PUBLIC"
    known = platform.sign_in.provider
    assert known is not None
    known.keys = KeySet([provider.keys["first"]])
    assert viewer(client, good)[0] == "FOCAL_POINT"


def _seconds_to_sign_in(client: TestClient, token: str) -> float:
    begun = time.monotonic()
    assert viewer(client, token)[0] == "FOCAL_POINT"
    return time.monotonic() - begun


def test_unknown_keys_that_are_waited_for_hold_up_neither_known_ones_nor_anybody_else(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    good, junk, rotated = provider.token(), stranger(provider, "unknown"), provider.token("second")
    assert _seconds_to_sign_in(client, good) < 2
    provider.published = ["first", "second"]
    time.sleep(0.25)
    provider.answers.clear()
    with ThreadPoolExecutor(24) as senders:
        first = senders.submit(viewer, client, rotated)
        wait_until(lambda: provider.fetches == 2)
        others = [senders.submit(ask, client, junk) for _ in range(23)]
        wait_until(lambda: sum(other.done() for other in others) >= 24 - MOST_WAITING)
        taken = _seconds_to_sign_in(client, good)
        long = client.post("/graphql", json={"query": "{ __typename }" + " " * 3_000})
        held = not first.done()
        provider.answers.set()
    assert held and taken < 2
    assert long.json() == {"data": {"__typename": "Query"}}
    assert first.result()[0] == "FOCAL_POINT"
    assert {(told.result().status_code, told.result().headers.get("retry-after")) for told in others} == {
        (401, None),
        (503, "1"),
    }


def test_all_who_sign_in_at_once_as_a_process_starts_wait_for_the_keys(provider: Provider) -> None:
    provider.answers.clear()
    begun = OpenIdProvider(provider.issuer, AUDIENCE)
    with ThreadPoolExecutor(2 * MOST_WAITING) as senders:
        told = [senders.submit(begun.claims, provider.token()) for _ in range(2 * MOST_WAITING)]
        wait_until(lambda: provider.fetches == 1)
        time.sleep(0.2)
        provider.answers.set()
    assert [one.result() is not None for one in told] == [True] * len(told)


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"]
)
def test_a_provider_that_does_not_speak_http_is_one_that_does_not_answer(provider: Provider, answer: bytes) -> None:
    with answering_always(answer) as address:
        with pytest.raises(OSError):
            fetch_object(address)
        with pytest.raises(ProviderUnreachable):
            OpenIdProvider(provider.issuer, AUDIENCE, address).claims(provider.token())


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_keys_are_fetched_anew_beside_the_requests_before_they_are_too_old(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    good, known = provider.token(), platform.sign_in.provider
    assert _seconds_to_sign_in(client, good) < 2
    assert known is not None
    provider.published = ["second"]
    provider.answers.clear()
    known.fetched_at, known.tried_at = time.monotonic() - FRESH_SECONDS - 1, float("-inf")
    assert _seconds_to_sign_in(client, good) < 1
    provider.answers.set()
    until = time.monotonic() + 5
    while ask(client, good).status_code == 200 and time.monotonic() < until:
        time.sleep(0.05)
    assert ask(client, good).status_code == 401


@pytest.mark.parametrize(
    "settings",
    [
        {"oidc_issuer": "https://provider.example"},
    ],
)
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_provider_that_anybody_could_play_stops_the_start(database_url: str, settings: dict[str, str]) -> None:
    with pytest.raises(StartupError) as refused:
        Platform(Settings(database_url=database_url, **settings))  # type: ignore[arg-type]
    assert refused.value.code == "SETTING"
