"""What writes of partnerships take."""

from __future__ import annotations

from datetime import date

import strawberry

from plugins.partnerships.enums import Accreditation, ContributionKind, PartnerKind, SupportStatus
from schema import Language


@strawberry.input
class RegisterPartnerInput:
    """A partner for the register. isoAlpha3: of a national institution its state."""

    language: Language
    name: str
    acronym: str | None = None
    kind: PartnerKind
    iso_alpha3: str | None = None
    accreditation: Accreditation | None = None
    website: str | None = None


@strawberry.input
class ProposePartnershipInput:
    """A partnership to be proposed. objectives: 1 to 6. endsOn: the day on which it concludes by itself."""

    language: Language
    title: str
    description: str
    participants: list[strawberry.ID]
    partners: list[strawberry.ID]
    objectives: list[int]
    sustainable_development_goals: list[int] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    agreement_url: str | None = None


@strawberry.input
class ActivatePartnershipInput:
    """A proposed partnership."""

    partnership: strawberry.ID


@strawberry.input
class DeclinePartnershipInput:
    """A proposed partnership, and why it is declined."""

    partnership: strawberry.ID
    reason: str


@strawberry.input
class SuspendPartnershipInput:
    """An active partnership, and why it is suspended."""

    partnership: strawberry.ID
    reason: str


@strawberry.input
class ResumePartnershipInput:
    """A suspended partnership."""

    partnership: strawberry.ID


@strawberry.input
class ConcludePartnershipInput:
    """A partnership that ends. on: the first day on which it is concluded; one ahead becomes its end date."""

    partnership: strawberry.ID
    on: date


@strawberry.input
class JoinPartnershipInput:
    """A party that joins. party: a participant or a partner; on: its first day, today when left out."""

    partnership: strawberry.ID
    party: strawberry.ID
    on: date | None = None


@strawberry.input
class LeavePartnershipInput:
    """A party that leaves. party: a participant or a partner; on: the first day without it, today when left out."""

    partnership: strawberry.ID
    party: strawberry.ID
    on: date | None = None


@strawberry.input
class RecordContributionInput:
    """What was contributed. amount: an exact decimal as in 1500.50; currency: ISO 4217."""

    partnership: strawberry.ID
    kind: ContributionKind
    by: str
    description: str
    amount: str | None = None
    currency: str | None = None


@strawberry.input
class RecordActivityInput:
    """What was done. until: the last day."""

    partnership: strawberry.ID
    language: Language
    title: str
    on: date
    until: date | None = None
    place: str | None = None
    report: str | None = None


@strawberry.input
class RequestSupportInput:
    """What a participant asks of OHCHR."""

    participant: strawberry.ID
    kind: ContributionKind
    subject: str
    details: str


@strawberry.input
class AnswerSupportRequestInput:
    """What OHCHR answers. status: ACCEPTED, ANSWERED or DECLINED."""

    support_request: strawberry.ID
    status: SupportStatus
    answer: str
