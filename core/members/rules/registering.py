"""(Membership) The national mechanism of a participant: M2."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from core.database.database import new_id
from core.errors import Invalid
from core.inputs.identifiers import locked_row
from core.inputs.mistakes import Mistakes
from core.inputs.translations import require_change, translated
from core.inputs.wording import one_line, one_line_or_none, web_address_or_none, worded_or_none
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Capacity, MechanismType
from core.members.rules.days import latest_day_on_earth
from core.members.rules.lengths import NAME, TEXT
from core.members.rules.standings import become_member
from core.members.rules.taking_part import require_participant_or_secretariat
from core.members.tables import mechanisms
from core.writing.write import Write

DETAILS = ("legal_basis", "established_on", "website", "tracking_tool", "capacities")
"""What a description may leave out."""


@dataclass(frozen=True, slots=True)
class MechanismDescription:
    """What a participant says about its national mechanism."""

    language: str
    name: str
    type: MechanismType
    legal_basis: str | None = None
    established_on: date | None = None
    website: str | None = None
    tracking_tool: str | None = None
    capacities: Sequence[Capacity] = ()


def register_mechanism(
    write: Write,
    participant: int,
    described: MechanismDescription,
    since: date | None = None,
    left_out: Collection[str] = (),
) -> int:
    """(Membership, M2) Register a national mechanism; an observer that has one becomes a member.

    since: its first day in a list that is imported, today unless given. left_out: those of the DETAILS that the
    description leaves out. The previous mechanism is kept with the day on which it ended; one of the same name takes
    over its translations, and what is left out. Returns the mechanism. Raises NotAllowed, NotFound, Invalid.
    """
    require_participant_or_secretariat(write, participant)
    with Mistakes() as check:
        name = check(one_line, described.name, NAME, "name of the mechanism", "name")
        legal_basis = check(worded_or_none, described.legal_basis, TEXT, "legal basis", "legalBasis")
        website = check(web_address_or_none, described.website, "website")
        tool = check(one_line_or_none, described.tracking_tool, NAME, "name of the tracking tool", "trackingTool")
        if described.established_on and described.established_on > latest_day_on_earth(write.now):
            check.note(Invalid("A mechanism cannot have been established in the future.", "establishedOn"))
    present = is_present_mechanism_of(participant)
    previous = write.session.execute(select(mechanisms).where(present)).one_or_none()
    same = previous if previous is not None and _is_named(previous, described.language, name) else None
    write.session.execute(update(mechanisms).where(present).values(until=write.today))
    since = since or write.today
    mechanism = _key_after(write, participant, since)
    details = {
        "legal_basis": legal_basis,
        "established_on": described.established_on,
        "website": website,
        "tracking_tool": tool,
        "capacities": sorted({capacity.name for capacity in described.capacities}),
    }
    kept = {} if same is None else {detail: getattr(same, detail) for detail in left_out}
    write.session.execute(
        insert(mechanisms).values(
            id=mechanism,
            participant_id=participant,
            name={described.language: name} if same is None else same.name,
            original_language=described.language,
            type=described.type.name,
            since=since,
            replaced_id=None if previous is None else previous.id,
            **{**details, **kept},
        )
    )
    became_member = become_member(write, participant)
    write.record(
        "mechanism.registered",
        f"Mechanism:{mechanism}",
        {"participant": f"Participant:{participant}", "type": described.type.name, "becameMember": became_member},
    )
    return mechanism


def _key_after(write: Write, participant: int, since: date) -> int:
    """A key greater than those of the participant's other mechanisms since a day, which tells their order."""
    same_day = mechanisms.c.participant_id == participant, mechanisms.c.since == since
    last: int | None = write.session.execute(select(func.max(mechanisms.c.id)).where(*same_day)).scalar()
    return max(new_id(), (last or 0) + 1)


def _is_named(row: Any, language: str, name: str) -> bool:
    """Whether a mechanism has this name as its original. row: its row."""
    return bool(row.original_language == language and row.name[language] == name)


def translate_mechanism(write: Write, mechanism: int, language: str, name: str) -> int:
    """(Membership) Give the name of a mechanism in another language, or correct it there; the original stays.

    Raises NotAllowed, NotFound, Conflict, Invalid.
    """
    row = locked_row(write.session, mechanisms, mechanism, "mechanism", "mechanism")
    require_participant_or_secretariat(write, row.participant_id)
    name = one_line(name, NAME, "name of the mechanism", "name")
    changes = translated(row, language, "language", name=name)
    require_change(changes, "name")
    write.session.execute(update(mechanisms).where(mechanisms.c.id == mechanism).values(**changes))
    write.record("mechanism.translated", f"Mechanism:{mechanism}", {"language": language, "name": name})
    return mechanism
