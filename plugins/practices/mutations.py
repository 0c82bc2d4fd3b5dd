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
    """The texts of a practice in one language. body, challenges, results: Markdown."""

    language: Language
    title: str
    summary: str
    body: str
    challenges: str | None = None
    results: str | None = None


@strawberry.input
class LinkInput:
    """A page that tells more. url: begins with https:// or http://."""

    url: str
    title: str | None = None


@strawberry.input
class DraftPracticeInput:
    """A practice to be drafted."""

    participant: strawberry.ID
    text: TextInput
    capacities: list[Capacity] | None = None
    systems: list[HumanRightsSystem] | None = None
    treaty_bodies: list[TreatyBody] | None = None
    sustainable_development_goals: list[int] | None = None
    objectives: list[int] | None = None
    tags: list[str] | None = None
    links: list[LinkInput] | None = None
    started_on: date | None = None


@strawberry.input
class RevisePracticeInput:
    """What changes of a practice; what is left out stays.

    expectedRevision: the `revision` that the change was made from. Where somebody else has changed it since, the change
    is refused; without it, the last one to write wins, and the earlier text of a published practice is in `revisions`.
    """

    practice: strawberry.ID
    expected_revision: int | None = None
    text: TextInput | None = None
    capacities: list[Capacity] | None = None
    systems: list[HumanRightsSystem] | None = None
    treaty_bodies: list[TreatyBody] | None = None
    sustainable_development_goals: list[int] | None = None
    objectives: list[int] | None = None
    tags: list[str] | None = None
    links: list[LinkInput] | None = None
    started_on: date | None = None
    note: str | None = None


@strawberry.input
class TranslatePracticeInput:
    """A practice in another language."""

    practice: strawberry.ID
    expected_revision: int | None = None
    text: TextInput


@strawberry.input
class SubmitPracticeInput:
    """A practice to be reviewed."""

    practice: strawberry.ID


@strawberry.input
class ReviewPracticeInput:
    """What a reviewer says."""

    practice: strawberry.ID
    verdict: ReviewVerdict
    comment: str


@strawberry.input
class PublishPracticeInput:
    """A practice to be published."""

    practice: strawberry.ID


@strawberry.input
class WithdrawPracticeInput:
    """A practice to be withdrawn."""

    practice: strawberry.ID
    reason: str


@strawberry.input
class AdoptPracticeInput:
    """A practice that a participant takes up."""

    practice: strawberry.ID
    participant: strawberry.ID
    note: str | None = None


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
