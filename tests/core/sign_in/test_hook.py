"""What a plugin recognises."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy.orm import Session
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from core import Role, Viewer, hookimpl
from core.app import create_app
from core.plugins import load_plugins
from tests.conftest import NewPlatform
from tests.core.sign_in.provider import WHO


def test_a_plugin_can_tell_who_sends_a_request(database_url: str, new_platform: NewPlatform) -> None:
    made_by_hook = Viewer(Role.ADMINISTRATOR, name="Certificate")

    def authenticate(request: HTTPConnection, session: Session) -> Viewer | None:
        assert session.connection() is not None
        return made_by_hook if request.headers.get("x-certificate") == "test" else None

    plugin = ModuleType("certificates")
    plugin.authenticate = hookimpl(authenticate)  # type: ignore[attr-defined]
    platform = new_platform(database_url, load_plugins(extra={"certificates": plugin}))
    with TestClient(create_app(platform.settings, platform)) as client:
        known = client.post("/graphql", json=WHO, headers={"x-certificate": "test"}).json()
        assert known["data"]["viewer"] == {"role": "ADMINISTRATOR", "name": "Certificate", "participant": None}
        assert client.post("/graphql", json=WHO).json()["data"]["viewer"]["role"] == "PUBLIC"
        unknown = client.post("/graphql", json=WHO, headers={"authorization": "Negotiate abc"})
        assert unknown.status_code == 401
