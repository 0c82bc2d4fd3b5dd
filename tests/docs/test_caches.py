"""What 'Build a portal' says of caches that keep objects by id: none of them loses what it was told before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.conftest import Ask
from tests.docs.pages import examples

EXAMPLE = next(example.body for example in examples("start/portal.md") if "InMemoryCache" in example.body)


def test_a_cache_keeps_all_that_was_asked_of_what_has_no_id(javascript: Callable[..., str]) -> None:
    found = json.loads(javascript("cache.mjs", EXAMPLE))
    assert found["lost"] == []
    assert {"Agenda", "Network", "PageInfo", "PracticeConnection", "PracticeFacets", "Tally"} <= set(found["tried"])


def test_the_platform_answers_the_question_that_the_cache_is_made_of(ask: Ask) -> None:
    question = re.search(r"answer to (\{.*\})$", EXAMPLE, re.MULTILINE)
    assert question is not None
    types = ask(question[1])["data"]["__schema"]["types"]
    assert types[0].keys() == {"kind", "name", "fields"}
