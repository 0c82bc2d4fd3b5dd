"""The distinctions of partnerships."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class PartnerKind(enum.Enum):
    """With whom the Network fosters partnerships, in the words of the Declaration (Partnerships)."""

    OHCHR = "ohchr"
    HUMAN_RIGHTS_BODY = "human_rights_body"
    UN_ENTITY = "un_entity"
    GANHRI = "ganhri"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIA = "academia"
    REGIONAL_NETWORK = "regional_network"
    OTHER = "other"


@strawberry.enum
class Accreditation(enum.Enum):
    """Of a national institution, under the Paris Principles. A: votes in GANHRI. B: a member without a vote."""

    A = "a"
    B = "b"
    NONE = "none"


@strawberry.enum
class PartnershipStatus(enum.Enum):
    """The life of a partnership (S3)."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CONCLUDED = "concluded"
    DECLINED = "declined"


@strawberry.enum
class PartnershipScope(enum.Enum):
    """(S2) BILATERAL: two parties. MULTILATERAL: more."""

    BILATERAL = "bilateral"
    MULTILATERAL = "multilateral"


@strawberry.enum
class ContributionKind(enum.Enum):
    """What is contributed to a partnership, or asked of OHCHR."""

    EXPERTISE = "expertise"
    ADVICE = "advice"
    TECHNICAL_SUPPORT = "technical_support"
    FUNDING = "funding"
    STAFF = "staff"
    VENUE = "venue"
    TRAINING = "training"
    OTHER = "other"


@strawberry.enum
class SupportStatus(enum.Enum):
    """What became of a support request. ACCEPTED: work has begun. ANSWERED and DECLINED close it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    DECLINED = "declined"
