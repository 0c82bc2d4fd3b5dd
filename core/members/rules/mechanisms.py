"""(Membership) How the national mechanism of a participant is registered, withdrawn and reinstated: M2."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from core.errors import Invalid, NotFound
from core.identity import Role
from core.inputs.identifiers import locked_row
from core.inputs.mistakes import Mistakes
from core.inputs.translations import require_change, translated
from core.inputs.wording import one_line, one_line_or_none, web_address_or_none, worded, worded_or_none
from core.members.clauses import is_present_mechanism_of
from core.members.enums import Capacity, MechanismType, Standing, StandingCause
from core.members.latest_day import latest_day_on_earth
from core.members.lengths import NAME, TEXT
from core.members.rules.standings import (
    become_member,
    become_observer,
    key_after,
    present_standing,
    return_to_previous,
)
from core.members.rules.taking_part import require_participant, require_participant_or_secretariat
from core.members.tables import mechanisms
from core.writing.write import Write

DETAILS = ("legal_basis", "established_on", "website", "tracking_tool", "capacities")
"""What need not be stated when a mechanism of the same name is registered again."""


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
    capacities: Sequence[Capacity] | None = None


def register_mechanism(
    write: Write,
    participant: int,
    described: MechanismDescription,
    since: date | None = None,
    stated: Collection[str] = DETAILS,
) -> int:
    """(Membership, M2) Register a national mechanism; an observer that has one becomes a member.

    since: its first day in a list that is imported, today unless given. stated: those of the DETAILS that are given.
    The previous mechanism is kept with the day on which it ended; one of the same name takes over its translations, and
    the details that are not stated. Returns the mechanism. Raises NotAllowed, NotFound, Invalid.
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
    mechanism = key_after(write, mechanisms, participant, since)
    details = {
        "legal_basis": legal_basis,
        "established_on": described.established_on,
        "website": website,
        "tracking_tool": tool,
        "capacities": sorted({capacity.name for capacity in described.capacities or ()}),
    }
    kept = {} if same is None else {detail: getattr(same, detail) for detail in DETAILS if detail not in stated}
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


def withdraw_mechanism(write: Write, participant: int, reason: str, ceased_on: date | None = None) -> int:
    """(Membership, M2) Withdraw a participant's mechanism: it has ceased to exist or was registered by mistake.

    ceased_on: the day on which it ceased to exist. Without it, it was registered by mistake: the one that it replaced
    continues; if it replaced none, a participant that was already a member remains one, without a mechanism, whenever
    it acceded. Any other is an observer from today on. It was a member until then, and the votes that it cast stay. Its
    focal point stays, as the contact. For the secretariat. Returns the participant. Raises NotAllowed, NotFound,
    Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    present = write.session.execute(select(mechanisms).where(is_present_mechanism_of(participant))).one_or_none()
    current = present_standing(write, participant)
    if present is None and current.standing == Standing.OBSERVER.name:
        raise NotFound("No mechanism of this participant is registered.", "participant")
    with Mistakes() as check:
        reason = check(worded, reason, TEXT, "reason", "reason")
        if ceased_on is not None:
            check(_require_day_of_end, write, ceased_on, present, current)
    cause = _undo(write, present, current) if ceased_on is None else _cease(write, present)
    if cause is not None:
        become_observer(write, current, cause, ceased_on)
    write.record(
        "mechanism.withdrawn",
        f"Participant:{participant}" if present is None else f"Mechanism:{present.id}",
        {
            "participant": f"Participant:{participant}",
            **({} if present is None else _facts_of(present)),
            **({} if ceased_on is None else {"ceasedOn": ceased_on.isoformat()}),
            "becameObserver": cause is not None,
            "reason": reason,
        },
    )
    return participant


def _require_day_of_end(write: Write, ceased_on: date, present: Any, current: Any) -> None:
    """(M2) Raises Invalid for a day on which a mechanism cannot have ceased to exist.

    Days are those of UTC, as in the history of standings. present, current: the rows of the mechanism, if one was
    registered, and of the standing.
    """
    if ceased_on > write.today:
        message = f"Record this once the mechanism has ceased to exist: give a day no later than {write.today}, in UTC."
        raise Invalid(message, "ceasedOn")
    if ceased_on < current.since:
        message = f"It has been a member since {current.since}, with a mechanism: give that day or a later one."
        raise Invalid(message, "ceasedOn")
    if present is not None and present.established_on is not None and ceased_on < present.established_on:
        raise Invalid(
            f"It was established on {present.established_on}: it cannot have ceased to exist before.", "ceasedOn"
        )


def _cease(write: Write, present: Any) -> StandingCause:
    """(M2) End a mechanism that has ceased to exist; returns why its participant is an observer from now on.

    present: its row, if one was registered.
    """
    if present is not None:
        write.session.execute(update(mechanisms).where(mechanisms.c.id == present.id).values(until=write.today))
    return StandingCause.MECHANISM_CEASED


def _undo(write: Write, present: Any, current: Any) -> StandingCause | None:
    """(M2) Delete a mechanism that was registered by mistake; the one that it replaced continues.

    Returns why its participant is an observer from now on, or None if it remains a member: if a mechanism continues, or
    it was none that made it a member. present, current: the rows of the mechanism, if one was registered, and of the
    standing.
    """
    if present is None:
        return StandingCause.MECHANISM_MISSING
    write.session.execute(delete(mechanisms).where(mechanisms.c.id == present.id))
    if present.replaced_id is not None:
        write.session.execute(update(mechanisms).where(mechanisms.c.id == present.replaced_id).values(until=None))
        return None
    made_it_a_member = current.cause == StandingCause.MECHANISM_ESTABLISHED.name
    return StandingCause.MECHANISM_MISTAKEN if made_it_a_member else None


def _facts_of(present: Any) -> dict[str, Any]:
    """What the journal keeps of a mechanism. present: its row."""
    return {"name": present.name, "type": present.type, "since": present.since.isoformat()}


def reinstate_mechanism(write: Write, participant: int, reason: str) -> int:
    """(Membership, M2) Let a mechanism continue that was withdrawn by mistake as one that ceased to exist.

    The participant was a member throughout: the change of its standing is removed. Only until it registers another
    mechanism. For the secretariat. Returns the mechanism. Raises NotAllowed, NotFound, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    require_participant(write.session, participant, "participant")
    current = present_standing(write, participant)
    row = _latest_ended(write, participant)
    if row is None or (current.cause, current.since) != (StandingCause.MECHANISM_CEASED.name, row.until):
        message = "This participant is not an observer whose mechanism ceased to exist: there is none to reinstate."
        raise NotFound(message, "participant")
    reason = worded(reason, TEXT, "reason", "reason")
    write.session.execute(update(mechanisms).where(mechanisms.c.id == row.id).values(until=None))
    return_to_previous(write, current)
    facts = {"participant": f"Participant:{participant}", "until": row.until.isoformat(), "reason": reason}
    write.record("mechanism.reinstated", f"Mechanism:{row.id}", facts)
    mechanism: int = row.id
    return mechanism


def _latest_ended(write: Write, participant: int) -> Any:
    """The row of the mechanism of a participant that ended last and was not replaced, or None."""
    newer = mechanisms.alias("newer")
    own = mechanisms.c.participant_id == participant, mechanisms.c.until.is_not(None)
    not_replaced = ~exists(select(newer.c.id).where(newer.c.replaced_id == mechanisms.c.id))
    newest_first = mechanisms.c.until.desc(), mechanisms.c.since.desc(), mechanisms.c.id.desc()
    return write.session.execute(select(mechanisms).where(*own, not_replaced).order_by(*newest_first)).first()
