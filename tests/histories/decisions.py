"""Decisions by consensus and by vote: D1 to D8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.base import NUMBERS
from tests.histories.meetings import Meetings
from tests.histories.model import decisions as rules
from tests.histories.model.records import Actor, Ballot, Decision, Meeting
from tests.histories.questions import DECISION

BODIES = ("NETWORK", "NETWORK", "EXECUTIVE_COMMITTEE")
CHOICES = ("YES", "YES", "NO", "ABSTAIN")
ANSWER = f"decision {{ {DECISION} }}"


def moment(at: datetime | None) -> str | None:
    return at and f"{at:%Y-%m-%dT%H:%M:%SZ}"


def at(stage: str) -> Callable[[Decision], bool]:
    return lambda decision: decision.stage == stage


def some_are(*stages: str) -> Callable[[Decisions], bool]:
    return lambda history: any(one.stage in stages for one in history.world.decisions)


class Decisions(Meetings):
    """How the Network decides."""

    @rule(number=NUMBERS, body=st.sampled_from(BODIES), where=NUMBERS, as_clerk=st.booleans())
    def propose_decision(self, number: int, body: str, where: int, as_clerk: bool) -> None:
        actor, state = (self.who(number), None) if as_clerk else self.voice(number)
        meetings = [one for one in self.world.meetings if one.status == "OPEN"] or self.world.meetings
        self.propose(actor, body, self.one_of(where, [None, *meetings]), state)

    def propose(self, actor: Actor, body: str, meeting: Meeting | None, by: str | None) -> Decision | None:
        given = {
            "body": body, "language": "EN", "title": "A fictitious decision", "text": "Its text.",
            "meeting": meeting and meeting.id, "proposedBy": by and self.id_of(by),
        }  # fmt: skip
        refusals = list(rules.proposal(self.world, actor, body, meeting, by))
        done = self.act(actor, "proposeDecision", given, refusals, ANSWER)
        if not done:
            return None
        if by is None and self.world.role(actor) == "FOCAL_POINT":
            by = actor.state
        self.world.decisions.append(Decision(done["decision"]["id"], body, by, meeting))
        return self.world.decisions[-1]

    @precondition(some_are("DRAFT"))
    @rule(who=NUMBERS, which=NUMBERS, hours=st.sampled_from((-1, 1, 71, 72, 72, 80)))
    def seek_consensus(self, who: int, which: int, hours: int) -> None:
        decision = self.one_of(which, self.world.decisions, at("DRAFT"))
        self.seek(self.who(who), decision, self.world.now + timedelta(hours=hours))

    def seek(self, actor: Actor, decision: Decision, until: datetime) -> None:
        refusals = list(rules.seeking(self.world, actor, decision, until))
        given = {"decision": decision.id, "until": moment(until)}
        if self.act(actor, "seekConsensus", given, refusals, ANSWER):
            decision.stage, decision.opened_at, decision.until = "CONSENSUS", self.world.now, until

    @precondition(some_are("CONSENSUS"))
    @rule(number=NUMBERS, which=NUMBERS)
    def raise_objection(self, number: int, which: int) -> None:
        self.object(*self.voice(number), self.one_of(which, self.world.decisions, at("CONSENSUS")))

    def object(self, actor: Actor, state: str, decision: Decision) -> None:
        given = {"decision": decision.id, "participant": self.id_of(state), "reason": "Fictitious."}
        refusals = list(rules.objection(self.world, actor, decision, state))
        if self.act(actor, "raiseObjection", given, refusals, ANSWER):
            decision.objecting.add(state)
            decision.objections.append(state)

    @precondition(lambda self: any(one.objecting for one in self.world.decisions))
    @rule(number=NUMBERS, which=NUMBERS)
    def withdraw_objection(self, number: int, which: int) -> None:
        decision = self.one_of(which, self.world.decisions, lambda one: bool(one.objecting))
        fits = [one for one in self.actors if one.state in decision.objecting]
        actor, state = self.voice(number)
        if fits and number % 2:
            actor, state = fits[0], fits[0].state
        given = {"decision": decision.id, "participant": self.id_of(state)}
        refusals = list(rules.withdrawal_of_objection(self.world, actor, decision, state))
        if self.act(actor, "withdrawObjection", given, refusals, ANSWER):
            decision.objecting.discard(state)

    @precondition(some_are("CONSENSUS"))
    @rule(who=NUMBERS, which=NUMBERS)
    def close_consensus(self, who: int, which: int) -> None:
        self.close_of_consensus(self.who(who), self.one_of(which, self.world.decisions, at("CONSENSUS")))

    def close_of_consensus(self, actor: Actor, decision: Decision) -> None:
        refusals = list(rules.closing_of_consensus(self.world, actor, decision))
        if self.act(actor, "closeConsensus", {"decision": decision.id}, refusals, ANSWER):
            assert decision.until is not None
            self.world.close_consensus(decision, min(self.world.now, decision.until))

    @precondition(some_are("CONSENSUS", "CONTESTED"))
    @rule(who=NUMBERS, which=NUMBERS, hours=st.sampled_from((None, None, None, -1, 5)))
    def open_vote(self, who: int, which: int, hours: int | None) -> None:
        actor = self.who(who)
        decision = self.one_of(which, self.world.decisions, lambda one: self.world.stage(one) == "CONTESTED")
        self.open_the_vote(actor, decision, None if hours is None else self.world.now + timedelta(hours=hours))

    def open_the_vote(self, actor: Actor, decision: Decision, until: datetime | None) -> None:
        refusals = list(rules.opening_of_vote(self.world, actor, decision, until))
        if self.act(actor, "openVote", {"decision": decision.id, "until": moment(until)}, refusals, ANSWER):
            decision.stage, decision.voting_opened_at, decision.voting_until = "VOTING", self.world.now, until
            decision.electorate = self.world.electorate(decision.body)
            decision.in_meeting = rules.in_open_meeting(self.world, decision)
            if decision.in_meeting and decision.meeting:
                decision.voting_until = decision.meeting.goes_on_until
            else:
                decision.meeting = None

    @precondition(some_are("VOTING"))
    @rule(number=NUMBERS, which=NUMBERS, choice=st.sampled_from(CHOICES))
    def cast_ballot(self, number: int, which: int, choice: str) -> None:
        self.cast(*self.voice(number), self.one_of(which, self.world.decisions, at("VOTING")), choice)

    def cast(self, actor: Actor, state: str, decision: Decision, choice: str) -> None:
        whisper = self.whisper()
        given = {"decision": decision.id, "participant": self.id_of(state), "choice": choice, "explanation": whisper}
        refusals = list(rules.ballot(self.world, actor, decision, state))
        if self.act(actor, "castBallot", given, refusals, ANSWER):
            decision.ballots[state] = Ballot(choice, whisper, self.world.now, by_chair=False)

    def whisper(self) -> str:
        self.world.whispers.add(f"Whispered {len(self.world.whispers)}")
        return f"Whispered {len(self.world.whispers) - 1}"

    @precondition(some_are("VOTING"))
    @rule(who=NUMBERS, which=NUMBERS, states=st.integers(1, 63), choice=st.sampled_from(CHOICES))
    def enter_roll_call(self, who: int, which: int, states: int, choice: str) -> None:
        decision = self.one_of(which, self.world.decisions, lambda one: one.stage == "VOTING" and one.in_meeting)
        chosen = [state for place, state in enumerate(self.world.participants) if states >> place & 1]
        actor = self.one_of(who, self.actors, lambda one: self.world.role(one) in ("COMMITTEE", "COORDINATOR"))
        refusals = list(rules.roll_call(self.world, actor, decision, chosen))
        said = {state: self.whisper() for state in chosen}
        voices = [{"participant": self.id_of(state), "choice": choice, "explanation": said[state]} for state in chosen]
        if self.act(actor, "enterRollCall", {"decision": decision.id, "voices": voices}, refusals, ANSWER):
            for state in chosen:
                decision.ballots[state] = Ballot(choice, said[state], self.world.now, by_chair=True)

    @precondition(lambda self: any(one.ballots for one in self.world.decisions if one.stage == "VOTING"))
    @rule(who=NUMBERS, which=NUMBERS, whom=NUMBERS)
    def strike_voice(self, who: int, which: int, whom: int) -> None:
        decision = self.one_of(which, self.world.decisions, lambda one: one.stage == "VOTING" and bool(one.ballots))
        state = self.one_of(whom, self.world.participants, lambda one: one in decision.ballots)
        actor = self.one_of(who, self.actors, lambda one: self.world.role(one) in ("COMMITTEE", "COORDINATOR"))
        refusals = list(rules.striking_voices(self.world, actor, decision, state))
        given = {"decision": decision.id, "participants": [self.id_of(state)]}
        if self.act(actor, "strikeVoices", given, refusals, ANSWER):
            del decision.ballots[state]

    @precondition(some_are("VOTING"))
    @rule(who=NUMBERS, which=NUMBERS)
    def close_vote(self, who: int, which: int) -> None:
        self.close_the_vote(self.who(who), self.one_of(which, self.world.decisions, at("VOTING")))

    def close_the_vote(self, actor: Actor, decision: Decision) -> None:
        refusals = list(rules.closing_of_vote(self.world, actor, decision))
        if self.act(actor, "closeVote", {"decision": decision.id}, refusals, ANSWER):
            self.count(decision)

    def count(self, decision: Decision) -> None:
        """D6."""
        present = set(decision.ballots)
        if decision.in_meeting and decision.meeting and decision.voting_opened_at:
            for state, stays in decision.meeting.presences.items():
                if state in decision.electorate and any(
                    until is None or until > decision.voting_opened_at for _, until in stays
                ):
                    present.add(state)
        said = Counter(one.choice for one in decision.ballots.values())
        decision.tally = {
            "eligible": len(decision.electorate), "present": len(present),
            "yes": said["YES"], "no": said["NO"], "abstain": said["ABSTAIN"],
        }  # fmt: skip
        decision.stage = "ADOPTED" if said["YES"] > said["NO"] else "NOT_ADOPTED"
        decision.method, decision.decided_at = "VOTE", self.world.now
        if decision.voting_until is not None:
            decision.decided_at = min(self.world.now, decision.voting_until)

    @precondition(lambda self: len(self.world.decisions) > 3)
    @rule(who=NUMBERS, which=NUMBERS)
    def withdraw_decision(self, who: int, which: int) -> None:
        actor, decision = self.who(who), self.one_of(which, self.world.decisions)
        refusals = list(rules.withdrawal_of_decision(self.world, actor, decision))
        given = {"decision": decision.id, "reason": "Fictitious."}
        if self.act(actor, "withdrawDecision", given, refusals, ANSWER):
            decision.stage = "WITHDRAWN"

    @precondition(some_are("VOTING"))
    @rule(which=NUMBERS, who=NUMBERS)
    def ask_for_the_result_of_an_open_vote(self, which: int, who: int) -> None:
        decision = self.one_of(which, [one for one in self.world.decisions if one.stage == "VOTING"])
        got = self.talks.get(f"/voting/decisions/{decision.id}/result.csv", self.who(who))
        assert got.status == 404
        self.keeps_secrets(got.body)

    def decide(self, number: int, decision: Decision) -> None:
        """What comes next for a decision that is not taken, by whoever."""
        actor, now = self.who(number), self.world.now
        if decision.stage == "DRAFT":
            self.seek(actor, decision, now + timedelta(hours=72 if number % 3 else 1))
        elif decision.stage == "CONSENSUS" and number % 5 < 3 and not decision.is_due(now):
            self.object(*self.voice(number), decision)
        elif decision.stage == "CONSENSUS":
            self.world.now += timedelta(days=number % 4)
            self.close_of_consensus(actor, decision)
        elif decision.stage == "CONTESTED":
            self.open_the_vote(actor, decision, None if number % 3 else now + timedelta(days=number % 5))
        elif number % 6:
            self.cast(*self.voice(number), decision, CHOICES[number % 4])
        else:
            self.close_the_vote(actor, decision)
