"""The register of partners: registration, national institutions and their accreditation. S4."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    NotAllowed,
    Role,
    Session,
    Write,
    new_id,
    one_line,
    one_line_or_none,
)
from core.members import find_state, folded, name_contains, participant_state
from plugins.partnerships.enums import Accreditation, PartnerKind
from plugins.partnerships.lengths import ACRONYM, LINE
from plugins.partnerships.names import name_columns
from plugins.partnerships.plausibility import safe_link_or_none
from plugins.partnerships.tables import partners

INSTITUTION = PartnerKind.NATIONAL_HUMAN_RIGHTS_INSTITUTION.name


@dataclass(frozen=True, slots=True)
class PartnerDescription:
    """The description of a partner. language: a code in lower case. accredited_in: a year."""

    language: str
    name: str
    kind: PartnerKind
    acronym: str | None = None
    iso_alpha3: str | None = None
    accreditation: Accreditation | None = None
    accredited_in: int | None = None
    website: str | None = None


def register_partner(write: Write, described: PartnerDescription) -> int:
    """(S4) Register a partner; returns it. For members and the secretariat.

    A national institution is registered by the member of its own state, the Committee or the secretariat.

    Raises NotAllowed, NotFound, Invalid, UnsafeLink, and Conflict if it is registered already.
    """
    write.viewer.require(Role.FOCAL_POINT, Role.ADMINISTRATOR)
    with Mistakes() as check:
        name = check(one_line, described.name, LINE, "name", "name")
        acronym = check(one_line_or_none, described.acronym, ACRONYM, "acronym", "acronym")
        website = check(safe_link_or_none, described.website, "website")
    state = find_state(write.session, described.iso_alpha3) if described.iso_alpha3 is not None else None
    require_registrable(described.kind)
    require_institution(described.kind.name, state, described.accreditation)
    if state is not None and described.kind.name == INSTITUTION:
        _require_own_state(write, state)
    require_unregistered(write.session, described.kind.name, state, name)
    partner = new_id()
    write.session.execute(
        insert(partners).values(
            id=partner,
            name={described.language: name},
            original_language=described.language,
            acronym=acronym,
            kind=described.kind.name,
            state_id=state,
            accreditation=_accreditation(described),
            accredited_in=described.accredited_in,
            website=website,
            **name_columns({described.language: name}, described.language, acronym),
        )
    )
    write.record("partner.registered", f"Partner:{partner}", {"kind": described.kind.name, "name": name})
    return partner


def partners_with_name(session: Session, kind: str, state: int | None, name: str) -> list[Any]:
    """The partners of a kind and a state that have this name, folded, in some language."""
    of_state = partners.c.state_id.is_(None) if state is None else partners.c.state_id == state
    wanted = folded(name)
    alike = select(partners).where(partners.c.kind == kind, of_state, name_contains(partners.c.search_names, wanted))
    rows = session.execute(alike.order_by(partners.c.id)).all()
    return [row for row in rows if any(folded(one) == wanted for one in row.name.values())]


def require_unregistered(session: Session, kind: str, state: int | None, name: str, besides: int | None = None) -> None:
    """Raises Conflict if another partner of the same name, kind and state is registered."""
    if any(row.id != besides for row in partners_with_name(session, kind, state, name)):
        raise Conflict("A partner of this name and kind is registered already.", "name")


def write_institution(write: Write, described: PartnerDescription) -> int:
    """(S4) Register a national institution, or update its accreditation; returns it.

    An earlier version could register several whose names fold alike: the one that is written in this way is meant, else
    the first. Raises Conflict if none has the name, but one had it until it was corrected: another may be meant.
    """
    state = find_state(write.session, described.iso_alpha3 or "")
    name = one_line(described.name, LINE, "name", "name")
    alike = partners_with_name(write.session, INSTITUTION, state, name)
    if not alike:
        _require_not_a_former_name(write.session, state, name)
        return register_partner(write, described)
    row = next((row for row in alike if name in row.name.values()), alike[0])
    accredited = {"accreditation": _accreditation(described), "accredited_in": described.accredited_in}
    if accredited != {"accreditation": row.accreditation, "accredited_in": row.accredited_in}:
        write.session.execute(update(partners).where(partners.c.id == row.id).values(**accredited))
        facts = {"accreditation": accredited["accreditation"], "year": described.accredited_in}
        write.record("partner.accredited", f"Partner:{row.id}", facts)
    return int(row.id)


def _require_not_a_former_name(session: Session, state: int, name: str) -> None:
    """Raises Conflict if a national institution of a state had this name, folded, until it was corrected."""
    of_state = select(partners).where(partners.c.kind == INSTITUTION, partners.c.state_id == state)
    wanted = folded(name)
    for row in session.execute(of_state.order_by(partners.c.id)):
        if any(folded(one) == wanted for one in row.former_names or ()):
            raise Conflict(
                f"Partner:{row.id}, “{row.name[row.original_language]}”, had this name until it was corrected: give "
                "its present name, or, if this is another institution, register it first with registerPartner.",
                "name",
            )


def _accreditation(described: PartnerDescription) -> str | None:
    if described.kind.name != INSTITUTION:
        return None
    return (described.accreditation or Accreditation.NONE).name


def require_registrable(kind: PartnerKind) -> None:
    """Raises Conflict for the kinds of which there is one partner, which is registered."""
    if kind in (PartnerKind.OHCHR, PartnerKind.GANHRI):
        raise Conflict(f"{kind.name} is in the register from the start.", "kind")


def require_institution(kind: str, state: int | None, accreditation: object) -> None:
    """(S4) Raises Invalid unless a national institution has a state, and any other partner has no accreditation."""
    if kind == INSTITUTION and state is None:
        raise Invalid("A national institution has a state: give its ISO alpha-3 code.", "isoAlpha3")
    if kind != INSTITUTION and accreditation is not None:
        raise Invalid("Only national institutions are accredited under the Paris Principles.", "accreditation")


def _require_own_state(write: Write, state: int) -> None:
    """(S4) Raises NotAllowed for a member of another state; the Committee and the secretariat register any."""
    viewer = write.viewer
    own = viewer.participant is not None and participant_state(write.session, viewer.participant) == state
    if not own and not viewer.has(*COMMITTEE_OR_SECRETARIAT):
        raise NotAllowed("A member can register the national institution of its own state only.", "isoAlpha3")
