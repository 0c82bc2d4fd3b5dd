"""Corrects the register of partners: the description of a partner, or one that should not be there. S4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select, update

from core import (
    COMMITTEE_OR_SECRETARIAT,
    Conflict,
    Mistakes,
    Role,
    Session,
    Write,
    locked_row,
    one_line,
    one_line_or_none,
    worded,
)
from core.members import find_state, participant_state
from plugins.partnerships.enums import Accreditation
from plugins.partnerships.lengths import ACRONYM, LINE, TEXT
from plugins.partnerships.names import name_columns
from plugins.partnerships.plausibility import require_correction, safe_link_or_none
from plugins.partnerships.reference import read_partners
from plugins.partnerships.rules.partners import (
    INSTITUTION,
    require_institution,
    require_registrable,
    require_unregistered,
)
from plugins.partnerships.tables import parties, partners

KIND_AND_STATE = frozenset(("kind", "iso_alpha3"))
"""These decide who else may correct a partner, and are corrected by the Committee and the secretariat only."""
COLUMNS = {"iso_alpha3": "state_id"}
"""The columns of what may be corrected, where their names differ."""


def correct_partner(write: Write, partner: int, language: str | None, changes: Mapping[str, Any]) -> int:
    """(S4) Correct the description of a partner; what is not in `changes` stays.

    changes: any of name, acronym, kind, iso_alpha3, accreditation, website. language: of the name, None for the
    original; in another one it is a translation. The year of an accreditation that was wrong is no longer known.

    For the Committee and the secretariat; for a national institution also for the member of its state, except its kind
    and state. Raises NotAllowed, NotFound, Conflict, UnsafeLink, Invalid.
    """
    row = _lock(write, partner)
    if changes.keys() & KIND_AND_STATE:
        write.viewer.require(*COMMITTEE_OR_SECRETARIAT)
    with Mistakes() as check:
        values = {
            COLUMNS.get(name, name): check(_checked, write.session, name, given) for name, given in changes.items()
        }
    if "name" in values:
        values["name"] = {**row.name, language or row.original_language: values["name"]}
    values["accreditation"] = _accreditation_of(row, values)
    corrected = {column: value for column, value in values.items() if value != getattr(row, column)}
    require_correction(corrected, "partner")
    _require_unregistered(write.session, row, corrected)
    derived = _derived(row, corrected)
    write.session.execute(update(partners).where(partners.c.id == partner).values(**corrected, **derived))
    previous = {column: getattr(row, column) for column in corrected}
    write.record("partner.corrected", f"Partner:{partner}", {"from": _facts_of(previous), "to": _facts_of(corrected)})
    return partner


def _accreditation_of(row: Any, values: Mapping[str, Any]) -> str | None:
    """(S4) The accreditation of a partner with these corrected values. Raises Invalid."""
    kind = values.get("kind", row.kind)
    accreditation = values.get("accreditation", row.accreditation if kind == INSTITUTION else None)
    require_institution(kind, values.get("state_id", row.state_id), accreditation)
    return accreditation or Accreditation.NONE.name if kind == INSTITUTION else None


def _require_unregistered(session: Session, row: Any, corrected: Mapping[str, Any]) -> None:
    """Raises Conflict if another partner has a name of this one, and the kind and state that it gets."""
    names = corrected.get("name", row.name)
    moved = not corrected.keys().isdisjoint(("kind", "state_id"))
    for language, name in names.items():
        if moved or name != row.name.get(language):
            kind, state = corrected.get("kind", row.kind), corrected.get("state_id", row.state_id)
            require_unregistered(session, kind, state, name, besides=row.id)


def _derived(row: Any, corrected: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that follow from the corrected ones."""
    name = corrected.get("name", row.name)
    undated = {"accredited_in": None} if "accreditation" in corrected else {}
    found_by = name_columns(name, row.original_language, corrected.get("acronym", row.acronym))
    return {**found_by, **undated, "former_names": _former_names(row, name)}


def _facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of columns as the journal keeps them: the state by its id."""
    facts = dict(values)
    if "state_id" in facts:
        state = facts.pop("state_id")
        facts["state"] = None if state is None else f"State:{state}"
    return facts


def withdraw_partner(write: Write, partner: int, reason: str) -> int | None:
    """(S4) Remove a partner from the register that is in no partnership, past or future. For those who may correct it.

    Returns its state, if it has one. Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row = _lock(write, partner)
    naming = select(parties.c.partnership_id).where(parties.c.partner_id == partner).order_by(parties.c.partnership_id)
    partnership = write.session.execute(naming.limit(1)).scalar()
    if partnership is not None:
        raise Conflict(f"It is or was a party to Partnership:{partnership}: correct it instead.", "partner")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(delete(partners).where(partners.c.id == partner))
    write.record("partner.withdrawn", f"Partner:{partner}", {"kind": row.kind, "name": row.name, "reason": reason})
    state: int | None = row.state_id
    return state


def _lock(write: Write, partner: int) -> Any:
    """A partner, locked, for those who may correct it. Raises NotFound, NotAllowed, and Conflict if it is shipped."""
    row = locked_row(write.session, partners, partner, "partner", "partner")
    viewer = write.viewer
    speaker = viewer.participant if viewer.has(Role.FOCAL_POINT) else None
    state = None if speaker is None else participant_state(write.session, speaker)
    if row.kind != INSTITUTION or state != row.state_id:
        viewer.require(*COMMITTEE_OR_SECRETARIAT)
    if any(shipped["id"] == partner for shipped in read_partners()):
        raise Conflict("It is shipped with the platform, and cannot be changed.", "partner")
    return row


def _former_names(row: Any, name: Mapping[str, str]) -> list[str] | None:
    """The former names of a partner, each once, including those that are replaced now."""
    gone = [one for language, one in row.name.items() if one != name[language]]
    return list(dict.fromkeys([*(row.former_names or ()), *gone])) or None


def _checked(session: Session, name: str, given: Any) -> Any:
    """The value of a column for what is given. Raises NotFound, Conflict, UnsafeLink, Invalid."""
    match name:
        case "name":
            return one_line(given, LINE, "name", "name")
        case "acronym":
            return one_line_or_none(given, ACRONYM, "acronym", "acronym")
        case "website":
            return safe_link_or_none(given, "website")
        case "iso_alpha3":
            return None if given is None else find_state(session, given)
        case "kind":
            require_registrable(given)
    return given.name
