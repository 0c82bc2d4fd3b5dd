"""The inputs of the writes of activities."""

from __future__ import annotations

from datetime import date

import strawberry

from core import at_most
from plugins.partnerships.lengths import LINE, TEXT
from schema import Language


@strawberry.input
class RecordActivityInput:
    """An activity to be recorded."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    language: Language = strawberry.field(description="The language of the title.")
    title: str = strawberry.field(description=f"Its title. {at_most(LINE)}")
    on: date = strawberry.field(
        description=(
            "The day, or the first of several: at most a year ahead; not before the partnership was proposed or began, "
            "whichever is earlier, so that preparations count; not after its end."
        )
    )
    until: date | None = strawberry.field(
        default=None, description="The last day, if there are several; within the same limits."
    )
    place: str | None = strawberry.field(default=None, description=f"Where it was held. {at_most(LINE)}")
    report: str | None = strawberry.field(default=None, description=f"What is reported about it. {at_most(TEXT)}")


@strawberry.input
class ReviseActivityInput:
    """The corrected description of an activity.

    Whatever is left out stays, and so does a title or a first day that is null.
    """

    activity: strawberry.ID = strawberry.field(description="The id of the Activity.")
    title: str | None = strawberry.field(
        default=None, description=f"Its title, in the original language. {at_most(LINE)}"
    )
    on: date | None = strawberry.field(
        default=None, description="The day, or the first of several, within the same limits as when it was recorded."
    )
    until: date | None = strawberry.field(
        default=strawberry.UNSET, description="The last day, if there are several; null removes it."
    )
    place: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"Where it was held; null removes it. {at_most(LINE)}"
    )
    report: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"What is reported about it; null removes it. {at_most(TEXT)}"
    )


@strawberry.input
class TranslateActivityInput:
    """The title of an activity in another language."""

    activity: strawberry.ID = strawberry.field(description="The id of the Activity.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description=f"Its title in this language. {at_most(LINE)}")


@strawberry.input
class WithdrawActivityInput:
    """An activity that was recorded by mistake, and why it is removed."""

    activity: strawberry.ID = strawberry.field(description="The id of the Activity.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )
