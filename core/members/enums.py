"""The enumerations of members."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import strawberry

from core.identity import Role
from schema import value


@strawberry.enum
class RegionalGroup(enum.Enum):
    """The regional groups of United Nations Member States; informal, and dated in the records."""

    AFRICA = value("africa", description="The African Group.")
    ASIA_PACIFIC = value("asia_pacific", description="The Asia-Pacific Group.")
    EASTERN_EUROPE = value("eastern_europe", description="The Eastern European Group.")
    LATIN_AMERICA_AND_CARIBBEAN = value(
        "latin_america_and_caribbean", description="The Latin American and Caribbean Group."
    )
    WESTERN_EUROPE_AND_OTHERS = value("western_europe_and_others", description="The Western European and Others Group.")


@strawberry.enum
class Standing(enum.Enum):
    """(Membership) What a state is to the Network that it takes part in."""

    MEMBER = value("member", description="The state has a national mechanism, of any type, structure or legal form.")
    OBSERVER = value("observer", description="The state has no national mechanism yet.")


@strawberry.enum
class StandingCause(enum.Enum):
    """(Membership) What made a participant a member or an observer."""

    ACCESSION = value("accession", description="It acceded with this standing.")
    MECHANISM_ESTABLISHED = value("mechanism_established", description="It established a national mechanism.")
    MECHANISM_CEASED = value("mechanism_ceased", description="Its national mechanism ceased to exist.")
    MECHANISM_MISTAKEN = value("mechanism_mistaken", description="Its national mechanism was registered by mistake.")
    MECHANISM_MISSING = value(
        "mechanism_missing", description="It was recorded as a member, but no national mechanism was registered."
    )


SPOKEN_FOR_AS: Mapping[Standing, Role] = {Standing.MEMBER: Role.FOCAL_POINT, Standing.OBSERVER: Role.OBSERVER}
"""The role of a person that speaks for a participant, by its standing."""


@strawberry.enum
class MechanismType(enum.Enum):
    """The types of national mechanisms that OHCHR's study of 2016 distinguishes."""

    AD_HOC = value("ad_hoc", description="Set up for one report, and disbanded once that is completed.")
    MINISTERIAL = value("ministerial", description="Within one ministry.")
    INTERMINISTERIAL = value("interministerial", description="Of several ministries together.")
    INSTITUTIONALLY_SEPARATE = value(
        "institutionally_separate", description="A separate institution, outside the ministries."
    )


@strawberry.enum
class Capacity(enum.Enum):
    """The four capacities of a national mechanism in OHCHR's study of 2016."""

    ENGAGEMENT = value("engagement", description="To engage with international and regional human rights bodies.")
    COORDINATION = value(
        "coordination", description="To coordinate reporting, implementation and follow-up within the state."
    )
    CONSULTATION = value("consultation", description="To consult national human rights institutions and civil society.")
    INFORMATION_MANAGEMENT = value(
        "information_management",
        description="To manage information on recommendations, their implementation, and reports.",
    )


@strawberry.enum
class ParticipantOrder(enum.Enum):
    """Orders of participants."""

    NAME = value("name", description="By the state's English name, without accents.")
    JOINED_ON = value("joined_on", description="By the day on which its accession was communicated.")


@strawberry.enum
class ObligationStatus(enum.Enum):
    """How a rule of the Declaration stands today."""

    MET = value("met", description="The rule is kept.")
    DUE = value("due", description="What the rule asks for is still to be done, and there is still time.")
    BREACHED = value("breached", description="The rule is not kept.")
    NOT_APPLICABLE = value("not_applicable", description="There is nothing yet to which the rule applies.")
