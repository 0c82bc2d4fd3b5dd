"""Somebody whom the provider signs in, and whose claims give no role here: told apart from a token that is not in force."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core.identity import Role, Viewer
from core.members.tables import standings
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with, plugin
from tests.core.sign_in.provider import AUDIENCE, Provider, ask, viewer
from tests.factories import make_member
from tests.operation.following import Following

NOTHING = "it has no `nmirf_participant`, nor ADMINISTRATOR or PARTNER in `nmirf_role`"
PARTICIPANT = "`nmirf_participant` names no participant of today"
PARTNER = "`nmirf_partner` is no id of a partner"
SUBJECT = "its `sub` cannot be shown in the journal"


@pytest.mark.parametrize(
    ("reason", "claims"),
    [
        (NOTHING, {"nmirf_participant": None}),
        (PARTICIPANT, {"nmirf_participant": "XXX"}),
        (PARTICIPANT, {"nmirf_participant": "MAR"}),
        (PARTICIPANT, {"nmirf_participant": "eſp"}),
        (PARTICIPANT, {"nmirf_participant": {"a": 1}}),
        (PARTICIPANT, {"nmirf_participant": "A\u0000G"}),
        (PARTICIPANT, {"nmirf_participant": "\ud800PRY"}),
        (PARTICIPANT, {"nmirf_participant": ["PRY"]}),
        (PARTICIPANT, {"nmirf_participant": "P" * 5_000}),
        (PARTICIPANT, {"nmirf_participant": "XXX", "nmirf_role": "PARTNER"}),
        (NOTHING, {"nmirf_participant": None, "nmirf_role": "admınistrator"}),
        (NOTHING, {"nmirf_participant": None, "nmirf_role": "administrator"}),
        (NOTHING, {"nmirf_participant": None, "nmirf_role": "ADMINISTRATOR\n"}),
        (NOTHING, {"nmirf_participant": None, "nmirf_role": {"ADMINISTRATOR": 1}}),
        (NOTHING, {"nmirf_participant": None, "nmirf_role": "COORDINATOR"}),
        (PARTNER, {"nmirf_participant": None, "nmirf_role": "PARTNER"}),
        (PARTNER, {"nmirf_participant": None, "nmirf_role": "PARTNER", "nmirf_partner": "Partner:x"}),
        (PARTNER, {"nmirf_participant": None, "nmirf_role": "PARTNER", "nmirf_partner": ["Partner:7"]}),
        (PARTNER, {"nmirf_participant": None, "nmirf_role": "PARTNER", "nmirf_partner": "Partner:\u00007"}),
        (SUBJECT, {"sub": "a\u0000b"}),
        (SUBJECT, {"sub": "a\nb", "name": "a\nb"}),
    ],
)
def test_a_good_token_that_gives_no_role_is_refused_with_the_claim_at_fault(
    client: TestClient,
    platform: Platform,
    provider: Provider,
    caplog: pytest.LogCaptureFixture,
    reason: str,
    claims: dict[str, Any],
) -> None:
    for iso in ("PRY", "ESP"):
        make_member(platform, iso)
    with caplog.at_level(logging.INFO, "nmirf.openid"):
        answer = ask(client, provider.token(**claims))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (403, "NO_ROLE")
    assert error["message"].startswith(f"This token is valid, but gives no role here: {reason}. ")
    assert "www-authenticate" not in answer.headers, "a client that gets another token is as far as before"
    told = [record.getMessage() for record in caplog.records if record.name == "nmirf.openid"]
    assert told == [f"token without a role: {reason}"]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_plugin_may_recognise_whom_the_claims_give_no_role(
    database_url: str, new_platform: NewPlatform, provider: Provider
) -> None:
    recognising = plugin("offices", authenticate=Viewer(Role.ADMINISTRATOR, name="Office"))
    settings = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE}
    platform = new_platform(database_url, members_with({"offices": recognising}), **settings)
    with TestClient(create_app(platform.settings, platform)) as client:
        assert viewer(client, provider.token(nmirf_participant=None)) == ("ADMINISTRATOR", None)


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_whoever_has_no_role_may_not_ask_as_often_as_they_like(
    database_url: str, new_platform: NewPlatform, provider: Provider
) -> None:
    rates = {"rate_limit": "2/minute"}
    platform = new_platform(database_url, oidc_issuer=provider.issuer, oidc_audience=AUDIENCE, **rates)
    with TestClient(create_app(platform.settings, platform), client=("203.0.113.7", 40_000)) as client:
        statuses = [ask(client, provider.token(nmirf_participant="MAR")).status_code for _ in range(3)]
    assert statuses == [403, 403, 429]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_web_socket_without_a_role_is_closed_for_good(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    """Clients of graphql-ws come again after 4403, with another token; after 4401 they do not."""
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        authorization = f"Bearer {provider.token(nmirf_participant='MAR')}"
        socket.send_json({"type": "connection_init", "payload": {"authorization": authorization}})
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401
    assert closed.value.reason.startswith(f"This token is valid, but gives no role here: {PARTICIPANT}.")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_web_socket_is_closed_for_good_once_the_records_give_no_role(
    client: TestClient, platform: Platform, provider: Provider
) -> None:
    member = make_member(platform, "PRY")
    platform.engine.limits = replace(platform.engine.limits, recheck_seconds=0.2)
    with Following(client, provider.token(), "subscription { journalAppended { sequence } }") as following:
        following.subscribe()
        with platform.database.transaction() as session:
            left = update(standings).where(standings.c.participant_id == member.key)
            session.execute(left.values(until=platform.now().date()))
        assert following.closed() == 4401
