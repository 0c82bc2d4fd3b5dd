"""The register of partners is corrected: what is said of one, and one that should not be there. S4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Invalid,
    Mistakes,
    Role,
    Write,
    locked_row,
    one_line,
    one_line_or_none,
    worded,
)
from core.members import participant_state
from plugins.partnerships.content import names_of, safe_link_or_none
from plugins.partnerships.lengths import ACRONYM, LINE, TEXT
from plugins.partnerships.reference import read_partners
from plugins.partnerships.rules.partners import INSTITUTION, require_unregistered
from plugins.partnerships.tables import parties, partners


def correct_partner(write: Write, partner: int, language: str | None, changes: Mapping[str, Any]) -> int:
    """(S4) Correct what is said of a partner: name, acronym, accreditation, website; what is not in `changes` stays.

    language: of the name, None for the original; in another one it is a translation. The year of an accreditation that
    was wrong is not known any more. For the Committee and the secretariat, and of a national institution for the
    member of its state. Raises NotAllowed, NotFound, Conflict, UnsafeLink, Invalid.
    """
    row = _lock(write, partner)
    with Mistakes() as check:
        said = {name: check(_checked, name, given) for name, given in changes.items()}
        if "accreditation" in said and row.kind != INSTITUTION:
            check.note(
                Invalid("Only national institutions are accredited under the Paris Principles.", "accreditation")
            )
    if "name" in said:
        require_unregistered(write.session, row.kind, row.state_id, said["name"], besides=partner)
        said["name"] = {**row.name, language or row.original_language: said["name"]}
    found = {name: one for name, one in said.items() if one != getattr(row, name)}
    if not found:
        raise Invalid("This would change nothing: all of it is recorded so already.", "partner")
    name = found.get("name", row.name)
    follows = names_of(name, row.original_language, found.get("acronym", row.acronym))
    dated = {"accredited_in": None} if "accreditation" in found else {}
    written = {**found, **follows, **dated, "former_names": _former_names(row, name)}
    write.session.execute(update(partners).where(partners.c.id == partner).values(**written))
    was = {name: getattr(row, name) for name in found}
    write.record("partner.corrected", f"Partner:{partner}", {"from": was, "to": found})
    return partner


def withdraw_partner(write: Write, partner: int, reason: str) -> int | None:
    """(S4) Take a partner out of the register that is, was and will be in no partnership. For those who correct it.

    Returns its state, if it has one. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row = _lock(write, partner)
    named = select(parties.c.partnership_id).where(parties.c.partner_id == partner).order_by(parties.c.partnership_id)
    partnership = write.session.execute(named.limit(1)).scalar()
    if partnership is not None:
        raise Conflict(f"It is or was a party of Partnership:{partnership}: correct it instead.", "partner")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(partners).where(partners.c.id == partner))
    write.record("partner.withdrawn", f"Partner:{partner}", {"kind": row.kind, "name": row.name, "reason": reason})
    state: int | None = row.state_id
    return state


def _lock(write: Write, partner: int) -> Any:
    """A partner that was registered, locked for who may correct it. Raises NotFound, NotAllowed, Conflict."""
    row = locked_row(write.session, partners, partner, "partner", "partner")
    viewer = write.viewer
    speaker = viewer.participant if viewer.has(Role.FOCAL_POINT) else None
    state = None if speaker is None else participant_state(write.session, speaker)
    if row.kind != INSTITUTION or state != row.state_id:
        viewer.require(*COMMITTEE_OR_SECRETARIAT)
    if any(shipped["id"] == partner for shipped in read_partners()):
        raise Conflict("It is in the register from the start, and stays as it is shipped.", "partner")
    return row


def _former_names(row: Any, name: Mapping[str, str]) -> list[str] | None:
    """The names that a partner had, each once, with the one that is no longer among its names."""
    gone = [one for language, one in row.name.items() if one != name[language]]
    return list(dict.fromkeys([*(row.former_names or ()), *gone])) or None


def _checked(name: str, given: Any) -> Any:
    """What is given for a name, as it is kept."""
    match name:
        case "name":
            return one_line(given, LINE, "name", "name")
        case "acronym":
            return one_line_or_none(given, ACRONYM, "acronym", "acronym")
        case "website":
            return safe_link_or_none(given, "website")
    return given.name
