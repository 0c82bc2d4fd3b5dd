"""Metrics without a token are for the machine itself, not for clients of a proxy on it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from core.platform import Platform
from core.server.app import create_app

HERE = "127.0.0.1"


@pytest.mark.parametrize(
    ("sender", "headers", "status"),
    [
        (HERE, {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("::ffff:203.0.113.7", {}, 403),
        (HERE, {"x-forwarded-for": "203.0.113.7"}, 403),
        (HERE, {"x-real-ip": "203.0.113.7"}, 403),
        (HERE, {"forwarded": "for=203.0.113.7"}, 403),
        (HERE, {"via": "1.1 proxy"}, 403),
        ("203.0.113.7", {}, 403),
        ("10.0.0.7", {}, 403),
        ("a socket", {}, 403),
        (None, {}, 403),
    ],
)
def test_metrics_without_a_token_are_for_the_machine_itself(
    platform: Platform, sender: str | None, headers: dict[str, str], status: int
) -> None:
    client = TestClient(create_app(platform.settings, platform), client=(sender, 40_000) if sender else None)  # type: ignore[arg-type]
    assert client.get("/metrics", headers=headers).status_code == status
