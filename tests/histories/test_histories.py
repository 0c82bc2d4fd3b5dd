"""The platform under whole histories: whoever does whatever, a plain model of the rules says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from core.conformance.databases import Databases
from core.conformance.postgresql import Server
from tests.conftest import SOAK
from tests.histories.base import PARTNER, PUBLIC, SECRETARIAT, Begin
from tests.histories.client import Talks
from tests.histories.established import establish
from tests.histories.model.records import Actor, World
from tests.histories.partnerships import Partnerships
from tests.histories.questions import FIXED

HISTORIES, STEPS = (300, 60) if SOAK else (16, 20)
"""On each engine, others on each; random ones with `make soak`."""
ACTS = 50
"""The mutations that histories know: each is carried out once in what they begin with."""


@pytest.fixture
def begin(
    new_database: Callable[[str], str],
    engine_name: str,
    postgresql_server: Server,
    tmp_path: Path,
) -> Iterator[Begin]:
    """Begins histories, each with a Network of its own that is established already."""
    template = new_database(engine_name)
    world, actors = World(), [PUBLIC, SECRETARIAT, PARTNER]
    talks = Talks(template, {})
    first = Partnerships(lambda: (world, talks, actors))
    talks.token_for(SECRETARIAT, None, None)
    talks.token_for(PARTNER, None, 1)
    establish(first)
    first.teardown()
    assert first.carried_out == first.tried
    assert len(first.carried_out) == ACTS
    assert world.secrets(), "there is nothing to be kept"
    made = Databases(tmp_path, postgresql_server)

    def begin() -> tuple[World, Talks, list[Actor]]:
        made.drop()
        return deepcopy(world), Talks(made.new(engine_name, template), dict(talks.tokens)), list(actors)

    yield begin
    made.drop()


@pytest.mark.long(15)
def test_whatever_happens_the_rules_hold(begin: Begin, engine_name: str) -> None:
    """What fails is told as it was drawn: to find a shorter history that fails as well takes minutes."""
    carried_out: set[str] = set()

    class History(Partnerships):
        def teardown(self) -> None:
            super().teardown()
            carried_out.update(self.carried_out)

    def history() -> History:
        return History(begin)

    run_state_machine_as_test(
        history if SOAK else seed(engine_name)(history),
        settings=settings(
            phases=[Phase.generate],
            report_multiple_bugs=False,
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    assert len(carried_out) > ACTS // 3, "they hardly do anything"


def test_what_changes_overnight_is_told_in_the_morning(begin: Begin) -> None:
    """A focal point begins, a partnership ends and consensus is over, without any write."""
    history = Partnerships(begin)
    everything = [(actor, question) for actor in history.actors for question in FIXED]
    history.look_around(everything)
    history.world.now += timedelta(days=1)
    history.look_around(everything)
    history.teardown()
