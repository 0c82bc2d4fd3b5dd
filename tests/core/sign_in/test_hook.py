"""What a plugin recognises."""

from __future__ import annotations

import asyncio
from datetime import date
from types import ModuleType

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from core import Role, Viewer, hookimpl
from core.database.sessions.session import Session
from core.http.identification import Identification
from core.identity import create_token
from core.server.app import create_app
from schema.request.reading import Reading
from tests.conftest import NewPlatform
from tests.core.plugins.made_plugins import members_with
from tests.core.sign_in.provider import WHO
from tests.factories import make_member, make_observer


def test_a_plugin_can_tell_who_sends_a_request(database_url: str, new_platform: NewPlatform) -> None:
    made_by_hook = Viewer(Role.ADMINISTRATOR, name="Certificate")

    def authenticate(request: HTTPConnection, session: Session) -> Viewer | None:
        assert session.connection() is not None
        return made_by_hook if request.headers.get("x-certificate") == "test" else None

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"certificates": plugin}))
    with TestClient(create_app(platform.settings, platform)) as client:
        known = client.post("/graphql", json=WHO, headers={"x-certificate": "test"}).json()
        assert known["data"]["viewer"] == {"role": "ADMINISTRATOR", "name": "Certificate", "participant": None}
        assert client.post("/graphql", json=WHO).json()["data"]["viewer"]["role"] == "PUBLIC"
        unknown = client.post("/graphql", json=WHO, headers={"authorization": "Negotiate abc"})
        assert unknown.status_code == 401


def test_an_answer_to_somebody_without_a_role_is_not_cached(database_url: str, new_platform: NewPlatform) -> None:
    def authenticate(request: HTTPConnection) -> Viewer | None:
        return Viewer(name="Somebody") if "x-certificate" in request.headers else Viewer()

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"certificates": plugin}))
    somebody, asked = {"x-certificate": "test"}, [("/graphql", WHO), ("/data/members.csv", {})]
    with TestClient(create_app(platform.settings, platform)) as client:
        for headers, name in [(somebody, "Somebody"), ({}, None)] * 2:
            told, file = (client.get(path, params=params, headers=headers) for path, params in asked)
            assert told.json()["data"]["viewer"]["name"] == name
            for answer in (told, file):
                assert answer.status_code == 200
                assert answer.headers["cache-control"].split(",")[0] == ("private" if name else "public")
                assert ("etag" in answer.headers) == (name is None)
            posted = client.post("/graphql", json=WHO, headers=headers).json()
            assert posted == told.json() == _told_by_web_socket(client, headers)


def _told_by_web_socket(client: TestClient, headers: dict[str, str]) -> object:
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"], headers=headers) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        socket.send_json({"id": "1", "type": "subscribe", "payload": WHO})
        return socket.receive_json()["payload"]


@pytest.mark.parametrize("claimed", [Role.COMMITTEE, Role.COORDINATOR])
def test_a_plugin_grants_no_role_that_follows_from_the_records(
    database_url: str, new_platform: NewPlatform, claimed: Role
) -> None:
    seats: dict[int | None, Role] = {}

    def authenticate(request: HTTPConnection) -> Viewer | None:
        return viewers.get(request.headers.get("x-certificate", ""))

    def register_roles(participant: int) -> Role | None:
        return seats.get(participant)

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    plugin.register_roles = hookimpl(register_roles)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"certificates": plugin}))
    member, seated, observer = (
        make_member(platform, "PRY"),
        make_member(platform, "MAR"),
        make_observer(platform, "PRT"),
    )
    parties = {"member": member.key, "seated": seated.key, "observer": observer.key, "nobody": None}
    viewers = {name: Viewer(claimed, participant=key, name=name) for name, key in parties.items()}
    seats[seated.key] = Role.COMMITTEE
    with TestClient(create_app(platform.settings, platform)) as client:
        roles = {
            name: client.post("/graphql", json=WHO, headers={"x-certificate": name}).json()["data"]["viewer"]["role"]
            for name in parties
        }
    assert roles == {
        "member": "FOCAL_POINT",
        "seated": "COMMITTEE",
        "observer": "OBSERVER",
        "nobody": "FOCAL_POINT",
    }


def test_a_plugin_that_fails_for_one_fails_for_nobody_else(database_url: str, new_platform: NewPlatform) -> None:
    def register_roles(participant: int, today: date) -> Role | None:
        if participant == failing.viewer.participant:
            raise LookupError
        return None

    plugin = ModuleType("offices")
    plugin.register_roles = hookimpl(register_roles)  # type: ignore[attr-defined]
    platform = new_platform(database_url, members_with({"offices": plugin}))
    failing, other = make_member(platform, "PRY"), make_member(platform, "MAR")
    with platform.database.transaction() as session:
        tokens = [
            create_token(session, platform.now(), member.viewer.role, "Test", member.viewer.participant)
            for member in (failing, other)
        ]

    async def ask() -> list[object]:
        identification = Identification(platform)
        headers = [[(b"authorization", f"Bearer {token}".encode())] for token in tokens]
        asked = [identification.reading(HTTPConnection({"type": "http", "headers": sent})) for sent in headers]
        return await asyncio.gather(*asked, return_exceptions=True)

    error, reading = asyncio.run(ask())
    assert isinstance(error, LookupError)
    assert error.__notes__ == ["register_roles of the plugin 'offices'"]
    assert isinstance(reading, Reading)
