"""(Membership) How the standings of a participant follow one another: M2.

Several changes of one day are shown in the order of their keys. So a new standing gets a key after those of its day
(`key_after`), and a corrected first standing one before them (`_key_before`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from core.database.database import new_id
from core.members.clauses import is_present_standing_of
from core.members.enums import Standing, StandingCause
from core.members.figures import recount
from core.members.tables import standings
from core.writing.write import Write

REASONS: Mapping[StandingCause, str] = {
    StandingCause.ACCESSION: "Accession",
    StandingCause.MECHANISM_ESTABLISHED: "Established a national mechanism",
    StandingCause.MECHANISM_CEASED: "Its national mechanism ceased to exist on {ceased_on}",
    StandingCause.MECHANISM_MISTAKEN: "Its national mechanism was registered by mistake",
    StandingCause.MECHANISM_MISSING: "No national mechanism was registered",
}
"""The text of each cause."""


def begin_standing(
    write: Write, participant: int, standing: Standing, since: date, cause: StandingCause, ceased_on: date | None = None
) -> None:
    """(Membership, M2) Record the standing of a participant from a day on. The caller has ended the previous one.

    ceased_on: the day on which its mechanism ceased to exist, if that is the cause.
    """
    write.session.execute(
        insert(standings).values(
            id=key_after(write, standings, participant, since),
            participant_id=participant,
            standing=standing.name,
            since=since,
            cause=cause.name,
            ceased_on=ceased_on,
            reason=REASONS[cause].format(ceased_on=ceased_on),
        )
    )
    recount(write.session, since)


def key_after(write: Write, table: Any, participant: int, since: date) -> int:
    """A key greater than those of the participant's other rows of a table since a day, which tells their order."""
    same_day = table.c.participant_id == participant, table.c.since == since
    last: int | None = write.session.execute(select(func.max(table.c.id)).where(*same_day)).scalar()
    return max(new_id(), (last or 0) + 1)


def _key_before(key: int, changes: Sequence[Any], since: date) -> int:
    """This key, or one that is less than those of the changes since a day."""
    earliest: int = min([key, *(row.id - 1 for row in changes if row.since == since)])
    return earliest


def present_standing(write: Write, participant: int) -> Any:
    """The standing of a participant that no other has followed."""
    return write.session.execute(select(standings).where(is_present_standing_of(participant))).one()


def become_member(write: Write, participant: int) -> bool:
    """(M2) Make an observer a member; returns whether the participant was an observer.

    From today on, or from the day on which it takes part, if that is still to come.
    """
    current = present_standing(write, participant)
    if current.standing != Standing.OBSERVER.name:
        return False
    day = _end(write, current)
    begin_standing(write, participant, Standing.MEMBER, day, StandingCause.MECHANISM_ESTABLISHED)
    return True


def become_observer(write: Write, current: Any, cause: StandingCause, ceased_on: date | None) -> None:
    """(M2) Make a member an observer from today on; if it became a member by a mistake made today, it never was one.

    current: the row of its present standing. cause: MECHANISM_MISTAKEN if it is a mechanism that had made it a member.
    """
    if cause is StandingCause.MECHANISM_MISTAKEN and current.since >= write.today:
        return_to_previous(write, current)
    else:
        day = _end(write, current)
        begin_standing(write, current.participant_id, Standing.OBSERVER, day, cause, ceased_on)


def _end(write: Write, current: Any) -> date:
    """End a standing today, or on its first day, if that is still to come; returns the day."""
    day: date = max(write.today, current.since)
    write.session.execute(update(standings).where(standings.c.id == current.id).values(until=day))
    return day


def return_to_previous(write: Write, current: Any) -> None:
    """Delete a standing; the previous one continues. current: the row of the present one."""
    write.session.execute(delete(standings).where(standings.c.id == current.id))
    own = standings.c.participant_id == current.participant_id, standings.c.until == current.since
    newest_first = standings.c.since.desc(), standings.c.id.desc()
    previous = write.session.execute(select(standings).where(*own).order_by(*newest_first).limit(1)).one()
    write.session.execute(update(standings).where(standings.c.id == previous.id).values(until=None))
    recount(write.session, previous.since)


def standings_of(write: Write, participant: int) -> Sequence[Any]:
    """All standings of a participant, oldest first."""
    own = select(standings).where(standings.c.participant_id == participant)
    return write.session.execute(own.order_by(standings.c.since, standings.c.id)).all()


def correct_first_standing(write: Write, first: Any, later: Sequence[Any], standing: Standing, since: date) -> None:
    """(M3) Give a participant this standing from its first day; a later change to it is removed.

    first, later: the rows of its standings so far.
    """
    became, changes = (later[:1], later[1:]) if standing.name != first.standing else ([], later)
    write.session.execute(delete(standings).where(standings.c.id.in_([row.id for row in became])))
    write.session.execute(
        update(standings)
        .where(standings.c.id == first.id)
        .values(
            id=_key_before(first.id, changes, since),
            standing=standing.name,
            since=since,
            until=changes[0].since if changes else None,
        )
    )
    recount(write.session)
