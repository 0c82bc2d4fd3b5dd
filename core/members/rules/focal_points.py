"""(Membership) The focal point or contact of a participant, M4; and the erasure of former ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update

from core.database.database import new_id
from core.errors import Conflict, Invalid, WrongStatus
from core.identity import Role
from core.inputs.identifiers import locked_row
from core.inputs.mistakes import Mistakes
from core.inputs.wording import mail_address, one_line, one_line_or_none, worded_or_none
from core.mail.outbox import forget
from core.members.clauses import ended
from core.members.latest_day import latest_day_on_earth
from core.members.lengths import NAME, TEXT
from core.members.names import folded_in_full
from core.members.rules.taking_part import require_participant_or_secretariat
from core.members.tables import focal_points, participants
from core.writing.write import Write

DETAILS = ("title", "language")
"""What need not be stated when a person of the same name is designated again."""
FAR_AHEAD = timedelta(days=366)
"""How long before its first day a designation may be made."""
LONG = 4
"""The letters from which a part of a name or an address is taken to name a person."""
ERASED = "Erased"
"""The name of a person that is erased."""


def designate_focal_point(
    write: Write,
    participant: int,
    name: str,
    title: str | None,
    email: str,
    since: date,
    language: str | None = None,
    stated: Collection[str] = DETAILS,
) -> int:
    """(Membership, M4) Designate a member's focal point, or an observer's contact; it ends the present designation.

    since: its first day, not before the participant joined, nor before the designation before the present one began,
    and at most 366 days ahead. Somebody else whose designation is still in the future and begins later remains the
    successor. Any other designation that begins later, or is still in the future, is replaced: it ends on its first
    day, so that it never holds, and the previous one continues until the new one begins. language: the code of the
    language of mail to the person, if known. stated: those of the DETAILS that are given; the others stay as they are
    in the present or future designation of a person of this name. Returns the focal point. Raises NotAllowed, NotFound,
    Invalid.
    """
    require_participant_or_secretariat(write, participant)
    designations = _designations(write, participant)
    with Mistakes() as check:
        name = check(one_line, name, NAME, "name of the focal point", "name")
        title = check(one_line_or_none, title, NAME, "title of the focal point", "title")
        address = check(mail_address, email, "email")
        check(_require_first_day, write, participant, since, designations)
    successors = _successors(write, designations, name, since)
    until = successors[0].since if successors else None
    ended_keys = _end_others(write, [row for row in designations if row not in successors], since)
    same = _latest_named(write, designations, name)
    kept = {} if same is None else {detail: getattr(same, detail) for detail in DETAILS if detail not in stated}
    focal_point = new_id()
    write.session.execute(
        insert(focal_points).values(
            id=focal_point,
            participant_id=participant,
            name=name,
            email=address,
            since=since,
            until=until,
            **{"title": title, "language": language, **kept},
        )
    )
    write.record(
        "focal_point.designated",
        f"FocalPoint:{focal_point}",
        {
            "participant": f"Participant:{participant}",
            "since": since.isoformat(),
            **({} if until is None else {"until": until.isoformat()}),
            **({"ended": [f"FocalPoint:{one}" for one in ended_keys]} if ended_keys else {}),
        },
    )
    return focal_point


def _designations(write: Write, participant: int) -> Sequence[Any]:
    """The designations of a participant that hold on some day, oldest first."""
    some_day = or_(focal_points.c.until.is_(None), focal_points.c.until > focal_points.c.since)
    own = select(focal_points).where(focal_points.c.participant_id == participant, some_day)
    return write.session.execute(own.order_by(focal_points.c.since, focal_points.c.id)).all()


def _successors(write: Write, designations: Sequence[Any], name: str, since: date) -> list[Any]:
    """(M4) The designations of others than a person that begin after a day, and after today."""
    return [row for row in designations if row.since > max(write.today, since) and row.name != name]


def _latest_named(write: Write, designations: Sequence[Any], name: str) -> Any:
    """The row of the latest designation of a person of this name that has not ended, or None."""
    has_not_ended = (row for row in designations if row.until is None or row.until > write.today)
    *_, latest = [None, *(row for row in has_not_ended if row.name == name)]
    return latest


def _end_others(write: Write, designations: Sequence[Any], since: date) -> list[int]:
    """(M4) End those that hold on a day or later, none before it begins; returns the keys of those that changed."""
    changed = []
    for row in designations:
        if row.since > write.today or row.since >= since:
            until = row.since
        elif row.until is None or row.until > write.today or row.until > since:
            until = since
        else:
            continue
        if until != row.until:
            write.session.execute(update(focal_points).where(focal_points.c.id == row.id).values(until=until))
            changed.append(row.id)
    return changed


def _require_first_day(write: Write, participant: int, since: date, designations: Sequence[Any]) -> None:
    """(M4) Raises Invalid unless a designation may begin on a day. designations: those so far."""
    latest = latest_day_on_earth(write.now) + FAR_AHEAD
    if since > latest:
        raise Invalid(f"A designation begins within a year: give a day no later than {latest}.", "since")
    joined = select(participants.c.joined_on).where(participants.c.id == participant)
    joined_on = write.session.execute(joined).scalar_one()
    if since < joined_on:
        raise Invalid(f"It has taken part since {joined_on}: give that day or a later one.", "since")
    *_, before = [None, *(row for row in designations if row.until is not None and row.until <= write.today)]
    if before is not None and since < before.since:
        begun = f"The designation before the present one began on {before.since}; a new one cannot begin before it."
        raise Invalid(begun, "since")


def erase_focal_point(write: Write, focal_point: int, reason: str | None, mistaken: bool = False) -> int:
    """(Membership) Erase the person of a designation that has ended; the designation and its days stay.

    The mistaken designations that it corrected are erased too. mistaken: whether nobody was to be designated; one that
    has not ended then ends today, without a successor, and a future one never holds: the present one goes on. Mail to
    the address is forgotten, unless another designation has the same one. For the secretariat. Returns the focal point.
    Raises NotAllowed, NotFound, Conflict, WrongStatus, Invalid.
    """
    write.viewer.require(Role.ADMINISTRATOR)
    row = locked_row(write.session, focal_points, focal_point, "focal point", "focalPoint")
    require_known(row)
    if not mistaken:
        _require_ended(write, row)
    erased = [row, *_corrected_by(write, row)]
    reason = worded_or_none(reason, TEXT, "reason", "reason")
    if reason is not None:
        _require_nameless(reason, erased)
    ended_on = None if has_ended(write, row) else _end_now(write, row)
    for one in erased:
        _erase(write, one, reason, ended_on if one is row else None)
    return focal_point


def _corrected_by(write: Write, row: Any) -> Sequence[Any]:
    """The designations of the same participant that never held, and were a mistake about the person of this one.

    They began on the same day, as when somebody corrects one, or have the same name or address.
    """
    point = focal_points.c
    same_person = or_(point.since == row.since, point.name == row.name, point.email == row.email)
    never_held = point.until <= point.since, point.email.is_not(None)
    others = point.participant_id == row.participant_id, point.id != row.id
    return write.session.execute(select(focal_points).where(*others, *never_held, same_person)).all()


def _erase(write: Write, row: Any, reason: str | None, ended_on: date | None) -> None:
    """Delete what is known of a person, and the mail to it; journal that."""
    this = focal_points.c.id == row.id
    nothing = {"name": ERASED, "title": None, "email": None, "language": None}
    write.session.execute(update(focal_points).where(this).values(**nothing))
    forget_mail(write, row.email)
    given = {"endedOn": ended_on and ended_on.isoformat(), "reason": reason}
    facts = {"participant": f"Participant:{row.participant_id}", **{key: one for key, one in given.items() if one}}
    write.record("focal_point.erased", f"FocalPoint:{row.id}", facts)


def forget_mail(write: Write, address: str) -> None:
    """Delete the mail to an address, unless a designation has it; what waits is not sent."""
    if write.session.execute(select(focal_points.c.id).where(focal_points.c.email == address)).first() is None:
        forget(write.session, address, write.now)


def require_known(row: Any) -> None:
    """Raises Conflict if the person is erased already."""
    if row.email is None:
        raise Conflict("This focal point is erased already.", "focalPoint")


def has_ended(write: Write, row: Any) -> bool:
    """Whether a designation no longer holds, or was replaced before it began."""
    this = select(focal_points.c.id).where(focal_points.c.id == row.id, ended(focal_points.c, write.today))
    return write.session.execute(this).first() is not None


def _end_now(write: Write, row: Any) -> date:
    """(M4) End a designation today; one that has not begun never holds, and the previous one continues.

    Returns the day.
    """
    until: date = max(write.today, row.since)
    write.session.execute(update(focal_points).where(focal_points.c.id == row.id).values(until=until))
    if row.since > write.today:
        own = focal_points.c.participant_id == row.participant_id, focal_points.c.until == row.since
        held = *own, focal_points.c.since < row.since
        write.session.execute(update(focal_points).where(*held).values(until=row.until))
    return until


def _require_ended(write: Write, row: Any) -> None:
    """Raises WrongStatus for a designation that holds, or will."""
    if has_ended(write, row):
        return
    until = "designate a successor first" if row.until is None else f"it ends on {row.until}"
    raise WrongStatus(
        f"This designation has not ended: {until}, and erase it on that day or later. One that was made by mistake "
        "(`mistaken`) ends today.",
        "focalPoint",
    )


def _require_nameless(reason: str, erased: Sequence[Any]) -> None:
    """Raises Invalid if a text names one of these persons, however it is typed."""
    written = folded_in_full(reason)
    for name in (name for row in erased for name in _names(row)):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", written):
            raise Invalid(
                f'The reason names the person with "{name}", and the journal would keep that: leave the person out, or '
                "use another word if it means something else.",
                "reason",
            )


def _names(row: Any) -> list[str]:
    """What names a person, folded: the name and the address, and of these the long words and the mailbox.

    They are looked for as whole words: short ones are parts of many.
    """
    name, address = folded_in_full(row.name), folded_in_full(row.email)
    parts = {address.rpartition("@")[0], *name.split(), *re.findall(r"\w+", name)}
    return [name, address, *sorted(part for part in parts if len(part) >= LONG)]
