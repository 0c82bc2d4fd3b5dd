"""The inputs of writes of practices."""

from __future__ import annotations

from datetime import date

import strawberry

from core import LONGEST_WEB_ADDRESS, at_most
from core.members import Capacity
from plugins.practices.enums import HumanRightsSystem, ReviewVerdict, TreatyBody
from plugins.practices.lengths import LONGEST, MOST_LINKS, MOST_TAGS, REMARK, TAG
from schema import Language

TAGS = f"Words to find it by, without semicolons, at most {MOST_TAGS}"
EACH_TAG = at_most(TAG, each=True)
LINKS = f"Pages with more information, at most {MOST_LINKS}"


@strawberry.input
class TextInput:
    """The texts of a practice in one language."""

    language: Language = strawberry.field(description="The language of these texts.")
    title: str = strawberry.field(description=f"Its title. {at_most(LONGEST['title'])}")
    summary: str = strawberry.field(description=f"What it is, in short. {at_most(LONGEST['summary'])}")
    body: str = strawberry.field(description=f"Markdown. {at_most(LONGEST['body'])}")
    challenges: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"Markdown: what was difficult; null removes it. {at_most(LONGEST['challenges'])}",
    )
    results: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"Markdown: what came of it; null removes it. {at_most(LONGEST['results'])}",
    )


@strawberry.input
class LinkInput:
    """A page with more information."""

    url: str = strawberry.field(
        description=f"An address that begins with https:// or http://. {at_most(LONGEST_WEB_ADDRESS)}"
    )
    title: str | None = strawberry.field(
        default=None, description=f"Its title, in one line. {at_most(LONGEST['title'])}"
    )


@strawberry.input
class DraftPracticeInput:
    """A practice to be drafted."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose practice it is.")
    text: TextInput = strawberry.field(description="Its texts in their original language.")
    capacities: list[Capacity] | None = strawberry.field(
        default=None, description="The capacities of a national mechanism that it is about; none if left out."
    )
    systems: list[HumanRightsSystem] | None = strawberry.field(
        default=None, description="The parts of the human rights system that it serves; none if left out."
    )
    treaty_bodies: list[TreatyBody] | None = strawberry.field(
        default=None, description="The treaty bodies that it serves; none if left out."
    )
    sustainable_development_goals: list[int] | None = strawberry.field(
        default=None, description="By number, from 1 to 17; none if left out."
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The Network's objectives that it serves, by number, from 1 to 6; none if left out."
    )
    tags: list[str] | None = strawberry.field(default=None, description=f"{TAGS}; none if left out. {EACH_TAG}")
    links: list[LinkInput] | None = strawberry.field(default=None, description=f"{LINKS}; none if left out.")
    started_on: date | None = strawberry.field(default=None, description="The day on which it began in its country.")


@strawberry.input
class RevisePracticeInput:
    """The changes to a practice.

    What is left out stays, and so does a list that is null; an empty list removes its values.
    """

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that the change is based on: if somebody else has changed the practice since, the "
        "change is refused. Without it, the last write wins; the earlier text of a published practice is kept.",
    )
    text: TextInput | None = strawberry.field(default=None, description="Its texts in one language.")
    original_language: Language | None = strawberry.field(
        default=None,
        description="The language in which it was written, if another was given by mistake. The practice has texts in "
        "this language, or receives them with this change.",
    )
    withdrawn_translations: list[Language] | None = strawberry.field(
        default=None,
        description="Languages whose texts were given by mistake, and are to be removed. Not the original; the "
        "earlier texts of a published practice keep them.",
    )
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
        default=None, description="By number, from 1 to 17."
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The Network's objectives that it serves, by number, from 1 to 6."
    )
    tags: list[str] | None = strawberry.field(default=None, description=f"{TAGS}. {EACH_TAG}")
    links: list[LinkInput] | None = strawberry.field(default=None, description=f"{LINKS}.")
    started_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day on which it began in its country; null removes it."
    )
    note: str | None = strawberry.field(
        default=None,
        description=f"What is changed: kept with the earlier text of a published practice. {at_most(REMARK)}",
    )


@strawberry.input
class TranslatePracticeInput:
    """A practice in another language."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that was translated: if it has been changed since, the translation is refused.",
    )
    text: TextInput = strawberry.field(description="Its texts in another language than the original.")


@strawberry.input
class SubmitPracticeInput:
    """A practice to be reviewed."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")


@strawberry.input
class ReviewPracticeInput:
    """A review of a practice."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    verdict: ReviewVerdict = strawberry.field(description="Whether it can be published.")
    comment: str = strawberry.field(description=f"What the reviewer says about it. {at_most(REMARK)}")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that was read: if the practice was sent back and changed since, the review is "
        "refused.",
    )


@strawberry.input
class PublishPracticeInput:
    """A practice to be published."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")


@strawberry.input
class WithdrawPracticeInput:
    """A practice to be withdrawn."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    reason: str = strawberry.field(description=f"Why it is withdrawn. {at_most(REMARK)}")


@strawberry.input
class AdoptPracticeInput:
    """A practice that a participant adopts."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    participant: strawberry.ID = strawberry.field(description="The id of the Participant that adopts it.")
    note: str | None = strawberry.field(
        default=None, description=f"What the participant says about it. {at_most(REMARK)}"
    )


@strawberry.input
class WithdrawAdoptionInput:
    """An adoption that was recorded by mistake, and why it is removed."""

    adoption: strawberry.ID = strawberry.field(description="The id of the PracticeAdoption.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it for those who can see the practice. {at_most(REMARK)}"
    )
