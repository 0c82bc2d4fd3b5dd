"""The places of practices in the full-text index of SQLite: in the order of lists, the newest last.

FTS5 yields what it finds in the order of rowids, from either end. A place serves as a rowid, so that a page of results
is read from the index in order, and nothing has to be sorted.
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
"""The places for practices of one second."""
BITS_OF_KEYS = 53

places = table("practices_places", column("place", BigInteger()), column("practice_id", Integer()))

ENDS = 1 << 62
"""A place beyond all others, on either side."""
ROOM = 1 << 20
"""The places left free beside a neighbour whose key is so close that both prefer the same one."""
FEWEST = 16
"""The fewest practices on either side that move if there is no room for another between them."""

_ORDER = (practices.c.ordered_at, practices.c.id)
_HERE = tuple_(bindparam("at", type_=Instant), bindparam("practice", type_=BigInteger()))
_STANDING = select(places.c.place, places.c.practice_id).join(practices, practices.c.id == places.c.practice_id)
BEFORE = Prepared(_STANDING.where(tuple_(*_ORDER) < _HERE).order_by(*(key.desc() for key in _ORDER)).limit(1))
AFTER = Prepared(_STANDING.where(tuple_(*_ORDER) > _HERE).order_by(*_ORDER).limit(1))
OF = Prepared(select(places.c.place).where(places.c.practice_id == bindparam("practice")))
LEAVE = Prepared(delete(places).where(places.c.practice_id == bindparam("practice")))
TAKE = Prepared(insert(places), "place", "practice_id")


class Moved(NamedTuple):
    """A practice that made room for another: its previous place, and its present one."""

    practice: int
    before: int
    now: int


def preferred_place(practice: int, ordered_at: datetime) -> int:
    """The place that a practice should have, by its second, then by its key. Another may already have it."""
    second = int(ordered_at.replace(microsecond=0).timestamp())
    return second * SLOTS + min(practice * SLOTS >> BITS_OF_KEYS, SLOTS - 1)


def leave_place(session: Session, practice: int) -> int | None:
    """Remove a practice from its place; returns the place, or None if it had none."""
    found = OF.first(session, practice=practice)
    LEAVE.all(session, practice=practice)
    return None if found is None else int(found.place)


def take_place(session: Session, practice: int, ordered_at: datetime) -> tuple[int, list[Moved]]:
    """Give a place to a practice that has none; returns it, with the others that had to make room."""
    last, following = (standing.first(session, at=ordered_at, practice=practice) for standing in (BEFORE, AFTER))
    low, high = last.place if last else -ENDS, following.place if following else ENDS
    place, moved = _between(low, preferred_place(practice, ordered_at), high), list[Moved]()
    if place == low:
        place, moved = _make_room(session, low, high)
    TAKE.all(session, place=place, practice_id=practice)
    return place, moved


def _between(low: int, preferred: int, high: int) -> int:
    """A free place between two taken ones, as close to the preferred one as room for others permits; else the lower."""
    if low < preferred < high:
        return preferred
    near = low + ROOM if preferred <= low else high - ROOM
    return near if low < near < high else (low + high) // 2


def _make_room(session: Session, low: int, high: int) -> tuple[int, list[Moved]]:
    """Spread the practices around two adjacent places, as few as leave room for as many; returns the place between."""
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
    """The nearest on one side, and one more, which does not move."""
    return session.execute(select(places).where(side).order_by(order).limit(count + 1)).all()
