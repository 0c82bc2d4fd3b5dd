"""An access token of a provider on a web socket that stays open for longer than the token holds."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.platform import Platform
from tests.core.sign_in.provider import Provider
from tests.factories import make_member
from tests.operation.following import Following

LEEWAY = 30
"""Seconds for which the platform of these tests takes a token that has expired."""


@pytest.mark.parametrize("happens", [True, False])
def test_an_access_token_that_expires_ends_its_subscription(
    client: TestClient, platform: Platform, provider: Provider, happens: bool
) -> None:
    make_member(platform, "PRY")
    platform.engine.limits = replace(platform.engine.limits, recheck_seconds=3_600.0 if happens else 0.2)
    expires = int(time.time()) + 5
    token = provider.token(exp=expires - LEEWAY)
    with Following(client, token, "subscription { journalAppended { sequence } }") as following:
        following.subscribe()
        time.sleep(max(0.0, expires + 1 - time.time()))
        if happens:
            make_member(platform, "MAR")
        assert following.closed() == 4403
