"""Practices loaded from rows of files, as `writing` writes them: all that a practice is, as it stands.

Reviews, earlier revisions and adoptions are acts of participants on the platform and stay there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import insert, select

from core import Invalid, Mistakes, NotFound, Write, key_of, new_id, worded
from core.members import code_of, latest_day_on_earth, participant_codes, participant_state
from plugins.practices.bitmaps import bitmaps_kept
from plugins.practices.content import TEXTS, Filing, PracticeLink, PracticeText
from plugins.practices.enums import PracticeStatus
from plugins.practices.exchanging.cells import day, is_a, listed, moment, text_cell, told_by_column
from plugins.practices.exchanging.files import KNOWN, MOMENTS, NAMED, NUMBERED
from plugins.practices.lengths import REMARK
from plugins.practices.storing import make_findable, new_row, replace_links
from plugins.practices.tables import practices
from schema import LANGUAGES

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Where spreadsheets begin to count days: what lies before is a slip of the pen, as in 0024. The first moment of all
is minus infinity to a driver of PostgreSQL: the practices before it would never end."""
WITHDRAWN = PracticeStatus.WITHDRAWN.name
CALLED = {"sustainableDevelopmentGoals": "goals", "startedOn": "started_on"}
"""The columns of files that are called otherwise than in an input."""
ONLY_WHERE = {
    "submitted_at": tuple(status for status in PracticeStatus.__members__ if status != PracticeStatus.DRAFT.name),
    "published_at": (PracticeStatus.PUBLISHED.name, WITHDRAWN),
    "withdrawal_reason": (WITHDRAWN,),
}
"""The statuses in which a practice may have a column at all: a draft for instance was never submitted."""


def load(write: Write, row: Mapping[str, Any]) -> int:
    """Write one row; returns the practice. Raises Refusal, with all that is wrong with it."""
    unknown = sorted(set(row) - KNOWN)
    if unknown:
        raise Invalid(f"{', '.join(unknown)}: unknown; known are {', '.join(sorted(KNOWN))}.")
    with Mistakes() as check:
        key = check(_key, row)
        participant = check(_participant, write, row)
        texts = check(_texts, row)
        filed = check(_filed, row, write)
        links = check(_links, row)
        stage = check(_stage, row, write)
    original, *translations = texts
    made = new_row(key, participant, participant_state(write.session, participant), original, write.now)
    for text in translations:
        made = {**made, **text.added_to(made)}
    made |= {**filed, **stage}
    _require_new(write, made, by_id=row.get("id") is not None)
    with bitmaps_kept(write.session, key):
        write.session.execute(insert(practices).values(**made))
        make_findable(write.session, key, made)
    replace_links(write.session, key, links)
    public = made["status"] == PracticeStatus.PUBLISHED.name
    write.record("practice.imported", f"Practice:{key}", {}, public)
    return key


def _participant(write: Write, row: Mapping[str, Any]) -> int:
    state = text_cell(row, "state") or ""
    code = code_of(state)
    participant = next((key for key, known in participant_codes(write.session).items() if known == code), None)
    if participant is None:
        raise NotFound(f"state {state[:20]!r} is no participant of the Network: give its ISO alpha-3 code.")
    return participant


def _texts(row: Mapping[str, Any]) -> list[PracticeText]:
    """The texts, those in the original language first; a language in which all are blank is none."""
    original = (text_cell(row, "original_language") or "").strip().lower()
    if original not in LANGUAGES:
        raise Invalid(f"original_language {original[:20]!r} is none of {', '.join(LANGUAGES)}.")
    given: dict[str, dict[str, str]] = {}
    for name in TEXTS:
        texts = {} if row.get(name) is None else row[name]
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise Invalid(f"{name} is an object of texts by language.")
        for code, text in texts.items():
            if code not in LANGUAGES:
                raise Invalid(f"{name}: {code[:20]!r} is none of {', '.join(LANGUAGES)}.")
            if text.strip():
                given.setdefault(code, {})[name] = text
    ordered = [original, *sorted(code for code in given if code != original)]
    with Mistakes() as check:
        return [check(_text, code, given.get(code, {})) for code in ordered]


def _text(code: str, given: Mapping[str, str]) -> PracticeText:
    with told_by_column(lambda path: f"{path[-1]}_{code}"):
        return PracticeText(code, **{"title": "", "summary": "", "body": "", **given}).checked()


def _filed(row: Mapping[str, Any], write: Write) -> dict[str, Any]:
    """The columns of what the practice is filed under."""
    filing = _filing(row)
    with told_by_column(lambda path: CALLED.get(path[0], path[0])):
        return filing.columns(latest_day_on_earth(write.now))


def _filing(row: Mapping[str, Any]) -> Filing:
    for name, kind in NAMED.items():
        for value in listed(row, name, str):
            if value not in kind.__members__:
                raise Invalid(f"{name}: {value[:40]!r} is none of {', '.join(kind.__members__)}.")
    return Filing(
        **{name: listed(row, name, str) for name in NAMED},
        **{name: listed(row, name, int) for name in NUMBERED},
        tags=listed(row, "tags", str),
        started_on=day(row, "started_on"),
    )


