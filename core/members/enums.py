"""The field's own distinctions."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class RegionalGroup(enum.Enum):
    """The regional groups of United Nations Member States; informal, and dated in the records."""

    AFRICA = "africa"
    ASIA_PACIFIC = "asia_pacific"
    EASTERN_EUROPE = "eastern_europe"
    LATIN_AMERICA_AND_CARIBBEAN = "latin_america_and_caribbean"
    WESTERN_EUROPE_AND_OTHERS = "western_europe_and_others"


@strawberry.enum
class Standing(enum.Enum):
    """(Membership) MEMBER: the state has a national mechanism. OBSERVER: it has none yet."""

    MEMBER = "member"
    OBSERVER = "observer"


@strawberry.enum
class MechanismType(enum.Enum):
    """The types of national mechanisms that OHCHR's study of 2016 tells apart."""

    AD_HOC = "ad_hoc"
    MINISTERIAL = "ministerial"
    INTERMINISTERIAL = "interministerial"
    INSTITUTIONALLY_SEPARATE = "institutionally_separate"


@strawberry.enum
class Capacity(enum.Enum):
    """The four capacities of a national mechanism in OHCHR's study of 2016."""

    ENGAGEMENT = "engagement"
    COORDINATION = "coordination"
    CONSULTATION = "consultation"
    INFORMATION_MANAGEMENT = "information_management"


@strawberry.enum
class ParticipantOrder(enum.Enum):
    """Orders of participants. NAME: the state's English name without accents."""

    NAME = "name"
    JOINED_ON = "joined_on"


@strawberry.enum
class ObligationStatus(enum.Enum):
    """How a rule of the Declaration stands today."""

    MET = "met"
    DUE = "due"
    BREACHED = "breached"
    NOT_APPLICABLE = "not_applicable"
