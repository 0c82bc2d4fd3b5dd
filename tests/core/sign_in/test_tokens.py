"""What the claims of a token tell, and tokens that tell nothing because they are forged."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.members.enums import MechanismType
from core.members.rules.mechanisms import MechanismDescription, register_mechanism
from core.platform import Platform
from tests.core.sign_in.forged import FORGED
from tests.core.sign_in.provider import AUDIENCE, WHO, Provider, ask, viewer
from tests.factories import make_member, make_observer, new_token, writing

HOW = ("Bearer", "bearer", "Basic", "Negotiate")


def test_claims_tell_the_participant_and_its_standing_the_role(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    make_member(platform, "PRY")
    make_observer(platform, "KEN")
    assert viewer(client, provider.token()) == ("FOCAL_POINT", "PRY")
    assert viewer(client, provider.token(nmirf_participant=" ken ")) == ("OBSERVER", "KEN")
    assert viewer(client, provider.token(nmirf_participant=None, nmirf_role=["x", 1, "ADMINISTRATOR"])) == (
        "ADMINISTRATOR",
        None,
    )
    partner = provider.token(nmirf_participant=None, nmirf_role="PARTNER", nmirf_partner="Partner:7")
    assert viewer(client, partner) == ("PARTNER", None)
    assert ask(client, provider.token()).json()["data"]["viewer"]["name"] == "u-1"
    assert ask(client, provider.token(name="Fictitious")).json()["data"]["viewer"]["name"] == "Fictitious"
    assert viewer(client, provider.token(aud=["https://other.example", AUDIENCE])) == ("FOCAL_POINT", "PRY")
    assert viewer(client, provider.token(exp=int(time.time()) - 10)) == ("FOCAL_POINT", "PRY")
    assert viewer(client, provider.token(header={"alg": "PS256"})) == ("FOCAL_POINT", "PRY")
    for kind in ("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"):
        assert viewer(client, provider.token(header={"typ": kind})) == ("FOCAL_POINT", "PRY")
    assert viewer(client, provider.token(header={"typ": "at+jwt"}, nonce="n-0S6")) == ("FOCAL_POINT", "PRY")


@pytest.mark.parametrize(
    "name", ["", " ", "a\u0000b", "a\ud800b", "a\nb", "a\u2028b", "\u202eb", "x" * 256, ["a"], {"a": 1}, 0, True]
)
def test_a_name_that_no_token_could_have_is_not_taken(
    client: TestClient, platform: Platform, provider: Provider, name: Any
) -> None:
    make_member(platform, "PRY")
    answer = ask(client, provider.token(name=name))
    assert (answer.status_code, answer.json()["data"]["viewer"]["name"]) == (200, "u-1")


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_token_that_is_not_what_it_says_is_refused(
    client: TestClient, platform: Platform, provider: Provider, forged: Callable[[Provider], str]
) -> None:
    make_member(platform, "PRY")
    assert viewer(client, provider.token()) == ("FOCAL_POINT", "PRY")
    answer = ask(client, forged(provider))
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN"
    assert "Bearer" in answer.headers["www-authenticate"]


def test_a_token_of_an_observer_speaks_for_the_member_that_it_has_become(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    observer = make_observer(platform, "KEN")
    with platform.database.transaction() as session:
        token = create_token(session, platform.now(), Role.OBSERVER, "Test", observer.key)
    tokens = token, provider.token(nmirf_participant="KEN")
    assert {viewer(client, sent) for sent in tokens} == {("OBSERVER", "KEN")}
    with writing(platform, observer.viewer) as write:
        register_mechanism(write, observer.key, MechanismDescription("en", "Fictitious", MechanismType.AD_HOC))
    assert {viewer(client, sent) for sent in tokens} == {("FOCAL_POINT", "KEN")}


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_token_that_is_not_sent_as_a_bearers_is_refused(client: TestClient, platform: Platform) -> None:
    token = new_token(platform, Role.ADMINISTRATOR)
    answers = [client.post("/graphql", json=WHO, headers={"authorization": f"{how} {token}"}) for how in HOW]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401]