def _links(row: Mapping[str, Any]) -> Sequence[PracticeLink] | None:
    found = listed(row, "links", dict)
    if not all(_may_be_link(each) for each in found):
        raise Invalid('links: each is {"url": "https://…", "title": "…"}.')
    given = [PracticeLink(each["url"], each.get("title")) for each in found]
    with told_by_column(lambda _: "links"):
        return Filing(links=given).checked_links()


def _may_be_link(link: Mapping[str, Any]) -> bool:
    named = {"url"} <= set(link) <= {"url", "title"}
    return named and isinstance(link["url"], str) and isinstance(link.get("title"), str | None)


def _stage(row: Mapping[str, Any], write: Write) -> dict[str, Any]:
    """Where the practice stands, and since when."""
    found = text_cell(row, "status")
    status = PracticeStatus.DRAFT.name if found is None else found
    if status not in PracticeStatus.__members__:
        raise Invalid(f"status {status[:40]!r} is none of {', '.join(PracticeStatus.__members__)}.")
    given = {name: moment(row, name) for name in MOMENTS}
    if any(at is not None and at > write.now for at in given.values()):
        raise Invalid("A practice cannot have been submitted, published or changed in the future.")
    if any(at is not None and at < EARLIEST for at in given.values()):
        raise Invalid(f"A practice cannot have been submitted, published or changed before {EARLIEST.year}.")
    reason = text_cell(row, "withdrawal_reason")
    if reason is not None:
        reason = worded(reason, REMARK, "withdrawal_reason")
    _require_of_one_stage(status, {**given, "withdrawal_reason": reason})
    moments = {**given}
    if status == PracticeStatus.PUBLISHED.name:
        moments["published_at"] = moments["published_at"] or write.now
    moments["submitted_at"] = moments["submitted_at"] or moments["published_at"]
    if status in (PracticeStatus.SUBMITTED.name, PracticeStatus.CHANGES_REQUESTED.name):
        moments["submitted_at"] = moments["submitted_at"] or write.now
    moments["updated_at"] = moments["updated_at"] or moments["published_at"] or write.now
    _require_in_order(moments, given)
    revision = 1 if row.get("revision") is None else row["revision"]
    if not is_a(int, revision) or not 1 <= revision < 1_000_000:
        raise Invalid("revision is a number from 1 on.")
    return {
        "status": status,
        **moments,
        "submission": int(moments["submitted_at"] is not None),
        "ordered_at": moments["published_at"] or moments["updated_at"],
        "revision": revision,
        "withdrawal_reason": reason,
    }


def _require_of_one_stage(status: str, cells: Mapping[str, Any]) -> None:
    """Raises Invalid where the row has moments or a reason that a practice of this status does not have."""
    for name, possible in ONLY_WHERE.items():
        if cells[name] is not None and status not in possible:
            raise Invalid(
                f"{name} is given, but status is {status}: leave {name} empty, or write {' or '.join(possible)}."
            )
    if status == WITHDRAWN and cells["withdrawal_reason"] is None:
        raise Invalid("withdrawal_reason is empty, but status is WITHDRAWN: write why it was withdrawn.")


def _require_in_order(moments: Mapping[str, datetime | None], given: Mapping[str, datetime | None]) -> None:
    """(P1) Raises Invalid unless a practice was submitted, published and changed in this order.

    given: those of the moments that the row has; the others are that of the import.
    """
    known = [(name, at) for name, at in moments.items() if at is not None]
    for (before, first), (after, then) in pairwise(known):
        if then < first:
            known_at = _told(first) if given[before] else "empty and so the moment of the import"
            raise Invalid(
                f"{after} is {_told(then)}, before {before}, which is {known_at}: a practice is submitted, then "
                "published, and changed last."
            )


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _key(row: Mapping[str, Any]) -> int:
    identifier = text_cell(row, "id")
    return new_id() if identifier is None else key_of(identifier, "Practice", "id")


def _require_new(write: Write, made: Mapping[str, Any], by_id: bool) -> None:
    """Raises Invalid for a practice that is there already: by its id, or, where the row names none, by its title."""
    if by_id:
        if write.session.execute(select(practices.c.id).where(practices.c.id == made["id"])).first() is not None:
            raise Invalid("A practice of this id is there already, or stands in the file twice.")
    elif (known := _titled_so(write, made)) is not None:
        stands = "already, or it stands in the file twice" if known["status"] != WITHDRAWN else "and is withdrawn"
        raise Invalid(
            f"Practice:{known['id']} of this state has this title {stands}: leave it out. If it is another practice, "
            "give it an `id` of its own, as in Practice:1."
        )


def _titled_so(write: Write, made: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A practice of the same participant and title, a withdrawn one where there is no other."""
    alike = select(practices).where(
        practices.c.participant_id == made["participant_id"],
        practices.c.sort_title == made["sort_title"],
    )
    rows = write.session.execute(alike.order_by(practices.c.status == WITHDRAWN, practices.c.id)).mappings()
    return next((row for row in map(dict, rows) if _title(row) == _title(made)), None)


def _title(row: Mapping[str, Any]) -> str:
    """The original title with all its signs, without capitals and needless blanks."""
    return " ".join(row["title"][row["original_language"]].casefold().split())
