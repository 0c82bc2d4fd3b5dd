"""Any field may have any alias: SQL and ordinary execution answer the same under it."""

from __future__ import annotations

import pytest

from core.platform import Platform
from tests.conftest import Ask

ALIASED = "__typename: id kind: __typename ... on State { id: isoAlpha3 name: id }"


@pytest.mark.parametrize("always_execute", [False, True])
def test_typename_may_be_the_alias_of_another_field(platform: Platform, ask: Ask, always_execute: bool) -> None:
    platform.engine.always_execute = always_execute
    document = f'{{ node(id: "State:4") {{ {ALIASED} }} nodes(ids: ["State:4", "State:0"]) {{ {ALIASED} }} }}'
    state = {"__typename": "State:4", "kind": "State", "id": "AFG", "name": "State:4"}
    assert ask(document) == {"data": {"node": state, "nodes": [state, None]}}
