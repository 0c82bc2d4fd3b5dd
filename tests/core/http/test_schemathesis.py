"""Documents drawn from the schema by schemathesis: whatever they ask, the server does not fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from graphql import ArgumentNode, FieldNode, IntValueNode, Visitor, parse, print_ast, visit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes
from starlette.testclient import TestClient

from core.identity import Role, create_token
from core.platform import Platform
from core.server.app import create_app
from tests.conftest import SOAK, UNLIMITED, NewPlatform
from tests.factories import make_member, make_observer

CASES = 5_000 if SOAK else 500
"""On each engine, half of them as a stranger and half as the secretariat; in full with `make soak`."""

REFUSALS = re.compile(r"[A-Z_]+")

schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())))
schemathesis.graphql.scalar(
    "DateTime", st.datetimes().map(lambda moment: nodes.String(moment.isoformat(timespec="seconds") + "Z"))
)

IDS = "{ states(first: 9) { nodes { id } } members { nodes { id } } partners(first: 9) { nodes { id } } }"


class Answerable(Visitor):
    """Makes of a document what is answered with data: pages from one end, of at most 20, after nothing."""

    def enter_field(self, node: FieldNode, *_: object) -> FieldNode:
        given = {argument.name.value: argument for argument in node.arguments or ()}
        without = {"after", "before", "last"} if "first" in given else {"after", "before"}
        return replace(node, arguments=tuple(given[name] for name in given if name not in without))

    def enter_argument(self, node: ArgumentNode, *_: object) -> ArgumentNode | None:
        if node.name.value not in ("first", "last") or not isinstance(node.value, IntValueNode):
            return None
        few = abs(int(node.value.value)) % 21
        return ArgumentNode(name=node.name, value=IntValueNode(value=str(few)))


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
    there = served.post("/graphql", json={"query": IDS}).json()["data"].values()
    ids = [node["id"] for found in there for node in found["nodes"]]
    schemathesis.graphql.scalar("ID", st.sampled_from(ids).map(nodes.String))
    kinds: dict[str, list[st.SearchStrategy[Any]]] = {"Query": [], "Mutation": []}
    for operation in described.get_all_operations():
        kinds[operation.ok().label.partition(".")[0]].append(operation.ok().as_strategy())
    asked: list[bool] = []
    """Of each query, whether it was answered with data."""

    @settings(max_examples=CASES // 2, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(list(kinds.values())).flatmap(st.one_of))
    def hold(case: Any) -> None:
        document = print_ast(visit(parse(case.body), Answerable()))
        answer = served.post("/graphql", json={"query": document})
        assert answer.status_code < 500, document
        found = answer.json()
        if not document.startswith("mutation"):
            asked.append(found.get("data") is not None)
        for error in found.get("errors", ()):
            code = error["extensions"]["code"]
            assert REFUSALS.fullmatch(code)
            assert code != "INTERNAL", f"{error}: {document}"

    hold()
    assert sum(asked) > len(asked) / 2
    assert len(asked) > CASES / 10
