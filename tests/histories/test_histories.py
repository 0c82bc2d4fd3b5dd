"""The platform under whole histories: whoever does whatever, a plain model of the rules says what becomes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from core.conformance.databases import Databases
from core.conformance.postgresql import Server
from tests.histories.base import PARTNER, PUBLIC, SECRETARIAT, Begin
from tests.histories.client import Talks
from tests.histories.model.records import Actor, World
from tests.histories.partnerships import Partnerships
from tests.histories.questions import FIXED

SOAK = bool(os.environ.get("NMIRF_SOAK"))
HISTORIES, STEPS = (300, 60) if SOAK else (8, 20)
"""On each engine; random ones with `make soak`."""


def _establish(history: Partnerships) -> None:
    """Five members and an observer in an open meeting, with a committee, a vote, and something of everything else."""
    world = history.world
    for state in ("PRY", "MAR", "PRT", "JPN", "POL", "KEN"):
        standing = "OBSERVER" if state == "KEN" else "MEMBER"
        accession = history.communicate(SECRETARIAT, state, standing, True, world.today)
        assert accession is not None
        history.acknowledge(SECRETARIAT, accession, world.today)
        history.designate(SECRETARIAT, state, world.today)
        if standing == "MEMBER":
            history.register(SECRETARIAT, state)
    voices = {one.state: one for one in history.actors if one.state}
    meeting = history.plan(SECRETARIAT, "ANNUAL", "America/Asuncion", 40)
    assert meeting is not None
    history.prepare(SECRETARIAT, meeting, None)
    history.send(SECRETARIAT, meeting)
    world.now += timedelta(days=40)
    history.open(SECRETARIAT, meeting)
    history.mark(SECRETARIAT, meeting, ["PRY", "MAR", "PRT", "JPN"], True)
    for place, body in enumerate(("NETWORK", "EXECUTIVE_COMMITTEE", "NETWORK", "NETWORK")):
        decision = history.propose(SECRETARIAT, body, meeting, None)
        assert decision is not None
        history.seek(SECRETARIAT, decision, world.now + timedelta(hours=1))
        if place == 2:
            history.object(voices["JPN"], "JPN", decision)
        if place < 3:
            history.close_of_consensus(SECRETARIAT, decision)
    history.appoint(SECRETARIAT, world.decisions[0], ("PRY", "MAR", "PRT"), world.today)
    history.open_the_vote(SECRETARIAT, world.decisions[2], None)
    history.draft(voices["KEN"], "KEN")
    history.submit(voices["KEN"], world.practices[0])
    history.review(voices["MAR"], world.practices[0], True)
    history.draft(voices["PRY"], "PRY")
    history.designate(voices["PRT"], "PRT", world.today + timedelta(days=1))
    ends_on = world.today + timedelta(days=1)
    history.establish(voices["PRY"], [world.participants["PRY"].id, PARTNER.partner], None, ends_on)
    history.activate(SECRETARIAT, world.partnerships[0])


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
    _establish(first)
    first.teardown()
    made = Databases(tmp_path, postgresql_server)

    def begin() -> tuple[World, Talks, list[Actor]]:
        made.drop()
        return deepcopy(world), Talks(made.new(engine_name, template), dict(talks.tokens)), list(actors)

    yield begin
    made.drop()


@pytest.mark.long(20)
def test_whatever_happens_the_rules_hold(begin: Begin) -> None:
    """What fails is told as it was drawn: to find a shorter history that fails as well takes minutes."""
    run_state_machine_as_test(
        lambda: Partnerships(begin),
        settings=settings(
            phases=[Phase.generate],
            report_multiple_bugs=False,
            max_examples=HISTORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not SOAK,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


def test_what_changes_overnight_is_told_in_the_morning(begin: Begin) -> None:
    """A focal point begins, a partnership ends and consensus is over, without any write."""
    history = Partnerships(begin)
    everything = [(actor, question) for actor in history.actors for question in FIXED]
    history.look_around(everything)
    history.world.now += timedelta(days=1)
    history.look_around(everything)
    history.teardown()
