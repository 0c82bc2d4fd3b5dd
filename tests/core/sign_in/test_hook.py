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
from schema.asking.reading import Reading
from tests.conftest import NewPlatform
from tests.core.plugins.plugging import members_with
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
    assert isinstance(reading, Reading)
