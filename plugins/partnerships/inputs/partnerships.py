"""The inputs of the writes of partnerships."""

from __future__ import annotations

from datetime import date

import strawberry

from core import LONGEST_WEB_ADDRESS, at_most
from plugins.partnerships.lengths import LINE, TEXT
from schema import Language


@strawberry.input
class ProposePartnershipInput:
    """A partnership to be proposed."""

    language: Language = strawberry.field(description="The language of title and description.")
    title: str = strawberry.field(description=f"Its title. {at_most(LINE)}")
    description: str = strawberry.field(description=f"What it is about. {at_most(TEXT)}")
    participants: list[strawberry.ID] = strawberry.field(
        description="The ids of the Participants that are parties; at least one."
    )
    partners: list[strawberry.ID] = strawberry.field(description="The ids of the Partners that are parties.")
    objectives: list[int] = strawberry.field(
        description="The objectives that it supports, by number from 1 to 6; at least one."
    )
    sustainable_development_goals: list[int] | None = strawberry.field(
        default=None, description="By number, from 1 to 17; none if left out."
    )
    starts_on: date | None = strawberry.field(default=None, description="The day on which it begins.")
    ends_on: date | None = strawberry.field(
        default=None,
        description="The day on which it concludes by itself; without it, it continues until it is concluded.",
    )
    agreement_url: str | None = strawberry.field(
        default=None,
        description=f"The address of the agreement; it begins with https:// or http://. {at_most(LONGEST_WEB_ADDRESS)}",
    )


@strawberry.input
class RevisePartnershipInput:
    """The corrected description of a partnership. What is left out stays, and so does a text or a list that is null."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    title: str | None = strawberry.field(
        default=None, description=f"Its title, in the original language. {at_most(LINE)}"
    )
    description: str | None = strawberry.field(
        default=None, description=f"What it is about, in the original language. {at_most(TEXT)}"
    )
    objectives: list[int] | None = strawberry.field(
        default=None, description="The objectives that it supports, by number from 1 to 6; at least one."
    )
    sustainable_development_goals: list[int] | None = strawberry.field(
        default=None, description="By number, from 1 to 17; an empty list removes them."
    )
    agreement_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"The address of the agreement; null removes it. {at_most(LONGEST_WEB_ADDRESS)}",
    )
    ends_on: date | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "The day on which it concludes by itself, in the future; null removes it. One that has ended keeps its end."
        ),
    )


@strawberry.input
class TranslatePartnershipInput:
    """A partnership in another language."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    language: Language = strawberry.field(description="Another language than the original.")
    title: str = strawberry.field(description=f"Its title in this language. {at_most(LINE)}")
    description: str = strawberry.field(description=f"What it is about, in this language. {at_most(TEXT)}")


@strawberry.input
class ActivatePartnershipInput:
    """A proposed partnership."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")


@strawberry.input
class DeclinePartnershipInput:
    """A proposed partnership, and why it is declined or taken back."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    reason: str = strawberry.field(description=f"Why it is declined or taken back. {at_most(TEXT)}")


@strawberry.input
class SuspendPartnershipInput:
    """An active partnership, and why it is suspended."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    reason: str = strawberry.field(description=f"Why it is suspended. {at_most(TEXT)}")


@strawberry.input
class ResumePartnershipInput:
    """A suspended partnership."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")


@strawberry.input
class ConcludePartnershipInput:
    """A partnership that ends."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    on: date = strawberry.field(
        description=(
            "The first day on which it is concluded; a future day becomes its end date. Not before the last of its "
            "activities."
        )
    )


@strawberry.input
class JoinPartnershipInput:
    """A party that joins."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    party: strawberry.ID = strawberry.field(description="The id of the Participant or Partner.")
    on: date | None = strawberry.field(
        default=None, description="The first day on which it is a party; today if left out."
    )


@strawberry.input
class LeavePartnershipInput:
    """A party that leaves."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    party: strawberry.ID = strawberry.field(description="The id of the Participant or Partner.")
    on: date | None = strawberry.field(
        default=None, description="The first day on which it is no longer a party; today if left out."
    )
