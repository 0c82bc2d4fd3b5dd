"""Where practices stand in the full-text index of SQLite: in the order of lists, the newest last.

FTS5 yields what it finds by its rowid, from either end. A place serves as one: a page of what is found is then read
from the index as it stands, and nothing has to be put in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Integer, Row, bindparam, column, delete, insert, select, table, tuple_

from core import Prepared, Session
from plugins.practices.tables import practices
from schema import Instant

SLOTS = 1 << 25
"""Places in a second."""
BITS_OF_KEYS = 53

places = table("practices_places", column("place", BigInteger()), column("practice_id", Integer()))

ENDS = 1 << 62
"""Before and after all places."""
ROOM = 1 << 20
"""Places left free beside a neighbour whose key is so near that both wish for the same one."""
FEWEST = 16
"""Of those on either side of a practice for which there is no room, so many make it, or more."""

_ORDER = (practices.c.ordered_at, practices.c.id)
_HERE = tuple_(bindparam("at", type_=Instant), bindparam("practice", type_=BigInteger()))
_STANDING = select(places.c.place, places.c.practice_id).join(practices, practices.c.id == places.c.practice_id)
BEFORE = Prepared(_STANDING.where(tuple_(*_ORDER) < _HERE).order_by(*(key.desc() for key in _ORDER)).limit(1))
AFTER = Prepared(_STANDING.where(tuple_(*_ORDER) > _HERE).order_by(*_ORDER).limit(1))
OF = Prepared(select(places.c.place).where(places.c.practice_id == bindparam("practice")))
LEAVE = Prepared(delete(places).where(places.c.practice_id == bindparam("practice")))
TAKE = Prepared(insert(places), "place", "practice_id")


class Moved(NamedTuple):
    """A practice that made room for another: from which place, and to which."""

    practice: int
    before: int
    now: int


def wished_place(practice: int, ordered_at: datetime) -> int:
    """The place that a practice should have: by its second, then by its key. Another may have it already."""
    second = int(ordered_at.replace(microsecond=0).timestamp())
    return second * SLOTS + min(practice * SLOTS >> BITS_OF_KEYS, SLOTS - 1)


def leave_place(session: Session, practice: int) -> int | None:
    """Remove a practice from its place; returns the place, or None where it had none."""
    found = OF.first(session, practice=practice)
    LEAVE.all(session, practice=practice)
    return None if found is None else int(found.place)


def take_place(session: Session, practice: int, ordered_at: datetime) -> tuple[int, list[Moved]]:
    """Give a practice without one its place; returns it, and which others made room, where there was none."""
    last, following = (standing.first(session, at=ordered_at, practice=practice) for standing in (BEFORE, AFTER))
    low, high = last.place if last else -ENDS, following.place if following else ENDS
    place, moved = _between(low, wished_place(practice, ordered_at), high), list[Moved]()
    if place == low:
        place, moved = _made_room(session, low, high)
    TAKE.all(session, place=place, practice_id=practice)
    return place, moved


def _between(low: int, wished: int, high: int) -> int:
    """A free place between two that are taken, as near to the wished one as room for others permits; else the lower."""
    if low < wished < high:
        return wished
    near = low + ROOM if wished <= low else high - ROOM
    return near if low < near < high else (low + high) // 2


def _made_room(session: Session, low: int, high: int) -> tuple[int, list[Moved]]:
    """Spread those around two neighbouring places, as few as have room for as many more; returns the place between."""
    count = FEWEST
    while True:
        below = _around(session, places.c.place <= low, places.c.place.desc(), count)
        above = _around(session, places.c.place >= high, places.c.place, count)
        standing = [*reversed(below[:count]), *above[:count]]
        start = below[count].place if len(below) > count else standing[0].place - count * SLOTS
        end = above[count].place if len(above) > count else standing[-1].place + count * SLOTS
        step = (end - start) // (len(standing) + 2)
        if step > count:
            break
        count *= 2
    free = len(below[:count])
    moved = [
        Moved(row.practice_id, row.place, start + step * (number + 1 + (number >= free)))
        for number, row in enumerate(standing)
    ]
    session.execute(delete(places).where(places.c.place > start, places.c.place < end))
    session.execute(insert(places), [{"place": each.now, "practice_id": each.practice} for each in moved])
    return start + step * (free + 1), moved


def _around(session: Session, side: ColumnElement[bool], order: ColumnElement[Any], count: int) -> Sequence[Row[Any]]:
    """The nearest on one side, and one beyond them, who stays."""
    return session.execute(select(places).where(side).order_by(order).limit(count + 1)).all()
