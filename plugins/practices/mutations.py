"""Writes of practices: input -> rules -> payload."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry

from core import Write, key_of
from core.members import Capacity
from plugins.practices import rules
from plugins.practices.content import Filing, PracticeLink, PracticeText
from plugins.practices.enums import HumanRightsSystem, ReviewVerdict, TreatyBody
from plugins.practices.types import Practice, PracticeAdoption
from schema import Language, mutation

Answer = Mapping[str, int | None]


@strawberry.input
class TextInput:
    """The texts of a practice in one language."""

    language: Language = strawberry.field(description="The language of these texts.")
    title: str = strawberry.field(description="Its title.")
    summary: str = strawberry.field(description="What it is, in short.")
    body: str = strawberry.field(description="Markdown.")
    challenges: str | None = strawberry.field(default=None, description="Markdown: what was difficult.")
    results: str | None = strawberry.field(default=None, description="Markdown: what came of it.")


@strawberry.input
class LinkInput:
    """A page that tells more."""

    url: str = strawberry.field(description="An address that begins with https:// or http://.")
    title: str | None = strawberry.field(default=None, description="Its title, in one line.")


@strawberry.input
class DraftPracticeInput:
    """A practice to be drafted."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose practice it is.")
    text: TextInput = strawberry.field(description="Its texts in their original language.")
    capacities: list[Capacity] | None = strawberry.field(
        default=None, description="The capacities of a national mechanism that it is about; none where left out."
    )
    systems: list[HumanRightsSystem] | None = strawberry.field(
        default=None, description="The parts of the human rights system that it serves; none where left out."
    )
    treaty_bodies: list[TreatyBody] | None = strawberry.field(
        default=None, description="The treaty bodies that it serves; none where left out."
    )
    sustainable_development_goals: list[int] | None = strawberry.field(
        default=None, description="By number, of 1 to 17; none where left out."
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The Network's objectives that it serves, by number, of 1 to 6; none where left out."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description="Words to find it by: 20 at most, of 60 signs at most; none where left out."
    )
    links: list[LinkInput] | None = strawberry.field(
        default=None, description="Pages that tell more, 20 at most; none where left out."
    )
    started_on: date | None = strawberry.field(default=None, description="The day on which it began at home.")


@strawberry.input
class RevisePracticeInput:
    """What changes of a practice; what is left out stays."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that the change was made from: where somebody else has changed it since, it is "
        "refused. Without it, the last one to write wins; the earlier text of a published practice is in `revisions`.",
    )
    text: TextInput | None = strawberry.field(default=None, description="Its texts in one language.")
    capacities: list[Capacity] | None = strawberry.field(
        default=None, description="The capacities of a national mechanism that it is about."
    )
    systems: list[HumanRightsSystem] | None = strawberry.field(
        default=None, description="The parts of the human rights system that it serves."
    )
    treaty_bodies: list[TreatyBody] | None = strawberry.field(
        default=None, description="The treaty bodies that it serves."
    )
    sustainable_development_goals: list[int] | None = strawberry.field(
        default=None, description="By number, of 1 to 17."
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The Network's objectives that it serves, by number, of 1 to 6."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description="Words to find it by: 20 at most, of 60 signs at most."
    )
    links: list[LinkInput] | None = strawberry.field(default=None, description="Pages that tell more, 20 at most.")
    started_on: date | None = strawberry.field(default=None, description="The day on which it began at home.")
    note: str | None = strawberry.field(
        default=None, description="What is changed: kept with the earlier text of a published practice."
    )


@strawberry.input
class TranslatePracticeInput:
    """A practice in another language."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that was translated: where somebody else has changed it since, this is refused.",
    )
    text: TextInput = strawberry.field(description="Its texts in another language than the original.")


@strawberry.input
class SubmitPracticeInput:
    """A practice to be reviewed."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")


@strawberry.input
class ReviewPracticeInput:
    """What a reviewer says."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    verdict: ReviewVerdict = strawberry.field(description="Whether it can be published.")
    comment: str = strawberry.field(description="What is to be said of it.")


@strawberry.input
class PublishPracticeInput:
    """A practice to be published."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")


@strawberry.input
class WithdrawPracticeInput:
    """A practice to be withdrawn."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    reason: str = strawberry.field(description="Why it is withdrawn.")


@strawberry.input
class AdoptPracticeInput:
    """A practice that a participant takes up."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that takes it up.")
    note: str | None = strawberry.field(default=None, description="What it says of it.")


def _text(given: TextInput) -> PracticeText:
    return PracticeText(given.language.value, given.title, given.summary, given.body, given.challenges, given.results)


def _filing(given: Any) -> Filing:
    def names(values: Any) -> list[str] | None:
        return None if values is None else [value.name for value in values]

    return Filing(
        names(given.capacities),
        names(given.systems),
        names(given.treaty_bodies),
        given.sustainable_development_goals,
        given.objectives,
        given.tags,
        given.started_on,
        None if given.links is None else [PracticeLink(link.url, link.title) for link in given.links],
    )


def _practice(given: Any) -> int:
    return key_of(given.practice, "Practice", "practice")


class Mutations:
    """The eight writes of practices."""

    @mutation(practice=Practice)
    def draft_practice(write: Write, input: DraftPracticeInput) -> Answer:
        """(P1) Draft a practice. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {"practice": rules.draft_practice(write, participant, _text(input.text), _filing(input))}

    @mutation(practice=Practice)
    def revise_practice(write: Write, input: RevisePracticeInput) -> Answer:
        """(P3) Change a practice. For its participant; whoever comes second is told."""
        text = None if input.text is None else _text(input.text)
        expected = input.expected_revision
        return {"practice": rules.revise_practice(write, _practice(input), text, _filing(input), input.note, expected)}

    @mutation(practice=Practice)
    def translate_practice(write: Write, input: TranslatePracticeInput) -> Answer:
        """(P6) Give a practice in another language. For its participant and administrators."""
        expected = input.expected_revision
        return {"practice": rules.translate_practice(write, _practice(input), _text(input.text), expected)}

    @mutation(practice=Practice)
    def submit_practice(write: Write, input: SubmitPracticeInput) -> Answer:
        """(P1) Hand a practice in for review. For its participant."""
        return {"practice": rules.submit_practice(write, _practice(input))}

    @mutation(practice=Practice)
    def review_practice(write: Write, input: ReviewPracticeInput) -> Answer:
        """(P2) Review a submitted practice. For participants other than its own."""
        approve = input.verdict is ReviewVerdict.APPROVE
        return {"practice": rules.review_practice(write, _practice(input), approve, input.comment)}

    @mutation(practice=Practice)
    def publish_practice(write: Write, input: PublishPracticeInput) -> Answer:
        """(P2) Publish an approved practice. For the Committee, the Coordinator and administrators."""
        return {"practice": rules.publish_practice(write, _practice(input))}

    @mutation(practice=Practice)
    def withdraw_practice(write: Write, input: WithdrawPracticeInput) -> Answer:
        """(P1) Withdraw a practice; the record is kept. For its participant and administrators."""
        return {"practice": rules.withdraw_practice(write, _practice(input), input.reason)}

    @mutation(adoption=PracticeAdoption)
    def adopt_practice(write: Write, input: AdoptPracticeInput) -> Answer:
        """(P5) Take up a published practice of another participant. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {"adoption": rules.adopt_practice(write, _practice(input), participant, input.note)}
