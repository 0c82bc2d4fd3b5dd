"""The distinctions of practices."""

from __future__ import annotations

import enum

import strawberry

from schema import value


@strawberry.enum
class PracticeStatus(enum.Enum):
    """The life of a practice (P1)."""

    DRAFT = value("draft", description="Visible to its participant and to administrators only.")
    SUBMITTED = value("submitted", description="Submitted for review; visible to participants.")
    CHANGES_REQUESTED = value(
        "changes_requested", description="A reviewer has asked for changes; its participant can submit it again."
    )
    PUBLISHED = value("published", description="Approved by a reviewer, and published; visible to everybody.")
    WITHDRAWN = value("withdrawn", description="Withdrawn; the record is kept.")


@strawberry.enum
class HumanRightsSystem(enum.Enum):
    """The parts of the human rights system whose recommendations a practice serves."""

    UNIVERSAL_PERIODIC_REVIEW = value("universal_periodic_review", description="The Universal Periodic Review.")
    TREATY_BODIES = value("treaty_bodies", description="The treaty bodies of the United Nations.")
    SPECIAL_PROCEDURES = value("special_procedures", description="The Special Procedures of the Human Rights Council.")
    HUMAN_RIGHTS_COUNCIL = value("human_rights_council", description="The Human Rights Council.")
    REGIONAL = value("regional", description="A regional system for the protection of human rights.")


@strawberry.enum
class TreatyBody(enum.Enum):
    """The ten treaty bodies, by the acronyms that OHCHR uses."""

    CAT = value("cat", description="Committee against Torture.")
    CCPR = value("ccpr", description="Human Rights Committee.")
    CED = value("ced", description="Committee on Enforced Disappearances.")
    CEDAW = value("cedaw", description="Committee on the Elimination of Discrimination against Women.")
    CERD = value("cerd", description="Committee on the Elimination of Racial Discrimination.")
    CESCR = value("cescr", description="Committee on Economic, Social and Cultural Rights.")
    CMW = value(
        "cmw",
        description="Committee on the Protection of the Rights of All Migrant Workers and Members of Their Families.",
    )
    CRC = value("crc", description="Committee on the Rights of the Child.")
    CRPD = value("crpd", description="Committee on the Rights of Persons with Disabilities.")
    SPT = value("spt", description="Subcommittee on Prevention of Torture.")


@strawberry.enum
class ReviewVerdict(enum.Enum):
    """The verdict of a reviewer."""

    APPROVE = value("approve", description="It can be published.")
    REQUEST_CHANGES = value("request_changes", description="It is sent back to its participant, to be changed.")


@strawberry.enum
class PracticeOrder(enum.Enum):
    """Orders of practices."""

    RELEVANCE = value("relevance", description="The best matches of a search first; without a search, the newest.")
    PUBLISHED_AT = value("published_at", description="By the moment of publication.")
    TITLE = value("title", description="By the original title, without accents.")
    ADOPTIONS = value("adoptions", description="By the number of participants that have adopted it.")
