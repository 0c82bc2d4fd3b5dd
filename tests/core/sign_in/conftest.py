"""The platform that takes tokens of a provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.platform import Platform
from tests.conftest import NewPlatform
from tests.core.sign_in.provider import AUDIENCE, Provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def platform(database_url: str, provider: Provider, new_platform: NewPlatform) -> Platform:
    claims = {"oidc_audience": AUDIENCE, "oidc_name_claim": "name", "oidc_leeway_seconds": 30}
    made = new_platform(database_url, oidc_issuer=provider.issuer, **claims)
    assert made.sign_in.provider is not None
    made.sign_in.provider.seconds_between = 0.2
    return made
