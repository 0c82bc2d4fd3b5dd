"""Where practices stand in the full-text index of SQLite: in the order of lists, the newest last.

FTS5 yields what it finds by its rowid, from either end. A place serves as one: a page of what is found is then read
from the index as it stands, and nothing has to be put in order.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, column, delete, insert, literal, select, table, tuple_

from core import Session
from plugins.practices.tables import practices
from schema import Instant

SLOTS = 1 << 25
"""Places in a second."""
BITS_OF_KEYS = 53

places = table("practices_places", column("place", BigInteger()), column("practice_id", Integer()))

_ORDER = (practices.c.ordered_at, practices.c.id)
_STANDING = select(places.c.place, places.c.practice_id).join(practices, practices.c.id == places.c.practice_id)


def wished_place(practice: int, ordered_at: datetime) -> int:
    """The place that a practice should have: by its second, then by its key. Another may have it already."""
    second = int(ordered_at.replace(microsecond=0).timestamp())
    return second * SLOTS + min(practice * SLOTS >> BITS_OF_KEYS, SLOTS - 1)


def leave_place(session: Session, practice: int) -> int | None:
    """Remove a practice from its place; returns the place, or None where it had none."""
    place = session.execute(select(places.c.place).where(places.c.practice_id == practice)).scalar()
    session.execute(delete(places).where(places.c.practice_id == practice))
    return place


def take_place(
    session: Session, practice: int, ordered_at: datetime, least: int | None, move: Callable[[int, int], Any]
) -> int:
    """Give a practice without one its place, not below `least`, if given; returns it.

    move: `move(other, least)` takes another practice from its place and gives it one from `least` on. It is called
    where keys of the same second are so near that there is no room between two.
    """
    here = tuple_(literal(ordered_at, Instant), literal(practice))
    before = _STANDING.where(tuple_(*_ORDER) < here).order_by(*(key.desc() for key in _ORDER)).limit(1)
    after = _STANDING.where(tuple_(*_ORDER) > here).order_by(*_ORDER).limit(1)
    place = wished_place(practice, ordered_at)
    if least is not None:
        place = max(place, least)
    if (last := session.execute(before).first()) is not None:
        place = max(place, last.place + 1)
    if (following := session.execute(after).first()) is not None and following.place <= place:
        move(following.practice_id, place + 1)
    session.execute(insert(places).values(place=place, practice_id=practice))
    return place
