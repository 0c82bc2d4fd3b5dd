"""The real app over HTTP, asked with real tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.identity import PUBLIC, Viewer, create_token
from core.platform import Platform
from tests.conftest import Ask
from tests.plugins.partnerships.world import World, make_world

Http = Callable[..., Any]


@pytest.fixture
def world(platform: Platform, ask: Ask) -> World:
    return make_world(platform, ask)


@pytest.fixture
def http(platform: Platform, client: TestClient) -> Http:
    """Ask over HTTP as a viewer, who gets a token of its own: `http(query, viewer, **variables)` gives the data."""
    tokens: dict[Viewer, str] = {}

    def ask(query: str, viewer: Viewer = PUBLIC, **variables: Any) -> Any:
        headers = {}
        if viewer != PUBLIC:
            if viewer not in tokens:
                with platform.database.transaction() as session:
                    tokens[viewer] = create_token(
                        session, platform.now(), viewer.role, viewer.name or "Test", viewer.participant, viewer.partner
                    )
            headers["authorization"] = f"Bearer {tokens[viewer]}"
        answer = client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]

    return ask
