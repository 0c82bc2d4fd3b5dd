"""What is answered without waiting: what was asked before of a file, and nothing that is refused, written or slow."""

from __future__ import annotations

import orjson
import pytest

from core.platform import Platform
from schema.execution.answer import Answer
from tests.conftest import Ask

STATES = "query States($first: Int) { states(first: $first) { totalCount nodes { isoAlpha3 } } }"
OTHERS = [
    ("{ states(first: -1) { nodes { id } } }", "refused"),
    ("{ unknown }", "refused"),
    ('{ node(id: "State:999999") { id } }', "found"),
    ("{ __schema { types { name } } }", "introspection"),
    ("mutation { designateFocalPoint(input: {}) { errors { code } } }", "a mutation"),
]


def _without_waiting(platform: Platform, document: str, **variables: object) -> Answer | None:
    ready = platform.engine.ready_query(document, None, variables, platform.reading())
    return None if ready is None else platform.engine.answer_without_waiting(ready, platform.reading())


def test_what_was_asked_before_is_answered_without_waiting(platform: Platform, ask: Ask) -> None:
    own = STATES.replace("States(", "NobodyElseAsks(")
    assert _without_waiting(platform, own, first=3) is None
    expected = ask(own, {"first": 3})
    answer, other = _without_waiting(platform, own, first=3), _without_waiting(platform, own, first=5)
    if platform.database.dialect == "postgresql":
        assert answer is None
        assert other is None
    else:
        assert answer is not None
        assert other is not None
        assert orjson.loads(answer.body) == expected
        assert answer.operation == "NobodyElseAsks"
        assert answer.validity
        assert len(orjson.loads(other.body)["data"]["states"]["nodes"]) == 5


@pytest.mark.parametrize("document", [document for document, _ in OTHERS], ids=[kind for _, kind in OTHERS])
def test_what_is_answered_without_waiting_is_what_is_answered_else(platform: Platform, ask: Ask, document: str) -> None:
    expected = ask(document)
    answer = _without_waiting(platform, document)
    assert answer is None or (orjson.loads(answer.body) == expected and "errors" not in expected)


def test_a_variable_that_is_refused_is_left_to_the_answer_that_says_so(platform: Platform, ask: Ask) -> None:
    ask(STATES, {"first": 3})
    for refused in (-1, 100_000, "many"):
        assert _without_waiting(platform, STATES, first=refused) is None
