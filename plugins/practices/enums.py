"""The distinctions of practices."""

from __future__ import annotations

import enum

import strawberry


@strawberry.enum
class PracticeStatus(enum.Enum):
    """The life of a practice (P1)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@strawberry.enum
class HumanRightsSystem(enum.Enum):
    """The parts of the human rights system whose recommendations a practice serves."""

    UNIVERSAL_PERIODIC_REVIEW = "universal_periodic_review"
    TREATY_BODIES = "treaty_bodies"
    SPECIAL_PROCEDURES = "special_procedures"
    HUMAN_RIGHTS_COUNCIL = "human_rights_council"
    REGIONAL = "regional"


@strawberry.enum
class TreatyBody(enum.Enum):
    """The ten treaty bodies, by the acronyms that OHCHR uses."""

    CAT = "cat"
    CCPR = "ccpr"
    CED = "ced"
    CEDAW = "cedaw"
    CERD = "cerd"
    CESCR = "cescr"
    CMW = "cmw"
    CRC = "crc"
    CRPD = "crpd"
    SPT = "spt"


@strawberry.enum
class ReviewVerdict(enum.Enum):
    """What a reviewer says."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"


@strawberry.enum
class PracticeOrder(enum.Enum):
    """Orders of practices. RELEVANCE: of a search, titles above bodies; without one, the newest first."""

    RELEVANCE = "relevance"
    PUBLISHED_AT = "published_at"
    TITLE = "title"
    ADOPTIONS = "adoptions"
