"""Accession, mechanisms and focal points: M1 to M4."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.base import NUMBERS, History
from tests.histories.model import membership as rules
from tests.histories.model.records import GROUPS, Accession, Actor, Ceased, Designation, Mechanism, Participant, Stand
from tests.histories.model.who import keeper

DAYS = st.sampled_from((-3, -1, 0, 0, 0, 1, 2))


class Members(History):
    """How states take part."""

    @rule(
        who=NUMBERS, which=NUMBERS, standing=st.sampled_from(("MEMBER", "OBSERVER")), adopts=st.integers(0, 9), ago=DAYS
    )
    def communicate_accession(self, who: int, which: int, standing: str, adopts: int, ago: int) -> None:
        actor, on = self.who(who), self.world.today + timedelta(days=ago)
        state = self.one_of(which, GROUPS, lambda one: one not in self.world.participants)
        self.communicate(actor, state, standing, adopts > 0, on)

    def communicate(self, actor: Actor, state: str, standing: str, adopts: bool, on: date) -> Accession | None:
        given = {
            "isoAlpha3": state, "standing": standing, "adoptsDeclaration": adopts, "communicatedOn": on.isoformat(),
        }  # fmt: skip
        refusals = rules.communication(self.world, actor, state, adopts, on)
        done = self.act(actor, "communicateAccession", given, refusals, "accession { id standing }")
        if not done:
            return None
        self.world.accessions.append(Accession(done["accession"]["id"], state, standing, on))
        return self.world.accessions[-1]

    @precondition(lambda self: self.world.accessions)
    @rule(who=NUMBERS, which=NUMBERS, days=DAYS)
    def acknowledge_accession(self, who: int, which: int, days: int) -> None:
        accession = self.one_of(which, self.world.accessions, lambda one: not one.acknowledged_on)
        on = max(accession.communicated_on, self.world.today) + timedelta(days=days)
        self.acknowledge(self.who(who), accession, on)

    def acknowledge(self, actor: Actor, accession: Accession, on: date) -> None:
        refusals = rules.acknowledgement(self.world, actor, accession, on)
        given = {"accession": accession.id, "on": on.isoformat()}
        answer = "accession { id acknowledgedOn } participant { id standing }"
        if done := self.act(actor, "acknowledgeAccession", given, refusals, answer):
            accession.acknowledged_on = on
            joined, state = accession.communicated_on, accession.state
            key = done["participant"]["id"]
            self.world.participants[state] = Participant(key, state, joined, [Stand(accession.standing, joined)])
            granted = "FOCAL_POINT" if accession.standing == "MEMBER" else "OBSERVER"
            self.actors.append(Actor(f"Voice of {state}", granted, state))
            self.talks.token_for(self.actors[-1], int(key.partition(":")[2]), None)

    @precondition(lambda self: self.world.accessions)
    @rule(who=NUMBERS, which=NUMBERS)
    def withdraw_accession(self, who: int, which: int) -> None:
        actor = self.who(who)
        accession = self.one_of(which, self.world.accessions, lambda one: not one.acknowledged_on)
        given = {"accession": accession.id, "reason": "Fictitious."}
        refusals = rules.withdrawal_of_accession(actor, accession)
        if self.act(actor, "withdrawAccession", given, refusals, "state { isoAlpha3 }"):
            self.world.accessions.remove(accession)

    @rule(who=NUMBERS, which=NUMBERS, standing=st.sampled_from((None, "MEMBER", "OBSERVER")), ago=DAYS)
    def correct_accession(self, who: int, which: int, standing: str | None, ago: int) -> None:
        actor = self.who(who)
        participant = self.one_of(which, self.world.participants.values())
        on = participant.joined_on + timedelta(days=ago)
        accession = next((one for one in self.world.accessions if one.state == participant.state), None)
        refusals = list(rules.correction(self.world, actor, participant, standing, on, accession))
        given = {
            "participant": participant.id, "standing": standing, "communicatedOn": on.isoformat(),
            "reason": "Fictitious.",
        }  # fmt: skip
        if self.act(actor, "correctAccession", given, refusals, "participant { id standing joinedOn }"):
            participant.accede(standing or participant.stands[0].standing, on)
            if accession is not None:
                accession.standing, accession.communicated_on = participant.stands[0].standing, on

    @rule(number=NUMBERS)
    def register_mechanism(self, number: int) -> None:
        actor, state = self.voice(number)
        self.register(actor, state)

    def register(self, actor: Actor, state: str) -> None:
        participant = self.world.participants[state]
        name = f"Mechanism {len(participant.mechanisms)} of {state}"
        given = {"participant": participant.id, "language": "EN", "name": name, "type": "AD_HOC"}
        answer = "mechanism { id name } participant { id standing }"
        if self.act(actor, "registerMechanism", given, keeper(actor, state), answer):
            participant.mechanisms.append(Mechanism(name))
            if participant.stands[-1].standing == "OBSERVER":
                participant.stands.append(Stand("MEMBER", self.world.today, "MECHANISM_ESTABLISHED"))

    @rule(who=NUMBERS, which=NUMBERS, days=st.sampled_from((None, None, -1, 0, 3)))
    def withdraw_mechanism(self, who: int, which: int, days: int | None) -> None:
        actor, today = self.who(who), self.world.today
        participant = self.one_of(which, self.world.participants.values(), lambda one: bool(one.mechanisms))
        ceased_on = None if days is None else today + timedelta(days=days)
        given = {
            "participant": participant.id,
            "reason": "Fictitious.",
            "ceasedOn": ceased_on and ceased_on.isoformat(),
        }
        refusals = rules.withdrawal_of_mechanism(self.world, actor, participant, ceased_on)
        if self.act(actor, "withdrawMechanism", given, refusals, "participant { id standing mechanism { name } }"):
            present, mistaken = participant.stands[-1], bool(participant.mechanisms) and ceased_on is None
            if mistaken:
                participant.mechanisms.pop()
                if participant.mechanisms or present.cause != "MECHANISM_ESTABLISHED":
                    return
            elif participant.mechanisms:
                participant.ceased.append(Ceased(participant.mechanisms, today))
                participant.mechanisms = []
            if mistaken and present.since >= today:
                participant.stands.pop()
            else:
                cause = "MISTAKEN" if mistaken else "CEASED" if ceased_on else "MISSING"
                since = max(today, present.since)
                participant.stands.append(Stand("OBSERVER", since, f"MECHANISM_{cause}", ceased_on))

    @rule(who=NUMBERS, which=NUMBERS)
    def reinstate_mechanism(self, who: int, which: int) -> None:
        actor = self.who(who)
        participant = self.one_of(which, self.world.participants.values(), lambda one: one.has_ceased)
        given = {"participant": participant.id, "reason": "Fictitious."}
        refusals = rules.reinstatement_of_mechanism(actor, participant)
        answer = "mechanism { name } participant { id standing }"
        if self.act(actor, "reinstateMechanism", given, refusals, answer):
            participant.mechanisms = participant.ceased.pop().mechanisms
            participant.stands.pop()

    @rule(number=NUMBERS, days=st.sampled_from((-400, -1, 0, 0, 1, 30, 400)))
    def designate_focal_point(self, number: int, days: int) -> None:
        actor, state = self.voice(number)
        self.designate(actor, state, self.world.today + timedelta(days=days))

    def designate(self, actor: Actor, state: str, since: date) -> None:
        participant, today = self.world.participants[state], self.world.today
        refusals = list(rules.designation(self.world, actor, participant, since))
        name = f"Fictitious {len(participant.designations)} of {state}"
        email = f"{len(participant.designations)}.{state}@test.example"
        given = {"participant": participant.id, "name": name, "email": email, "since": since.isoformat()}
        if done := self.act(actor, "designateFocalPoint", given, refusals, "focalPoint { id name }"):
            present = participant.speaks(today)
            held = [one for one in participant.designations if one.until != one.since]
            successors = [one for one in held if one.since > max(today, since)]
            for one in held:
                if one in successors:
                    continue
                if one.since > today or one.since >= since:
                    one.until = one.since
                elif one is present or one.until is None or one.until > since:
                    one.until = since
            until = min((one.since for one in successors), default=None)
            participant.designations.append(Designation(done["focalPoint"]["id"], state, name, email, since, until))

    def designated(self) -> list[Designation]:
        return [one for participant in self.world.participants.values() for one in participant.designations]

    @precondition(lambda self: self.designated())
    @rule(who=NUMBERS, which=NUMBERS, moved=st.booleans())
    def correct_focal_point(self, who: int, which: int, moved: bool) -> None:
        actor = self.who(who)
        designation = self.one_of(which, self.designated(), lambda one: one.email is not None)
        name, email = f"{designation.name}, corrected", f"corrected.{designation.email}" if moved else None
        refusals = rules.correction_of_person(self.world, actor, designation, moved)
        given = {"focalPoint": designation.id, "name": name, "email": email}
        if self.act(actor, "correctFocalPoint", given, refusals, "focalPoint { name since }"):
            designation.name, designation.email = name, email or designation.email

    @precondition(lambda self: self.designated())
    @rule(who=NUMBERS, which=NUMBERS, mistaken=st.integers(0, 2))
    def erase_focal_point(self, who: int, which: int, mistaken: int) -> None:
        actor, today, designated = self.who(who), self.world.today, self.designated()
        designation = self.one_of(which, designated, lambda one: one.is_over(self.world.today))
        refusals = rules.erasure(self.world, actor, designation, mistaken > 1)
        given = {"focalPoint": designation.id, "mistaken": mistaken > 1}
        if self.act(actor, "eraseFocalPoint", given, refusals, "focalPoint { name email }"):
            if not designation.is_over(today):
                for one in designated:
                    if one.until == designation.since > max(today, one.since) and one.of == designation.of:
                        one.until = designation.until
                designation.until = max(today, designation.since)
            mistaken_before = (
                one for one in designated if one.of == designation.of and one.until == one.since == designation.since
            )
            for one in (designation, *mistaken_before):
                one.name, one.email = "Erased", None
