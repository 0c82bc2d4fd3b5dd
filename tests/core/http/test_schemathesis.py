"""Documents drawn from the schema by schemathesis: whatever they ask, the server does not fail."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import UNLIMITED, NewPlatform
from tests.factories import make_member, make_observer

CASES = 5_000 if os.environ.get("NMIRF_SOAK") else 500
"""On each engine, half of them as a stranger and half as the secretariat; in full with `make soak`."""

REFUSALS = re.compile(r"[A-Z_]+")

schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())))
schemathesis.graphql.scalar(
    "DateTime", st.datetimes().map(lambda moment: nodes.String(moment.isoformat(timespec="seconds") + "Z"))
)


@pytest.fixture(params=["strangers", "secretariat"])
def served(request: pytest.FixtureRequest, database_url: str, new_platform: NewPlatform) -> Iterator[TestClient]:
    """A server with a few participants: for strangers with their limits, for the secretariat with none."""
    limits = {} if request.param == "strangers" else {**UNLIMITED, "suggestions": True}
    platform = new_platform(database_url, rate_limit="off", token_rate_limit="off", **limits)
    for iso_alpha3 in ("PRY", "MAR"):
        make_member(platform, iso_alpha3)
    make_observer(platform, "DEU")
    with TestClient(create_app(platform.settings, platform), raise_server_exceptions=False) as client:
        if request.param == "secretariat":
            with platform.database.transaction() as session:
                token = create_token(session, platform.now(), Role.ADMINISTRATOR, "Test")
            client.headers["authorization"] = f"Bearer {token}"
        yield client


def test_no_document_of_the_schema_makes_the_server_fail(served: TestClient) -> None:
    platform: Platform = served.app.state.platform  # type: ignore[attr-defined]
    described = schemathesis.graphql.from_file(platform.assembled.sdl)
    described.location, described.app = "/graphql", served.app
    strategies = [operation.ok().as_strategy() for operation in described.get_all_operations()]
    asked = 0

    @settings(
        max_examples=CASES // 2, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(strategies))
    def hold(case: Any) -> None:
        nonlocal asked
        asked += 1
        answer = served.post("/graphql", json={"query": case.body})
        assert answer.status_code < 500, case.body
        found = answer.json()
        for error in found.get("errors", ()):
            code = error["extensions"]["code"]
            assert REFUSALS.fullmatch(code)
            assert code != "INTERNAL", f"{error}: {case.body}"

    hold()
    assert asked >= CASES // 2
