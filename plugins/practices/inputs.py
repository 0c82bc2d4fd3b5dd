"""What writes of practices take."""

from __future__ import annotations

from datetime import date

import strawberry

from core.members import Capacity
from plugins.practices.enums import HumanRightsSystem, ReviewVerdict, TreatyBody
from plugins.practices.lengths import MOST_LINKS, MOST_TAGS, TAG
from schema import Language

TAGS = f"Words to find it by: {MOST_TAGS} at most, of {TAG} characters at most"
LINKS = f"Pages that tell more, {MOST_LINKS} at most"


@strawberry.input
class TextInput:
    """The texts of a practice in one language."""

    language: Language = strawberry.field(description="The language of these texts.")
    title: str = strawberry.field(description="Its title.")
    summary: str = strawberry.field(description="What it is, in short.")
    body: str = strawberry.field(description="Markdown.")
    challenges: str | None = strawberry.field(
        default=strawberry.UNSET, description="Markdown: what was difficult; null: not said any more."
    )
    results: str | None = strawberry.field(
        default=strawberry.UNSET, description="Markdown: what came of it; null: not said any more."
    )


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
    tags: list[str] | None = strawberry.field(default=None, description=f"{TAGS}; none where left out.")
    links: list[LinkInput] | None = strawberry.field(default=None, description=f"{LINKS}; none where left out.")
    started_on: date | None = strawberry.field(default=None, description="The day on which it began at home.")


@strawberry.input
class RevisePracticeInput:
    """What changes of a practice; what is left out stays, and so does a list that is null: an empty one empties it."""

    practice: strawberry.ID = strawberry.field(description="The id of the Practice.")
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that the change was made from: where somebody else has changed it since, it is "
        "refused. Without it, the last one to write wins; the earlier text of a published practice is kept.",
    )
    text: TextInput | None = strawberry.field(default=None, description="Its texts in one language.")
    original_language: Language | None = strawberry.field(
        default=None,
        description="The language in which it was written, where another was said by mistake: it has texts in it, or "
        "is given them with this.",
    )
    withdrawn_translations: list[Language] | None = strawberry.field(
        default=None,
        description="Languages that its texts are not in: what was given in them is taken out. Not the original; the "
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
        default=None, description="By number, of 1 to 17."
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The Network's objectives that it serves, by number, of 1 to 6."
    )
    tags: list[str] | None = strawberry.field(default=None, description=f"{TAGS}.")
    links: list[LinkInput] | None = strawberry.field(default=None, description=f"{LINKS}.")
    started_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day on which it began at home; null: not said any more."
    )
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
    expected_revision: int | None = strawberry.field(
        default=None,
        description="The `revision` that was read: where it was sent back and changed since, this is refused.",
    )


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


@strawberry.input
class WithdrawAdoptionInput:
    """An adoption that was recorded by mistake, and why it is taken out."""

    adoption: strawberry.ID = strawberry.field(description="The id of the PracticeAdoption.")
    reason: str = strawberry.field(
        description="Why it is taken out; the journal keeps it, for whoever sees the practice."
    )
