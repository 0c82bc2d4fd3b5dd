"""(Membership) Who speaks for a participant: M4."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from core.database.database import new_id
from core.errors import Invalid
from core.inputs.mistakes import Mistakes
from core.inputs.wording import mail_address, one_line, one_line_or_none
from core.members.clauses import holds
from core.members.rules.days import latest_day_on_earth
from core.members.rules.lengths import NAME
from core.members.rules.taking_part import require_participant_or_secretariat
from core.members.tables import focal_points, participants
from core.writing.write import Write

FAR_AHEAD = timedelta(days=366)
"""How long before it begins a designation may be made."""


def designate_focal_point(
    write: Write,
    participant: int,
    name: str,
    title: str | None,
    email: str,
    since: date,
    language: str | None = None,
) -> int:
    """(Membership, M4) Designate a member's focal point, or an observer's contact; it ends the present designation.

    It begins on a day since the participant joined, and since the present one began, at most 366 days ahead. A
    designation that has not begun yet is replaced: it ends on the very day on which it would have begun, so that it
    never holds, and the present one goes on until the new one begins. language: the code of that in which mail is
    written to the person, where one is named. Returns the focal point.
    Raises NotAllowed, NotFound, Invalid.
    """
    require_participant_or_secretariat(write, participant)
    own = focal_points.c.participant_id == participant
    present = write.session.execute(select(focal_points).where(own, holds(focal_points.c, write.today))).one_or_none()
    with Mistakes() as check:
        name = check(one_line, name, NAME, "name of the focal point", "name")
        title = check(one_line_or_none, title, NAME, "title of the focal point", "title")
        address = check(mail_address, email, "email")
        check(_require_first_day, write, participant, since, present)
    ended = _end(write, participant, since, present)
    focal_point = new_id()
    write.session.execute(
        insert(focal_points).values(
            id=focal_point,
            participant_id=participant,
            name=name,
            title=title,
            email=address,
            language=language,
            since=since,
        )
    )
    write.record(
        "focal_point.designated",
        f"FocalPoint:{focal_point}",
        {
            "participant": f"Participant:{participant}",
            "since": since.isoformat(),
            **({"ended": [f"FocalPoint:{one}" for one in ended]} if ended else {}),
        },
    )
    return focal_point


def _end(write: Write, participant: int, since: date, present: Any) -> list[int]:
    """(M4) End the present designation on a day, and those ahead before they begin; returns those that changed."""
    own = focal_points.c.participant_id == participant
    to_come = or_(focal_points.c.until.is_(None), focal_points.c.until > focal_points.c.since)
    ahead = own, focal_points.c.since > write.today, to_come
    replaced = (
        write.session.execute(select(focal_points.c.id).where(*ahead).order_by(focal_points.c.id)).scalars().all()
    )
    write.session.execute(update(focal_points).where(*ahead).values(until=focal_points.c.since))
    if present is None or present.until == since:
        return list(replaced)
    write.session.execute(update(focal_points).where(focal_points.c.id == present.id).values(until=since))
    return [present.id, *replaced]


def _require_first_day(write: Write, participant: int, since: date, present: Any) -> None:
    """(M4) Raises Invalid unless a designation may begin on a day. present: the designation that it ends, if any."""
    latest = latest_day_on_earth(write.now) + FAR_AHEAD
    if since > latest:
        raise Invalid(f"A designation begins within a year, until {latest}.", "since")
    joined = select(participants.c.joined_on).where(participants.c.id == participant)
    joined_on = write.session.execute(joined).scalar_one()
    if since < joined_on:
        raise Invalid(f"It takes part since {joined_on}: name that day, or a later one.", "since")
    if present is not None and since < present.since:
        begun = f"The present designation began on {present.since}; a new one cannot begin before it."
        raise Invalid(begun, "since")
