"""Access tokens of a real OpenID Connect provider, asked for over its own protocol."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from core.server.app import create_app
from tests import node
from tests.conftest import NewPlatform
from tests.factories import make_member

AUDIENCE = "https://network.test.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of the provider."""
    node.install()
    process = node.start("provider.mjs", AUDIENCE)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        found = process.stdout.readline().strip()
        assert found.startswith("http://127.0.0.1:"), process.stderr.read()
        yield found
    finally:
        process.kill()
        process.communicate(timeout=20)


def _token(issuer: str, client: str, audience: str = AUDIENCE) -> str:
    body = urlencode({"grant_type": "client_credentials", "resource": audience, "scope": "network"})
    secret = base64.b64encode(f"{client}:a-secret-of-the-tests".encode()).decode()
    headers = {"authorization": f"Basic {secret}", "content-type": "application/x-www-form-urlencoded"}
    with urllib.request.urlopen(
        urllib.request.Request(f"{issuer}/token", body.encode(), headers), timeout=20
    ) as answer:
        token: str = json.load(answer)["access_token"]
        return token


def test_tokens_of_a_provider_sign_in(database_url: str, new_platform: NewPlatform, issuer: str) -> None:
    platform = new_platform(database_url, oidc_issuer=issuer, oidc_audience=AUDIENCE)
    make_member(platform, "PRY")
    query = {"query": "{ viewer { role name participant { state { isoAlpha3 } } } }"}
    with TestClient(create_app(platform.settings, platform)) as client:

        def viewer(token: str) -> tuple[int, object]:
            answer = client.post("/graphql", json=query, headers={"authorization": f"Bearer {token}"})
            return answer.status_code, (answer.json().get("data") or {}).get("viewer")

        state = {"state": {"isoAlpha3": "PRY"}}
        assert viewer(_token(issuer, "member")) == (
            200,
            {"role": "FOCAL_POINT", "name": "member", "participant": state},
        )
        administrator = {"role": "ADMINISTRATOR", "name": "secretariat", "participant": None}
        assert viewer(_token(issuer, "secretariat")) == (200, administrator)
        assert viewer(_token(issuer, "nobody")) == (403, None)
        assert viewer(_token(issuer, "member", "https://other.test.example")) == (401, None)
        assert viewer(_token(issuer, "member")[:-4] + "AAAA") == (401, None)
