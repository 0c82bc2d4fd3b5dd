"""Practices: P1 to P6."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.histories.base import NUMBERS
from tests.histories.committees import Committees
from tests.histories.model import practices as rules
from tests.histories.model.records import Actor, Practice
from tests.histories.questions import PRACTICE

ANSWER = f"practice {{ {PRACTICE} }}"


def text(language: str, title: str = "A fictitious practice") -> dict[str, str]:
    return {"language": language, "title": title, "summary": "Fictitious.", "body": "Fictitious."}


def there_are(history: Practices) -> bool:
    return bool(history.world.practices)


def stands(*statuses: str) -> Callable[[Practice], bool]:
    return lambda practice: practice.status in statuses


class Practices(Committees):
    """What participants learn from each other."""

    @rule(number=NUMBERS)
    def draft_practice(self, number: int) -> None:
        self.draft(*self.voice(number))

    def draft(self, actor: Actor, state: str) -> None:
        given = {"participant": self.id_of(state), "text": text("EN"), "tags": ["fictitious"]}
        refusals = [] if actor.state == state else ["NOT_ALLOWED"]
        if done := self.act(actor, "draftPractice", given, refusals, ANSWER):
            self.world.practices.append(Practice(done["practice"]["id"], state))

    def keeper_of(self, practice: Practice, number: int) -> Actor:
        """Mostly who speaks for its participant."""
        own = [one for one in self.actors if one.state == practice.state]
        return own[0] if number % 4 else self.who(number)

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS, behind=st.sampled_from((0, 0, 0, 1)))
    def revise_practice(self, who: int, which: int, behind: int) -> None:
        practice = self.one_of(which, self.world.practices, stands("PUBLISHED"))
        actor, expected = self.keeper_of(practice, who), practice.revision - behind
        given = {
            "practice": practice.id, "expectedRevision": expected, "text": text("EN", f"Fictitious {practice.revision}"),
        }  # fmt: skip
        if self.act(
            actor, "revisePractice", given, list(rules.revision(self.world, actor, practice, expected)), ANSWER
        ):
            practice.revision += 1

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS)
    def translate_practice(self, who: int, which: int) -> None:
        practice = self.one_of(which, self.world.practices, stands("DRAFT", "PUBLISHED"))
        actor = self.keeper_of(practice, who)
        given = {"practice": practice.id, "text": text("FR", f"Fictif {practice.revision}")}
        if self.act(actor, "translatePractice", given, list(rules.translation(self.world, actor, practice)), ANSWER):
            practice.languages.add("FR")
            practice.revision += 1

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS)
    def take_a_translation_out(self, who: int, which: int) -> None:
        practice = self.one_of(which, self.world.practices, lambda one: "FR" in one.languages)
        actor = self.keeper_of(practice, who)
        given = {"practice": practice.id, "withdrawnTranslations": ["FR"]}
        refusals = list(rules.taking_a_translation_out(self.world, actor, practice, "FR"))
        if self.act(actor, "revisePractice", given, refusals, ANSWER):
            practice.languages.remove("FR")
            practice.revision += 1

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS)
    def submit_practice(self, who: int, which: int) -> None:
        practice = self.one_of(which, self.world.practices, stands("DRAFT", "CHANGES_REQUESTED"))
        self.submit(self.keeper_of(practice, who), practice)

    def submit(self, actor: Actor, practice: Practice) -> None:
        refusals = list(rules.submission(self.world, actor, practice))
        if self.act(actor, "submitPractice", {"practice": practice.id}, refusals, ANSWER):
            practice.status, practice.submitted, practice.approved = "SUBMITTED", True, False

    @precondition(there_are)
    @rule(number=NUMBERS, which=NUMBERS, approves=st.integers(0, 3))
    def review_practice(self, number: int, which: int, approves: int) -> None:
        actor, _ = self.voice(number)
        self.review(actor, self.one_of(which, self.world.practices, stands("SUBMITTED")), approves > 0)

    def review(self, actor: Actor, practice: Practice, approves: bool) -> None:
        verdict = "APPROVE" if approves else "REQUEST_CHANGES"
        given = {"practice": practice.id, "verdict": verdict, "comment": "Fictitious."}
        if self.act(actor, "reviewPractice", given, list(rules.review(self.world, actor, practice)), ANSWER):
            if approves:
                practice.approved = True
            else:
                practice.status = "CHANGES_REQUESTED"

    @precondition(there_are)
    @rule(who=NUMBERS, which=NUMBERS)
    def publish_practice(self, who: int, which: int) -> None:
        actor = self.who(who)
        practice = self.one_of(which, self.world.practices, lambda one: one.status == "SUBMITTED" and one.approved)
        self.publish(actor, practice)

    def publish(self, actor: Actor, practice: Practice) -> None:
        refusals = list(rules.publication(self.world, actor, practice))
        if self.act(actor, "publishPractice", {"practice": practice.id}, refusals, ANSWER):
            practice.status = "PUBLISHED"

    @precondition(lambda self: len(self.world.practices) > 2)
    @rule(who=NUMBERS, which=NUMBERS)
    def withdraw_practice(self, who: int, which: int) -> None:
        practice = self.one_of(which, self.world.practices)
        actor = self.keeper_of(practice, who)
        given = {"practice": practice.id, "reason": "Fictitious."}
        refusals = list(rules.withdrawal_of_practice(self.world, actor, practice))
        if self.act(actor, "withdrawPractice", given, refusals, ANSWER):
            practice.status = "WITHDRAWN"

    @precondition(there_are)
    @rule(number=NUMBERS, which=NUMBERS)
    def adopt_practice(self, number: int, which: int) -> None:
        actor, state = self.voice(number)
        practice = self.one_of(which, self.world.practices, stands("PUBLISHED"))
        given = {"practice": practice.id, "participant": self.id_of(state)}
        refusals = list(rules.adoption(self.world, actor, practice, state))
        if done := self.act(actor, "adoptPractice", given, refusals, "adoption { id practice { id } }"):
            practice.adopted[state] = done["adoption"]["id"]

    @precondition(lambda self: any(one.adopted for one in self.world.practices))
    @rule(number=NUMBERS, which=NUMBERS)
    def withdraw_adoption(self, number: int, which: int) -> None:
        practice = self.one_of(which, [one for one in self.world.practices if one.adopted])
        state, adoption = self.one_of(number, practice.adopted.items())
        actor = self.voice(number)[0] if number % 3 else self.who(number)
        refusals = list(rules.withdrawal_of_adoption(self.world, actor, practice, state))
        given = {"adoption": adoption, "reason": "Fictitious."}
        if self.act(actor, "withdrawAdoption", given, refusals, ANSWER):
            del practice.adopted[state]

    @precondition(there_are)
    @rule(which=NUMBERS, moves=st.lists(NUMBERS, min_size=2, max_size=4))
    def a_practice_goes_on(self, which: int, moves: list[int]) -> None:
        """What comes next for a practice, by whoever, several times."""
        practice = self.one_of(which, self.world.practices, stands("DRAFT", "CHANGES_REQUESTED", "SUBMITTED"))
        for number in moves:
            if practice.status != "SUBMITTED":
                self.submit(self.keeper_of(practice, number), practice)
            elif not practice.approved:
                self.review(self.voice(number)[0], practice, number % 5 > 0)
            else:
                self.publish(self.who(number), practice)
