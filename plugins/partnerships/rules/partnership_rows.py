"""Partnerships, locked for those who may change them, and their dated stages. S3."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Table, insert, or_, select, update

from core import COMMITTEE_OR_SECRETARIAT, NotAllowed, NotFound, Role, Session, Write, locked_row, new_id
from plugins.partnerships.enums import CONCLUDED, DECLINED, PROPOSED, RUNNING, PartnershipStatus
from plugins.partnerships.errors import WrongPartnershipStatus
from plugins.partnerships.rules.parties import is_party, parties_of, require_party
from plugins.partnerships.tables import partnerships, stages

NOT_BEGUN = (PROPOSED, DECLINED)


@dataclass(frozen=True, slots=True)
class LockedPartnership:
    """A partnership, locked for this write, and its status today. number: that of its last stage."""

    id: int
    status: PartnershipStatus
    starts_on: date | None
    ends_on: date | None
    number: int


def lock_up_to_date(write: Write, partnership: int) -> LockedPartnership:
    """The partnership, locked, its end recorded if that day has come. Raises NotFound."""
    row = locked_row(write.session, partnerships, partnership, "partnership", "partnership")
    last = write.session.execute(
        select(stages).where(stages.c.partnership_id == partnership).order_by(stages.c.number.desc()).limit(1)
    ).one()
    locked = LockedPartnership(partnership, PartnershipStatus[last.status], row.starts_on, row.ends_on, last.number)
    if locked.status in RUNNING and locked.ends_on is not None and locked.ends_on <= write.today:
        return change_status(write, locked, CONCLUDED, locked.ends_on, "concluded", "It has come to its end date.")
    return locked


def lock_as_party(write: Write, partnership: int, *path: str) -> LockedPartnership:
    """The partnership, locked, for its parties and the secretariat. Raises NotFound, NotAllowed."""
    locked = lock_up_to_date(write, partnership)
    require_party(write.viewer, parties_of(write.session, partnership), write.today, *path)
    return locked


def lock_begun(write: Write, partnership: int, what: str) -> LockedPartnership:
    """The partnership, locked, for its parties and the secretariat. Raises NotFound, NotAllowed, WrongStatus.

    what: the records that only a partnership that has begun can have, in the plural.
    """
    locked = lock_as_party(write, partnership, "partnership")
    if locked.status in NOT_BEGUN:
        raise WrongPartnershipStatus(
            locked.status, f"{what} are recorded once a partnership is active; it is {locked.status.name}."
        )
    return locked


def lock_to_steer(write: Write, partnership: int) -> LockedPartnership:
    """The partnership, locked, for those who steer it: its participants, the Committee and the secretariat.

    Raises NotFound, NotAllowed.
    """
    locked = lock_up_to_date(write, partnership)
    _require_to_steer(write, partnership)
    return locked


def lock_to_decline(write: Write, partnership: int) -> LockedPartnership:
    """The partnership, locked, for those who steer it and, while it is proposed, for its partners as well.

    Raises NotFound, NotAllowed.
    """
    locked = lock_up_to_date(write, partnership)
    if locked.status is not PROPOSED or not _is_party_today(write, partnership):
        _require_to_steer(write, partnership)
    return locked


def lock_to_conclude(write: Write, partnership: int) -> LockedPartnership:
    """The partnership, locked, for its parties, the Committee and the secretariat. Raises NotFound, NotAllowed.

    A partner may conclude it, because it cannot leave if too few parties would be left.
    """
    locked = lock_up_to_date(write, partnership)
    if not _is_party_today(write, partnership) and not write.viewer.has(*COMMITTEE_OR_SECRETARIAT):
        raise NotAllowed("This is for the parties of the partnership and the Executive Committee.", "partnership")
    return locked


def _require_to_steer(write: Write, partnership: int) -> None:
    viewer = write.viewer
    participates = viewer.role is not Role.PARTNER and _is_party_today(write, partnership)
    if not viewer.has(*COMMITTEE_OR_SECRETARIAT) and not participates:
        raise NotAllowed("This is for the participants of the partnership and the Executive Committee.", "partnership")


def _is_party_today(write: Write, partnership: int) -> bool:
    return is_party(write.viewer, parties_of(write.session, partnership), write.today)


def lock_recorded(write: Write, table: Table, key: int, what: str) -> tuple[Any, LockedPartnership]:
    """A contribution or an activity and its partnership, locked, for the parties and the secretariat.

    Raises NotFound, NotAllowed.
    """
    row = write.session.execute(select(table).where(table.c.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"There is no such {what}: it may have been withdrawn.", what)
    return row, lock_as_party(write, row.partnership_id, what)


def change_status(
    write: Write,
    locked: LockedPartnership,
    status: PartnershipStatus,
    since: date,
    done: str,
    reason: str | None = None,
) -> LockedPartnership:
    """Give a partnership another status from `since` on, and journal it."""
    number = locked.number + 1
    begin_stage(write.session, locked.id, number, status, since, reason)
    facts = {"since": since.isoformat(), **({"reason": reason} if reason else {})}
    write.record(f"partnership.{done}", f"Partnership:{locked.id}", facts)
    return replace(locked, status=status, number=number)


def begin_stage(
    session: Session, partnership: int, number: int, status: PartnershipStatus, since: date, reason: str | None = None
) -> None:
    """Give a partnership a status from `since` on; stages that hold then or later end on that day."""
    open_then = stages.c.partnership_id == partnership, or_(stages.c.until.is_(None), stages.c.until > since)
    session.execute(update(stages).where(*open_then).values(until=since))
    session.execute(
        insert(stages).values(
            id=new_id(), partnership_id=partnership, number=number, status=status.name, since=since, reason=reason
        )
    )
