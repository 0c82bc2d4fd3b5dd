"""The inputs of writes of partnerships."""

from __future__ import annotations

from datetime import date

import strawberry

from core import LONGEST_WEB_ADDRESS, at_most
from plugins.partnerships.enums import Accreditation, ContributionKind, PartnerKind, SupportStatus
from plugins.partnerships.lengths import ACRONYM, LINE, TEXT
from schema import Language


@strawberry.input
class RegisterPartnerInput:
    """A partner for the register."""

    language: Language = strawberry.field(description="The language of the name.")
    name: str = strawberry.field(description=f"The full name, in one line. {at_most(LINE)}")
    acronym: str | None = strawberry.field(default=None, description=f"For example OHCHR. {at_most(ACRONYM)}")
    kind: PartnerKind = strawberry.field(
        description="What kind of partner it is; OHCHR and GANHRI are in the register from the start."
    )
    iso_alpha3: str | None = strawberry.field(
        default=None,
        description="The ISO 3166-1 alpha-3 code of its state: required for a national institution, optional for "
        "other partners.",
    )
    accreditation: Accreditation | None = strawberry.field(
        default=None,
        description="For a national institution only: its accreditation under the Paris Principles; NONE if left out.",
    )
    website: str | None = strawberry.field(
        default=None, description=f"An address that begins with https:// or http://. {at_most(LONGEST_WEB_ADDRESS)}"
    )


@strawberry.input
class CorrectPartnerInput:
    """The corrected description of a partner.

    Whatever is left out stays, and so does a name, a kind or an accreditation that is null.
    """

    partner: strawberry.ID = strawberry.field(description="The id of the Partner.")
    language: Language | None = strawberry.field(
        default=None, description="The language of the name, if it is not the original one."
    )
    name: str | None = strawberry.field(default=None, description=f"The full name, in one line. {at_most(LINE)}")
    acronym: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"For example OHCHR; null removes it. {at_most(ACRONYM)}"
    )
    kind: PartnerKind | None = strawberry.field(
        default=None, description="What kind of partner it is; for the Committee and administrators only."
    )
    iso_alpha3: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The ISO 3166-1 alpha-3 code of its state, which every national institution has; null removes it. "
        "For the Committee and administrators only.",
    )
    accreditation: Accreditation | None = strawberry.field(
        default=None, description="For a national institution only: its accreditation under the Paris Principles."
    )
    website: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"An address that begins with https:// or http://; null removes it. {at_most(LONGEST_WEB_ADDRESS)}",
    )


@strawberry.input
class WithdrawPartnerInput:
    """A partner that should not be in the register, and why it is removed."""

    partner: strawberry.ID = strawberry.field(description="The id of the Partner, which no partnership names.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


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


@strawberry.input
class RecordContributionInput:
    """A contribution to be recorded."""

    partnership: strawberry.ID = strawberry.field(description="The id of the Partnership.")
    kind: ContributionKind = strawberry.field(description="What kind of contribution it is.")
    by: str = strawberry.field(description=f"The name of the contributor. {at_most(LINE)}")
    description: str = strawberry.field(description=f"What was contributed. {at_most(TEXT)}")
    amount: str | None = strawberry.field(
        default=None, description="For money: an exact decimal such as 1500.50, with a currency."
    )
    currency: str | None = strawberry.field(default=None, description="For money: the ISO 4217 code, with an amount.")


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
class WithdrawContributionInput:
    """A contribution that was recorded by mistake, and why it is removed."""

    contribution: strawberry.ID = strawberry.field(description="The id of the Contribution.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class WithdrawActivityInput:
    """An activity that was recorded by mistake, and why it is removed."""

    activity: strawberry.ID = strawberry.field(description="The id of the Activity.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class RequestSupportInput:
    """A request of a participant to OHCHR."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that asks.")
    kind: ContributionKind = strawberry.field(description="What kind of support is asked for.")
    subject: str = strawberry.field(description=f"What it is about, in one line. {at_most(LINE)}")
    details: str = strawberry.field(description=f"What is asked for, and why. {at_most(TEXT)}")


@strawberry.input
class AnswerSupportRequestInput:
    """The answer of OHCHR."""

    support_request: strawberry.ID = strawberry.field(description="The id of the SupportRequest.")
    status: SupportStatus = strawberry.field(description="ACCEPTED when work begins; ANSWERED or DECLINED closes it.")
    answer: str = strawberry.field(description=f"What is answered. {at_most(TEXT)}")
