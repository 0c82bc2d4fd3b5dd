"""The inputs of the writes of partners."""

from __future__ import annotations

import strawberry

from core import LONGEST_WEB_ADDRESS, at_most
from plugins.partnerships.enums import Accreditation, PartnerKind
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
