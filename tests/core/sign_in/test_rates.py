"""How often those may ask whom a provider signs in: each for themselves, whatever name the journal shows."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from core.identity import Role, hash_of
from core.platform import Platform
from core.server.app import create_app
from core.tables import tokens
from tests.conftest import NewPlatform
from tests.core.sign_in.provider import AUDIENCE, Provider, ask
from tests.factories import make_member, new_token


@pytest.fixture
def platform(database_url: str, provider: Provider, new_platform: NewPlatform) -> Platform:
    settings = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_name_claim": "name"}
    return new_platform(database_url, token_rate_limit="2/minute", **settings)


def _statuses(client: TestClient, token: str) -> list[int]:
    return [ask(client, token).status_code for _ in range(3)]


def test_each_subject_counts_for_itself_and_none_for_a_token_of_ours(platform: Platform, provider: Provider) -> None:
    make_member(platform, "PRY")
    own = new_token(platform, Role.ADMINISTRATOR)
    with TestClient(create_app(platform.settings, platform), client=("203.0.113.7", 40_000)) as client:
        with platform.database.autocommit() as session:
            number = session.execute(select(tokens.c.id).where(tokens.c.hash == hash_of(own))).scalar_one()
        for sub in ("u-1", "u-2", str(number)):
            assert _statuses(client, provider.token(sub=sub, name=str(number))) == [200, 200, 429]
        assert ask(client, provider.token(sub="u-1", name="Another")).status_code == 429
        assert _statuses(client, own) == [200, 200, 429]
