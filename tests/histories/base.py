"""One history: an actor does something, the model says what becomes of it, and everybody looks at what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from plugins.partnerships.background import record_due_ends
from plugins.voting.background import close_all_due
from tests.conftest import SOAK
from tests.histories.client import Fresh, Question, Talks
from tests.histories.model.records import Actor, World
from tests.histories.questions import FIXED, ROLE, about, check

PUBLIC = Actor("Public", "PUBLIC")
SECRETARIAT = Actor("Secretariat", "ADMINISTRATOR")
PARTNER = Actor("Partner", "PARTNER", partner="Partner:1")
NUMBERS = st.integers(0, 999)
"""Chooses among whatever there is."""
HOURS = st.sampled_from((1, 1, 24, 24, 72, 72, 24 * 30, 24 * 31, 24 * 400))
SECRETARIAT_OF_TEN = 4
"""So often it is the secretariat that acts."""
WATCHED = 6
"""So many questions, each of one actor, are asked for a while, then others."""
A_WHILE = 9
"""In steps."""
STEPS_BETWEEN_LOOKS = 1 if SOAK else 3

Thing = TypeVar("Thing")
Begin = Callable[[], tuple[World, Talks, list[Actor]]]


class History(RuleBasedStateMachine):
    """What all histories have. begin: opens a network that is there to be changed."""

    def __init__(self, begin: Begin) -> None:
        super().__init__()
        self.world, self.talks, self.actors = begin()
        self.world.now += timedelta(seconds=1)
        self.talks.platform.now = lambda: self.world.now  # type: ignore[method-assign]
        self.steps = 0
        self.tried: set[str] = set()
        self.carried_out: set[str] = set()

    def teardown(self) -> None:
        self.talks.close()

    def who(self, number: int) -> Actor:
        """An actor; often the secretariat, which may do most."""
        if number % 10 < SECRETARIAT_OF_TEN:
            return SECRETARIAT
        return self.actors[number // 10 % len(self.actors)]

    def one_of(self, number: int, things: Iterable[Thing], fit: Callable[[Thing], bool] = lambda _: True) -> Thing:
        """A thing; mostly one that fits."""
        there = list(things)
        fitting = [one for one in there if fit(one)]
        chosen = fitting if fitting and number % 8 else there
        return chosen[number // 8 % len(chosen)]

    def voice(self, number: int) -> tuple[Actor, str]:
        """Who speaks for which participant; mostly for its own."""
        speakers = [one for one in self.actors if one.state]
        actor = speakers[number % len(speakers)] if number % 7 else self.who(number)
        return actor, actor.state if actor.state and number % 11 else self.one_of(number // 3, self.world.participants)

    def id_of(self, state: str) -> str:
        return self.world.participants[state].id

    def act(self, actor: Actor, name: str, given: dict[str, Any], refusals: Iterable[str], answer: str) -> Any:
        """Do something, and hold what becomes of it against the model; gives the payload where it is carried out."""
        self.tried.add(name)
        expected = set(refusals)
        before = self.talks.revision()
        kind = f"{name[0].upper()}{name[1:]}Input!"
        document = f"mutation($input: {kind}) {{ {name}(input: $input) {{ {answer} errors {{ code message path }} }} }}"
        got = self.talks.post(actor, {"query": document, "variables": {"input": given}})
        found = orjson.loads(got.body)
        assert "errors" not in found, (name, given, found)
        payload = found["data"][name]
        codes = {error["code"] for error in payload["errors"]}
        told = (name, actor, self.world.role(actor), given, payload, expected)
        assert bool(codes) == bool(expected), told
        assert codes <= expected, told
        if name != "closeVote":  # which tells what was cast
            self.keeps_secrets(got.body)
        if codes:
            assert self.talks.revision() == before, told
            return None
        assert self.talks.revision()[0] > before[0], told
        assert self.talks.revision()[1] > before[1], told
        self.carried_out.add(name)
        return payload

    def keeps_secrets(self, body: bytes) -> None:
        """D7."""
        for secret in self.world.secrets():
            assert f'"{secret}"'.encode() not in body, (secret, body)

    @rule(hours=HOURS, seconds=st.sampled_from((0, 0, 0, -1, 1)), clock=st.booleans())
    def let_time_pass(self, hours: int, seconds: int, clock: bool) -> None:
        if clock:
            self.world.now += timedelta(hours=hours, seconds=seconds)
            self.do_what_is_due()
        else:
            everything = [(PUBLIC, question) for question in FIXED]
            self.look_around(everything)
            self.world.now += timedelta(hours=hours, seconds=seconds)
            self.look_around(everything)

    def do_what_is_due(self) -> None:
        """What the server does by itself."""
        due = [one for one in self.world.decisions if one.is_due(self.world.now)]
        assert close_all_due(self.talks.platform) == len(due)
        for decision in due:
            assert decision.until is not None
            self.world.close_consensus(decision, decision.until)
        record_due_ends(self.talks.platform)

    @invariant()
    def everybody_is_told_what_there_is(self) -> None:
        self.steps += 1
        if self.steps % STEPS_BETWEEN_LOOKS == 0:
            self.look_around(self.watched())

    def look_around(self, watched: Sequence[tuple[Actor, Question]]) -> None:
        """Everybody is in the role that the records give it, and is told what there is."""
        for actor in self.actors:
            told = orjson.loads(self.talks.ask(actor, ROLE))
            assert told["data"]["viewer"]["role"] == self.world.role(actor), actor
        fresh = Fresh(self.talks)
        fresh.platform.now = lambda: self.world.now  # type: ignore[method-assign]
        try:
            for actor, question in watched:
                self.look(fresh, actor, question)
            assert self.talks.faults() == []
        finally:
            fresh.close()

    def watched(self) -> Sequence[tuple[Actor, Question]]:
        """Who is asking what at present: half of them the public, for whom most is kept."""
        random = Random(self.steps // A_WHILE)
        fixed, things = random.sample(FIXED, k=4), random.choices(about(self.world), k=WATCHED - 4)
        asked = [replace(one, language=random.choice(("", "fr"))) for one in (*fixed, *things)]
        others = random.choices(self.actors, k=WATCHED)
        return [(PUBLIC if place % 2 else others[place], question) for place, question in enumerate(asked)]

    def look(self, fresh: Fresh, actor: Actor, question: Question) -> None:
        """What was kept is what is made anew, and what the model says."""
        assert fresh.role(actor) == self.world.role(actor), actor
        made = fresh.ask(actor, question)
        for _ in ("made", "kept", "told again"):
            kept = self.talks.ask(actor, question)
            assert kept == made, (actor, question, kept, made)
        if actor is PUBLIC:
            assert self.talks.ask_again(actor, question) == made, question
        answer = orjson.loads(made)
        assert "errors" not in answer, (question, answer)
        self.keeps_secrets(made)
        try:
            check(self.world, actor, question, answer["data"])
        except AssertionError as error:
            raise AssertionError(f"{actor} as {self.world.role(actor)}: {question} -> {answer}") from error
