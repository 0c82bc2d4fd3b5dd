"""The Executive Committee and its Coordinator: C1 to C3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from plugins.voting.rules.days import months_later
from tests.histories.base import NUMBERS
from tests.histories.decisions import Decisions
from tests.histories.model import committees as rules
from tests.histories.model.records import Actor, Committee, Decision

FOUR = ("PRY", "MAR", "JPN", "POL")
ENDED = ("NOT_ADOPTED", "WITHDRAWN")
WHY = st.sampled_from((None, "Fictitious."))
COMMITTEE = "executiveCommittee { id from until seats { id } coordinator { id } }"


class Committees(Decisions):
    """Who prepares what the Network decides."""

    @precondition(lambda self: any(one.stage == "ADOPTED" for one in self.world.decisions))
    @rule(who=NUMBERS, which=NUMBERS, states=NUMBERS, days=st.sampled_from((-1, 0, 0, 0, 10, 1200)), why=WHY)
    def appoint_committee(self, who: int, which: int, states: int, days: int, why: str | None) -> None:
        decision = self.one_of(
            which, self.world.decisions, lambda one: one.stage == "ADOPTED" and one.body == "NETWORK"
        )
        members = [state for state in self.world.participants if self.world.is_member(state)]
        seats = [state for place, state in enumerate(members) if states >> place & 1] if states % 3 else members[:4]
        self.appoint(self.who(who), decision, seats[:5], self.world.today + timedelta(days=days), why)

    def appoint(
        self, actor: Actor, decision: Decision, seats: Sequence[str], since: date, why: str | None = None
    ) -> None:
        refusals = list(rules.appointment(self.world, actor, decision, seats, since, why))
        given: dict[str, object] = {"decision": decision.id, "seats": [self.id_of(one) for one in seats]}
        given |= {"from": since.isoformat(), "reason": why}
        done = self.act(actor, "appointExecutiveCommittee", given, refusals, COMMITTEE)
        if not done:
            return
        entered = next((one for one in self.world.committees if one.decision is decision), None)
        if entered is None:
            self.world.committees = [one for one in self.world.committees if one.since < since]
            entered = Committee(done["executiveCommittee"]["id"], decision, since, since, [], self.world.now)
            self.world.committees.append(entered)
        entered.since, entered.seats = since, list(seats)
        self.end_committees()

    def end_committees(self) -> None:
        """C3: each committee ends when the next one begins."""
        self.world.committees.sort(key=lambda one: one.since)
        for place, one in enumerate(self.world.committees):
            following = [later.since for later in self.world.committees[place + 1 :]]
            one.until = min([months_later(one.since, 36), *following])

    @precondition(lambda self: self.world.committees)
    @rule(who=NUMBERS, which=NUMBERS)
    def withdraw_committee(self, who: int, which: int) -> None:
        actor, committee = self.who(who), self.one_of(which, self.world.committees)
        refusals = list(rules.withdrawal_of_committee(self.world, actor, committee))
        given = {"decision": committee.decision.id, "reason": "Fictitious."}
        if self.act(actor, "withdrawExecutiveCommittee", given, refusals, "decision { id }"):
            self.world.committees.remove(committee)
            self.end_committees()

    @precondition(lambda self: any(one.stage == "ADOPTED" for one in self.world.decisions))
    @rule(who=NUMBERS, which=NUMBERS, whom=NUMBERS)
    def appoint_coordinator(self, who: int, which: int, whom: int) -> None:
        fits = [one for one in self.world.decisions if one.stage == "ADOPTED"]
        decision = self.one_of(which, fits, lambda one: one.body == "EXECUTIVE_COMMITTEE")
        seats = self.world.electorate("EXECUTIVE_COMMITTEE")
        self.coordinate(self.who(who), decision, self.one_of(whom, self.world.participants, lambda one: one in seats))

    def coordinate(self, actor: Actor, decision: Decision, state: str) -> None:
        refusals = list(rules.coordination(self.world, actor, decision, state))
        given = {"decision": decision.id, "coordinator": self.id_of(state)}
        done = self.act(actor, "appointCoordinator", given, refusals, COMMITTEE)
        committee = self.world.committee
        if done and committee is not None:
            assert done["executiveCommittee"]["coordinator"]["id"] == self.id_of(state)
            places = [place for place, one in enumerate(committee.coordinators) if one[0] is decision]
            if places:
                committee.coordinators[places[0]] = decision, state, committee.coordinators[places[0]][2]
            else:
                committee.coordinators.append((decision, state, self.world.today))

    @precondition(lambda self: self.world.decisions)
    @rule(which=NUMBERS, moves=st.lists(NUMBERS, min_size=2, max_size=8))
    def a_decision_goes_on(self, which: int, moves: list[int]) -> None:
        """What comes next for a decision, by whoever, several times: so that histories come to their ends."""
        decision = self.one_of(which, self.world.decisions, lambda one: one.stage not in ENDED)
        for number in moves:
            if decision.stage == "ADOPTED":
                self.carry_out(number, decision)
            else:
                self.decide(number, decision)

    def carry_out(self, number: int, decision: Decision) -> None:
        if decision.body == "NETWORK":
            self.appoint(self.who(number), decision, FOUR[number % 2 :], self.world.today)
        else:
            self.coordinate(self.who(number), decision, self.voice(number)[1])
