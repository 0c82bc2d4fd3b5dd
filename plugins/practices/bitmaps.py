"""The bitmaps of published practices and their counts: updated with every write, rebuilt, and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
    tuple_,
    union_all,
    update,
)

from core import Prepared, Session
from core.members import groupings
from plugins.practices.enums import PracticeStatus
from plugins.practices.tables import bitmaps, counts, numbers, practices, terms
from schema import Bits

BLOCK = Bits.LENGTH
EMPTY = cast(literal(bytes(BLOCK // 8), Bits), Bits)
PUBLISHED = practices.c.status == PracticeStatus.PUBLISHED.name


def _marks(*chosen: Any) -> CompoundSelect[Any]:
    """The values of published practices, from the records: number, kind, value."""
    of, states = numbers.join(practices, practices.c.id == numbers.c.practice_id), groupings()
    found = (
        select(numbers.c.number, terms.c.kind, terms.c.value).join_from(
            of, terms, terms.c.practice_id == practices.c.id
        ),
        _marked_under("state", practices.c.state_id).select_from(of),
        _marked_under("grouping", states.c.grouping).join_from(of, states, states.c.state_id == practices.c.state_id),
        _marked_under("status", practices.c.status).select_from(of),
    )
    return union_all(*(each.where(PUBLISHED, *chosen) for each in found))


def _marked_under(kind: str, value: ColumnElement[Any]) -> Select[Any]:
    return select(numbers.c.number, literal(kind).label("kind"), cast(value, String).label("value"))


def _unnumbered(*chosen: Any) -> Select[Any]:
    """Published practices without a number, each with the next free one."""
    last = select(func.coalesce(func.max(numbers.c.number), -1)).scalar_subquery()
    number = last + func.row_number().over(order_by=practices.c.id)
    none = ~exists(select(numbers.c.number).where(numbers.c.practice_id == practices.c.id))
    return select(practices.c.id, number).where(PUBLISHED, none, *chosen)


_THIS_PRACTICE = practices.c.id == bindparam("practice")
_ITS_MARKS = _marks(_THIS_PRACTICE).subquery()
_ITS_BLOCKS = (_ITS_MARKS.c.kind, _ITS_MARKS.c.value, _ITS_MARKS.c.number // BLOCK)
_BITMAP_KEY = tuple_(bitmaps.c.kind, bitmaps.c.value, bitmaps.c.block)
_ITS_BIT = select(numbers.c.number % BLOCK).where(numbers.c.practice_id == bindparam("practice")).scalar_subquery()

_GIVE_NUMBER = Prepared(insert(numbers).from_select(["practice_id", "number"], _unnumbered(_THIS_PRACTICE)))
_ADD_BLOCKS = Prepared(
    insert(bitmaps).from_select(
        bitmaps.c.keys(), select(*_ITS_BLOCKS, EMPTY).where(~exists().where(tuple_(*_ITS_BLOCKS) == _BITMAP_KEY))
    )
)
_SET_BIT = Prepared(
    update(bitmaps)
    .where(_BITMAP_KEY.in_(select(*_ITS_BLOCKS)))
    .values(bits=func.set_bit(bitmaps.c.bits, _ITS_BIT, bindparam("bit", type_=Integer)))
)

_ITS_VALUES = select(_ITS_MARKS.c.kind, _ITS_MARKS.c.value)
_COUNT_KEY = tuple_(counts.c.kind, counts.c.value)
_BEGIN_COUNTS = Prepared(
    insert(counts).from_select(
        counts.c.keys(),
        _ITS_VALUES.add_columns(literal_column("0")).where(
            ~exists().where(tuple_(_ITS_MARKS.c.kind, _ITS_MARKS.c.value) == _COUNT_KEY)
        ),
    )
)
_CHANGE_COUNTS = Prepared(
    update(counts).where(_COUNT_KEY.in_(_ITS_VALUES)).values(number=counts.c.number + bindparam("more", type_=Integer))
)


@contextmanager
def updating_bitmaps(session: Session, practice: int) -> Iterator[None]:
    """Update the bitmaps after all that is written about a practice within this context."""
    _SET_BIT.all(session, practice=practice, bit=0)
    _CHANGE_COUNTS.all(session, practice=practice, more=-1)
    yield
    _GIVE_NUMBER.all(session, practice=practice)
    _ADD_BLOCKS.all(session, practice=practice)
    _SET_BIT.all(session, practice=practice, bit=1)
    _BEGIN_COUNTS.all(session, practice=practice)
    _CHANGE_COUNTS.all(session, practice=practice, more=1)


def rebuild(session: Session) -> None:
    """Rebuild all bitmaps from the records."""
    session.execute(delete(bitmaps))
    session.execute(insert(numbers).from_select(["practice_id", "number"], _unnumbered()))
    session.execute(insert(bitmaps).from_select(bitmaps.c.keys(), _recorded()))
    session.execute(delete(counts))
    _count_all(session)


def regroup(session: Session) -> None:
    """Update the bitmaps of groupings after the regional groups of states were changed."""
    states = groupings()
    value, bits = cast(states.c.grouping, String).label("value"), func.bit_or(bitmaps.c.bits, type_=Bits)
    of = bitmaps.join(states, cast(states.c.state_id, String) == bitmaps.c.value)
    grouped = select(literal("grouping"), value, bitmaps.c.block, bits).select_from(of).where(bitmaps.c.kind == "state")
    wanted = grouped.group_by(value, bitmaps.c.block)
    if _bits_by_key(session, wanted) != _bits_by_key(session, select(bitmaps).where(bitmaps.c.kind == "grouping")):
        for table in (bitmaps, counts):
            session.execute(delete(table).where(table.c.kind == "grouping"))
        session.execute(insert(bitmaps).from_select(bitmaps.c.keys(), wanted))
        _count_all(session, bitmaps.c.kind == "grouping")


def _count_all(session: Session, *chosen: Any) -> None:
    number = func.sum(func.bit_count(bitmaps.c.bits))
    counted = select(bitmaps.c.kind, bitmaps.c.value, number).where(*chosen).group_by(bitmaps.c.kind, bitmaps.c.value)
    session.execute(insert(counts).from_select(counts.c.keys(), counted))


def faults(session: Session) -> Iterator[str]:
    """The differences between bitmaps and records, in words."""
    if unnumbered := session.execute(_unnumbered()).all():
        yield f"{len(unnumbered)} published practices have no number, and are in no bitmap."
    kept, recorded = _bits_by_key(session, select(bitmaps)), _bits_by_key(session, _recorded())
    for key in sorted(kept.keys() | recorded.keys()):
        ours, theirs = kept.get(key, 0), recorded.get(key, 0)
        if ours != theirs:
            kind, value, block = key
            missing, wrong = (theirs & ~ours).bit_count(), (ours & ~theirs).bit_count()
            yield f"{kind} {value!r}, block {block}: {missing} practices are missing, {wrong} do not belong there."
    yield from _miscounted(session, recorded)


def _miscounted(session: Session, recorded: Mapping[tuple[str, str, int], int]) -> Iterator[str]:
    expected = Counter[tuple[str, str]]()
    for (kind, value, _), bits in recorded.items():
        expected[kind, value] += bits.bit_count()
    counted = Counter({(kind, value): number for kind, value, number in session.execute(select(counts))})
    for kind, value in sorted(expected | counted):
        if counted[kind, value] != expected[kind, value]:
            yield f"{kind} {value!r}: {counted[kind, value]} practices are counted of {expected[kind, value]}."


def _recorded() -> Select[Any]:
    """The bitmaps as the records require them."""
    each = _marks().subquery()
    block = each.c.number // BLOCK
    bits = func.bit_or(func.set_bit(EMPTY, each.c.number % BLOCK, 1), type_=Bits)
    return select(each.c.kind, each.c.value, block, bits).group_by(each.c.kind, each.c.value, block)


def _bits_by_key(session: Session, blocks: Select[Any]) -> dict[tuple[str, str, int], int]:
    return {
        (kind, value, block): int.from_bytes(bits, "little") for kind, value, block, bits in session.execute(blocks)
    }
