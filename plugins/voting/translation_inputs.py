"""What writes of voting take that give texts in another language."""

from __future__ import annotations

import strawberry

from schema import Language


@strawberry.input
class TranslateMeetingInput:
    """The title of a meeting in another language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description="Its title in this language.")


@strawberry.input
class TranslateAgendaItemInput:
    """One point of an agenda in another language."""

    item: strawberry.ID = strawberry.field(description="The id of the AgendaItem.")
    title: str = strawberry.field(description="Its title in this language.")
    description: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="More about it, where the original says more; null: not said in this language any more. Stays if "
        "left out.",
    )


@strawberry.input
class TranslateAgendaInput:
    """Points of an agenda in another language."""

    meeting: strawberry.ID = strawberry.field(description="The id of the Meeting.")
    language: Language = strawberry.field(description="Another language than the original of any of these points.")
    items: list[TranslateAgendaItemInput] = strawberry.field(
        description="Those that are translated, each once; all others stay as they are."
    )


@strawberry.input
class TranslateDecisionInput:
    """A decision in another language."""

    decision: strawberry.ID = strawberry.field(description="The id of the Decision.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description="Its title in this language.")
    text: str = strawberry.field(description="Markdown: its text in this language.")
