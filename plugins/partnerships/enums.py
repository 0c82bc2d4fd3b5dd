"""The distinctions of partnerships."""

from __future__ import annotations

import enum

import strawberry

from schema import value


@strawberry.enum
class PartnerKind(enum.Enum):
    """The kinds of partners, in the words of the Declaration (Partnerships)."""

    OHCHR = value("ohchr", description="The Office of the United Nations High Commissioner for Human Rights.")
    HUMAN_RIGHTS_BODY = value(
        "human_rights_body", description="An international human rights body, for example a treaty body."
    )
    UN_ENTITY = value("un_entity", description="An agency, fund or programme of the United Nations.")
    GANHRI = value("ganhri", description="The Global Alliance of National Human Rights Institutions.")
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = value(
        "national_human_rights_institution", description="A national human rights institution of a state."
    )
    CIVIL_SOCIETY = value("civil_society", description="An organisation of civil society.")
    ACADEMIA = value("academia", description="A university, or another institution of research and teaching.")
    REGIONAL_NETWORK = value(
        "regional_network", description="A regional network, for example of national human rights institutions."
    )
    OTHER = value("other", description="Another stakeholder.")


@strawberry.enum
class Accreditation(enum.Enum):
    """The accreditation of a national institution under the Paris Principles."""

    A = value("a", description="Accredited with A status: votes in GANHRI.")
    B = value("b", description="Accredited with B status: a member of GANHRI without a vote.")
    NONE = value("none", description="Without accreditation.")


@strawberry.enum
class PartnershipStatus(enum.Enum):
    """The life of a partnership (S3)."""

    PROPOSED = value("proposed", description="Proposed; the Executive Committee has not decided on it yet.")
    ACTIVE = value("active", description="The Executive Committee has activated it.")
    SUSPENDED = value("suspended", description="It is suspended, for a reason, and may be resumed.")
    CONCLUDED = value("concluded", description="It has ended.")
    DECLINED = value(
        "declined",
        description="The Executive Committee has declined it, or a party has taken it back, with a reason.",
    )


PROPOSED, ACTIVE, SUSPENDED = PartnershipStatus.PROPOSED, PartnershipStatus.ACTIVE, PartnershipStatus.SUSPENDED
CONCLUDED, DECLINED = PartnershipStatus.CONCLUDED, PartnershipStatus.DECLINED
RUNNING = (ACTIVE, SUSPENDED)
"""The statuses from which a partnership concludes by itself on its end date."""


@strawberry.enum
class PartnershipScope(enum.Enum):
    """(S2) How many parties a partnership has."""

    BILATERAL = value("bilateral", description="Two parties.")
    MULTILATERAL = value("multilateral", description="More than two parties.")


@strawberry.enum
class ContributionKind(enum.Enum):
    """Kinds of contributions to a partnership, and of support asked of OHCHR."""

    EXPERTISE = value("expertise", description="Expertise.")
    ADVICE = value("advice", description="Guidance and advice.")
    TECHNICAL_SUPPORT = value("technical_support", description="Technical support.")
    FUNDING = value("funding", description="Money.")
    STAFF = value("staff", description="Staff who work for it.")
    VENUE = value("venue", description="A place to meet.")
    TRAINING = value("training", description="Training.")
    OTHER = value("other", description="Another kind.")


@strawberry.enum
class SupportStatus(enum.Enum):
    """The status of a support request."""

    OPEN = value("open", description="Not answered yet.")
    ACCEPTED = value("accepted", description="Work on it has begun.")
    ANSWERED = value("answered", description="Answered, and closed.")
    DECLINED = value("declined", description="Declined, and closed.")
