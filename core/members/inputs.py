"""What writes of members take."""

from __future__ import annotations

from datetime import date

import strawberry

from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing
from schema import Language


@strawberry.input
class CommunicateAccessionInput:
    """(Membership) A state communicates its wish to join and its decision to adopt the Declaration."""

    iso_alpha3: str = strawberry.field(description="The code of the state by ISO 3166-1 alpha-3.")
    standing: Standing = strawberry.field(description="As what it joins.")
    adopts_declaration: bool = strawberry.field(
        description="Whether it adopts the Declaration: without it, it cannot join."
    )
    communicated_on: date = strawberry.field(description="The day on which it was communicated, today at the latest.")


@strawberry.input
class AcknowledgeAccessionInput:
    """(Membership) The Executive Committee acknowledges an accession."""

    accession: strawberry.ID = strawberry.field(description="The id of the Accession.")
    on: date = strawberry.field(description="The day, from that of the communication to today.")


@strawberry.input
class WithdrawAccessionInput:
    """(Membership) An accession that was communicated by mistake, and why it is taken out."""

    accession: strawberry.ID = strawberry.field(description="The id of the Accession, not acknowledged yet.")
    reason: str = strawberry.field(
        description="Why it is taken out, in 5,000 characters at most; the journal keeps it, for all to read."
    )


@strawberry.input
class CorrectAccessionInput:
    """(Membership) As what a participant acceded, and when; what is left out is recorded as it should be."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant.")
    standing: Standing | None = strawberry.field(
        default=None,
        description="As what it joined: a member has a mechanism registered by now, an observer none.",
    )
    communicated_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day on which it was communicated, and from which on it takes part: not after it was acknowledged, nor "
            "after its standing changed."
        ),
    )
    reason: str = strawberry.field(
        description="Why it is corrected, in 5,000 characters at most; the journal keeps it, for all to read."
    )


@strawberry.input
class RegisterMechanismInput:
    """(Membership) A participant registers its national mechanism, named in one language.

    Names have 300 characters at most, legalBasis 5,000, website 2,000.
    """

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose mechanism it is.")
    language: Language = strawberry.field(description="The language of the name.")
    name: str = strawberry.field(description="Its name.")
    type: MechanismType = strawberry.field(description="Its type.")
    legal_basis: str | None = strawberry.field(
        default=None, description="The act, decree or other text that it stands on."
    )
    established_on: date | None = strawberry.field(default=None, description="The day on which it was established.")
    website: str | None = strawberry.field(
        default=None, description="The address of its website; it begins with https:// or http://."
    )
    tracking_tool: str | None = strawberry.field(
        default=None, description="For instance SIMORE Plus, IMPACT OSS, NRTD."
    )
    capacities: list[Capacity] | None = strawberry.field(
        default=None, description="The capacities that it has; none where left out."
    )


@strawberry.input
class TranslateMechanismInput:
    """The name of a national mechanism in another language."""

    mechanism: strawberry.ID = strawberry.field(description="The id of the Mechanism.")
    language: Language = strawberry.field(description="Another language than the original.")
    name: str = strawberry.field(description="Its name in this language, in 300 characters at most.")


@strawberry.input
class WithdrawMechanismInput:
    """(Membership) A mechanism that a participant has not, or has no more, and why it is taken back."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that has no mechanism.")
    ceased_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day on which it ceased to exist, until today. Left out, it was registered by mistake: the one that it "
            "replaced goes on."
        ),
    )
    reason: str = strawberry.field(
        description="Why it is taken back, in 5,000 characters at most; the journal keeps it, for all to read."
    )


@strawberry.input
class CorrectRegionalGroupInput:
    """(Membership) The regional group that a state belongs to."""

    iso_alpha3: str = strawberry.field(description="The ISO alpha-3 code of the State.")
    regional_group: RegionalGroup = strawberry.field(description="The group that it belongs to.")
    since: date | None = strawberry.field(
        default=None,
        description=(
            "The first day, until today, where it has changed, or where the present group was recorded with a wrong "
            "one: the group of before holds until then. Left out, what was recorded was a mistake, and is replaced."
        ),
    )


@strawberry.input
class DesignateFocalPointInput:
    """(Membership) A participant designates who speaks for it. Names have 300 characters at most."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that designates.")
    name: str = strawberry.field(description="The name of the person.")
    title: str | None = strawberry.field(default=None, description="The person's office or function.")
    email: str = strawberry.field(description="Where mail reaches the person.")
    language: Language | None = strawberry.field(
        default=None,
        description=(
            "The language in which mail is written to the person. Left out, it is that in which the mechanism is "
            "named, and for an observer that of what is sent."
        ),
    )
    since: date = strawberry.field(
        description=(
            "The first day, within a year; not before its accession, nor before the designation before the present one "
            "began."
        )
    )


@strawberry.input
class EraseFocalPointInput:
    """(Membership) A designation that has ended, or was a mistake, of whose person nothing is to be kept."""

    focal_point: strawberry.ID = strawberry.field(description="The id of the FocalPoint.")
    mistaken: bool = strawberry.field(
        default=False,
        description=(
            "Whether nobody was to be designated: a designation that has not ended does so today, without a successor; "
            "one that is ahead never holds."
        ),
    )
    reason: str | None = strawberry.field(
        default=None,
        description=(
            "Why, in 5,000 characters at most, without a word on the person: the journal keeps it, for all to read."
        ),
    )
