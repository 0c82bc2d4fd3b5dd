"""Inputs of the writes of members."""

from __future__ import annotations

from datetime import date

import strawberry

from core.inputs.wording import LONGEST_MAIL_ADDRESS, LONGEST_WEB_ADDRESS, at_most
from core.members.enums import Capacity, MechanismType, RegionalGroup, Standing
from core.members.lengths import NAME, TEXT
from schema import Language


@strawberry.input
class CommunicateAccessionInput:
    """(Membership) A state communicates its wish to join and its decision to adopt the Declaration."""

    iso_alpha3: str = strawberry.field(description="The state's ISO 3166-1 alpha-3 code.")
    standing: Standing = strawberry.field(description="The standing in which it joins.")
    adopts_declaration: bool = strawberry.field(
        description="Whether it adopts the Declaration: otherwise it cannot join."
    )
    communicated_on: date = strawberry.field(description="The day on which it was communicated, today at the latest.")


@strawberry.input
class AcknowledgeAccessionInput:
    """(Membership) The Executive Committee acknowledges an accession."""

    accession: strawberry.ID = strawberry.field(description="The id of the Accession.")
    on: date = strawberry.field(
        description="The day, from that of the communication to today, or tomorrow if that has begun anywhere on earth."
    )


@strawberry.input
class WithdrawAccessionInput:
    """(Membership) An accession that was communicated by mistake, and why it is removed."""

    accession: strawberry.ID = strawberry.field(description="The id of the Accession, not acknowledged yet.")
    reason: str = strawberry.field(
        description=f"Why it is removed; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class CorrectAccessionInput:
    """(Membership) The correct standing and days of a participant's accession, and whether it is a founder.

    What is left out stays as recorded.
    """

    participant: strawberry.ID = strawberry.field(description="The id of the Participant.")
    standing: Standing | None = strawberry.field(
        default=None,
        description="The standing in which it joined. A member must by now have a registered mechanism, an observer "
        "must have none.",
    )
    communicated_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day on which it was communicated, from which the state takes part: no later than its "
            "acknowledgement, and no later than a change of its standing."
        ),
    )
    acknowledged_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day on which it was acknowledged, from that of the communication to today; not for a participant that "
            "was imported."
        ),
    )
    founding: bool | None = strawberry.field(
        default=None, description="Whether it took part in the Asunción seminar of 8 and 9 May 2024."
    )
    reason: str = strawberry.field(
        description=f"Why it is corrected; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class RegisterMechanismInput:
    """(Membership) A participant registers its national mechanism, named in one language.

    If its present mechanism has the same name, what is left out stays as it is there, and null removes it; a mechanism
    of another name has only what is given.
    """

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose mechanism it is.")
    language: Language = strawberry.field(description="The language of the name.")
    name: str = strawberry.field(description=f"Its name. {at_most(NAME)}")
    type: MechanismType = strawberry.field(description="Its type.")
    legal_basis: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"The act, decree or other text on which it is based. {at_most(TEXT)}"
    )
    established_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day on which it was established."
    )
    website: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"The address of its website; it begins with https:// or http://. {at_most(LONGEST_WEB_ADDRESS)}",
    )
    tracking_tool: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"For instance SIMORE Plus, IMPACT OSS, NRTD. {at_most(NAME)}"
    )
    capacities: list[Capacity] | None = strawberry.field(
        default=strawberry.UNSET, description="The capacities that it has; null, like an empty list, means none."
    )


@strawberry.input
class TranslateMechanismInput:
    """The name of a national mechanism in another language."""

    mechanism: strawberry.ID = strawberry.field(description="The id of the Mechanism.")
    language: Language = strawberry.field(description="Another language than the original.")
    name: str = strawberry.field(description=f"Its name in this language. {at_most(NAME)}")


