"""Writes of practices: input -> rules -> payload."""

from __future__ import annotations

from typing import Any

from core import Write, key_of
from plugins.practices import inputs
from plugins.practices.content import Filing, LanguageCorrection, PracticeLink, PracticeText
from plugins.practices.enums import ReviewVerdict
from plugins.practices.rules import adopting, life, texts
from plugins.practices.types import Practice, PracticeAdoption
from schema import Changed, changes_in, mutation


def _text(input_: inputs.TextInput) -> PracticeText:
    others = changes_in(input_, "challenges", "results")
    return PracticeText(input_.language.value, input_.title, input_.summary, input_.body, **others)


def _filing(input_: Any) -> Filing:
    def names(values: Any) -> list[str] | None:
        return None if values is None else [value.name for value in values]

    return Filing(
        names(input_.capacities),
        names(input_.systems),
        names(input_.treaty_bodies),
        input_.sustainable_development_goals,
        input_.objectives,
        input_.tags,
        links=None if input_.links is None else [PracticeLink(link.url, link.title) for link in input_.links],
        **changes_in(input_, "started_on"),
    )


def _practice(input_: Any) -> int:
    return key_of(input_.practice, "Practice", "practice")


class Mutations:
    """The writes of practices."""

    @mutation(practice=Practice)
    def draft_practice(write: Write, input: inputs.DraftPracticeInput) -> Changed:
        """(P1) Draft a practice. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {"practice": texts.draft_practice(write, participant, _text(input.text), _filing(input))}

    @mutation(practice=Practice)
    def revise_practice(write: Write, input: inputs.RevisePracticeInput) -> Changed:
        """(P3) Change a practice. Refused if `expectedRevision` is no longer the current one. For its participant."""
        text = None if input.text is None else _text(input.text)
        original = None if input.original_language is None else input.original_language.value
        correction = LanguageCorrection(original, [one.value for one in input.withdrawn_translations or ()])
        practice, note, expected = _practice(input), input.note, input.expected_revision
        return {"practice": texts.revise_practice(write, practice, text, _filing(input), note, expected, correction)}

    @mutation(practice=Practice)
    def translate_practice(write: Write, input: inputs.TranslatePracticeInput) -> Changed:
        """(P6) Translate a practice. For its participant and administrators."""
        expected = input.expected_revision
        return {"practice": texts.translate_practice(write, _practice(input), _text(input.text), expected)}

    @mutation(practice=Practice)
    def submit_practice(write: Write, input: inputs.SubmitPracticeInput) -> Changed:
        """(P1) Submit a practice for review. For its participant."""
        return {"practice": life.submit_practice(write, _practice(input))}

    @mutation(practice=Practice)
    def review_practice(write: Write, input: inputs.ReviewPracticeInput) -> Changed:
        """(P2) Review a submitted practice. For participants other than its own."""
        approve, expected = input.verdict is ReviewVerdict.APPROVE, input.expected_revision
        return {"practice": life.review_practice(write, _practice(input), approve, input.comment, expected)}

    @mutation(practice=Practice)
    def publish_practice(write: Write, input: inputs.PublishPracticeInput) -> Changed:
        """(P2) Publish an approved practice. For the Committee, the Coordinator and administrators."""
        return {"practice": life.publish_practice(write, _practice(input))}

    @mutation(practice=Practice)
    def withdraw_practice(write: Write, input: inputs.WithdrawPracticeInput) -> Changed:
        """(P1) Withdraw a practice; the record is kept. For its participant and administrators."""
        return {"practice": life.withdraw_practice(write, _practice(input), input.reason)}

    @mutation(adoption=PracticeAdoption)
    def adopt_practice(write: Write, input: inputs.AdoptPracticeInput) -> Changed:
        """(P5) Adopt a published practice of another participant. For the participant itself."""
        participant = key_of(input.participant, "Participant", "participant")
        return {"adoption": adopting.adopt_practice(write, _practice(input), participant, input.note)}

    @mutation(practice=Practice)
    def withdraw_adoption(write: Write, input: inputs.WithdrawAdoptionInput) -> Changed:
        """(P5) Remove an adoption of the wrong practice, or with a wrong note; a practice may be adopted again.

        The journal keeps the participant, but not the note. For the participant itself and administrators.
        """
        adoption = key_of(input.adoption, "PracticeAdoption", "adoption")
        return {"practice": adopting.withdraw_adoption(write, adoption, input.reason)}
