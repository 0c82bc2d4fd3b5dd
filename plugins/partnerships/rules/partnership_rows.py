"""A partnership, locked while it is written to, and where it stands: S3. Its stages are dated."""

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
class Life:
    """A partnership, locked for this write, and its status today. number: of its stages the last."""

    id: int
    status: PartnershipStatus
    starts_on: date | None
    ends_on: date | None
    number: int


def lock_up_to_date(write: Write, partnership: int) -> Life:
    """The partnership, locked, its end recorded if that has come. Raises NotFound."""
    row = locked_row(write.session, partnerships, partnership, "partnership", "partnership")
    last = write.session.execute(
        select(stages).where(stages.c.partnership_id == partnership).order_by(stages.c.number.desc()).limit(1)
    ).one()
    life = Life(partnership, PartnershipStatus[last.status], row.starts_on, row.ends_on, last.number)
    if life.status in RUNNING and life.ends_on is not None and life.ends_on <= write.today:
        return move_and_record(write, life, CONCLUDED, life.ends_on, "concluded", "It has come to its end date.")
    return life


def lock_as_party(write: Write, partnership: int, *path: str) -> Life:
    """The partnership, locked, for one of its parties, and the secretariat. Raises NotFound, NotAllowed."""
    life = lock_up_to_date(write, partnership)
    require_party(write.viewer, parties_of(write.session, partnership), write.today, *path)
    return life


def lock_begun(write: Write, partnership: int, what: str) -> Life:
    """The partnership, locked, for its parties and the secretariat. Raises NotFound, NotAllowed, WrongStatus.

    what: is recorded, which takes a partnership that has begun; in the plural.
    """
    life = lock_as_party(write, partnership, "partnership")
    if life.status in NOT_BEGUN:
        raise WrongPartnershipStatus(
            life.status, f"{what} are recorded once a partnership is active; it is {life.status.name}."
        )
    return life


def lock_to_steer(write: Write, partnership: int) -> Life:
    """The partnership, locked, for who steers it: its participants, the Committee, the secretariat; not its partners.

    Raises NotFound, NotAllowed.
    """
    life = lock_up_to_date(write, partnership)
    _require_to_steer(write, partnership)
    return life


def lock_to_decline(write: Write, partnership: int) -> Life:
    """The partnership, locked, for who steers it and, while it is proposed, for its partners as well.

    Raises NotFound, NotAllowed.
    """
    life = lock_up_to_date(write, partnership)
    if life.status is not PROPOSED or not _is_party_today(write, partnership):
        _require_to_steer(write, partnership)
    return life


def lock_to_conclude(write: Write, partnership: int) -> Life:
    """The partnership, locked, for its parties, the Committee and the secretariat. Raises NotFound, NotAllowed.

    A partner may conclude it, because it cannot leave if too few parties would be left.
    """
    life = lock_up_to_date(write, partnership)
    if not _is_party_today(write, partnership) and not write.viewer.has(*COMMITTEE_OR_SECRETARIAT):
        raise NotAllowed("This is for the parties of the partnership and the Executive Committee.", "partnership")
    return life


def _require_to_steer(write: Write, partnership: int) -> None:
    viewer = write.viewer
    participates = viewer.role is not Role.PARTNER and _is_party_today(write, partnership)
    if not viewer.has(*COMMITTEE_OR_SECRETARIAT) and not participates:
        raise NotAllowed("This is for the participants of the partnership and the Executive Committee.", "partnership")


def _is_party_today(write: Write, partnership: int) -> bool:
    return is_party(write.viewer, parties_of(write.session, partnership), write.today)


def lock_recorded(write: Write, table: Table, key: int, what: str) -> tuple[Any, Life]:
    """A contribution or an activity, and its partnership, locked, for the parties of that and the secretariat.

    Raises NotFound, NotAllowed.
    """
    row = write.session.execute(select(table).where(table.c.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"There is no such {what}: it may be withdrawn already.", what)
    return row, lock_as_party(write, row.partnership_id, what)


def move_and_record(
    write: Write, life: Life, status: PartnershipStatus, since: date, done: str, reason: str | None = None
) -> Life:
    """Move a partnership to another status from `since` on, and journal it."""
    number = life.number + 1
    begin_stage(write.session, life.id, number, status, since, reason)
    facts = {"since": since.isoformat(), **({"reason": reason} if reason else {})}
    write.record(f"partnership.{done}", f"Partnership:{life.id}", facts)
    return replace(life, status=status, number=number)


def begin_stage(
    session: Session, partnership: int, number: int, status: PartnershipStatus, since: date, reason: str | None = None
) -> None:
    """Give a partnership a status from `since` on; stages that held then or later end there."""
    open_then = stages.c.partnership_id == partnership, or_(stages.c.until.is_(None), stages.c.until > since)
    session.execute(update(stages).where(*open_then).values(until=since))
    session.execute(
        insert(stages).values(
            id=new_id(), partnership_id=partnership, number=number, status=status.name, since=since, reason=reason
        )
    )