@strawberry.input
class WithdrawMechanismInput:
    """(Membership) A mechanism that a participant does not have, or no longer has, and why it is withdrawn."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that has no mechanism.")
    ceased_on: date | None = strawberry.field(
        default=None,
        description=(
            "The day on which it ceased to exist, from the day on which the participant became a member to today, in "
            "UTC; it is an observer from today on. If left out, the mechanism was registered by mistake: the one that "
            "it replaced continues, and it cannot be reinstated itself."
        ),
    )
    reason: str = strawberry.field(
        description=f"Why it is withdrawn; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class ReinstateMechanismInput:
    """(Membership) A mechanism that was withdrawn although it had not ceased to exist, and why it is reinstated."""

    participant: strawberry.ID = strawberry.field(description="The id of the Participant whose mechanism it is.")
    reason: str = strawberry.field(
        description=f"Why it is reinstated; the journal keeps it, and everybody can read it. {at_most(TEXT)}"
    )


@strawberry.input
class CorrectRegionalGroupInput:
    """(Membership) The regional group that a state belongs to."""

    iso_alpha3: str = strawberry.field(description="The ISO alpha-3 code of the State.")
    regional_group: RegionalGroup = strawberry.field(description="The group that it belongs to.")
    since: date | None = strawberry.field(
        default=None,
        description=(
            "The first day of the new group, or the corrected first day of the present one, today at the latest; the "
            "earlier group holds until then. If it is left out, the recorded group was a mistake, and is replaced."
        ),
    )


@strawberry.input
class DesignateFocalPointInput:
    """(Membership) A participant designates the person who speaks for it.

    Everybody can read the name, the title and the days as soon as the designation is made, even before its first day.

    If its present or future focal point has the same name, a title or language that is left out stays as it is there,
    and null removes it.
    """

    participant: strawberry.ID = strawberry.field(description="The id of the Participant that designates.")
    name: str = strawberry.field(description=f"The name of the person. {at_most(NAME)}")
    title: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"The person's office or function. {at_most(NAME)}"
    )
    email: str = strawberry.field(description=f"Where mail reaches the person. {at_most(LONGEST_MAIL_ADDRESS)}")
    language: Language | None = strawberry.field(
        default=strawberry.UNSET,
        description=(
            "The language of mail to the person. If there is none, it is the language in which the mechanism is named, "
            "and for an observer that of what is sent."
        ),
    )
    since: date = strawberry.field(
        description=(
            "The first day: at most a year ahead, and neither before the accession nor before the first day of the "
            "designation that preceded the present one."
        )
    )


@strawberry.input
class CorrectFocalPointInput:
    """(Membership) The corrected person of a designation.

    Whatever is left out stays, and so does a name or an address that is null.
    """

    focal_point: strawberry.ID = strawberry.field(description="The id of the FocalPoint, which may have ended.")
    name: str | None = strawberry.field(default=None, description=f"The name of the person. {at_most(NAME)}")
    title: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"The person's office or function; null removes it. {at_most(NAME)}",
    )
    email: str | None = strawberry.field(
        default=None,
        description=(
            "Where mail reached the person; only of a designation that has ended, or was replaced. "
            f"{at_most(LONGEST_MAIL_ADDRESS)}"
        ),
    )
    language: Language | None = strawberry.field(
        default=strawberry.UNSET, description="The language of mail to the person; null removes it."
    )


@strawberry.input
class EraseFocalPointInput:
    """(Membership) A designation that has ended or was a mistake, whose person is to be erased."""

    focal_point: strawberry.ID = strawberry.field(description="The id of the FocalPoint.")
    mistaken: bool = strawberry.field(
        default=False,
        description=(
            "True if the designation should never have been made: a current one ends today, without a successor; a "
            "future one never takes effect."
        ),
    )
    reason: str | None = strawberry.field(
        default=None,
        description=(
            "Why, without a word of the person's name or address: the journal keeps it, and everybody can read it. "
            f"{at_most(TEXT)}"
        ),
    )
