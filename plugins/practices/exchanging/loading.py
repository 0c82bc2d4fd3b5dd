"""Loads practices from rows of files, as `writing` writes them: a practice in its present state.

Reviews, earlier revisions and adoptions are acts of participants on the platform, and are not in files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import insert, select

from core import Invalid, Mistakes, NotFound, Write, key_of, new_id, worded
from core.members import Capacity, code_of, latest_day_on_earth, participant_codes, participant_state
from plugins.practices.bitmaps import updating_bitmaps
from plugins.practices.content import TEXTS, Filing, PracticeLink, PracticeText
from plugins.practices.enums import HumanRightsSystem, PracticeStatus, TreatyBody
from plugins.practices.exchanging.cells import day, is_a, listed, moment, refusals_by_column, text_cell
from plugins.practices.exchanging.columns import FIELDS, MOMENTS
from plugins.practices.lengths import REMARK
from plugins.practices.storing import make_findable, new_row, replace_links
from plugins.practices.tables import practices
from schema import LANGUAGES

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""The day from which spreadsheets count: an earlier one is a mistake, such as the year 0024. To a PostgreSQL driver
the very first moment is minus infinity: the practices before it would never end."""
WITHDRAWN = PracticeStatus.WITHDRAWN.name
ENUMS = {"capacities": Capacity, "systems": HumanRightsSystem, "treaty_bodies": TreatyBody}
COLUMN_NAMES = {"sustainableDevelopmentGoals": "goals", "startedOn": "started_on"}
"""The names of columns of files that differ from those in an input."""
ONLY_WHERE = {
    "submitted_at": tuple(status for status in PracticeStatus.__members__ if status != PracticeStatus.DRAFT.name),
    "published_at": (PracticeStatus.PUBLISHED.name, WITHDRAWN),
    "withdrawal_reason": (WITHDRAWN,),
}
"""The statuses in which a practice may have these columns: a draft, for example, was never submitted."""


def load(write: Write, row: Mapping[str, Any]) -> int:
    """Write one row; returns the practice. Raises Refusal, with all mistakes in it."""
    unknown = sorted(set(row).difference(FIELDS))
    if unknown:
        raise Invalid(f"{', '.join(unknown)}: unknown. Columns are {', '.join(sorted(FIELDS))}.")
    with Mistakes() as check:
        key = check(_key, row)
        participant = check(_participant, write, row)
        texts = check(_texts, row)
        filed = check(_filing_columns, row, write)
        links = check(_links, row)
        stage = check(_stage_columns, row, write)
    original, *translations = texts
    values = new_row(key, participant, participant_state(write.session, participant), original, write.now)
    for text in translations:
        values = {**values, **text.added_to(values)}
    values |= {**filed, **stage}
    _require_new(write, values, by_id=row.get("id") is not None)
    with updating_bitmaps(write.session, key):
        write.session.execute(insert(practices).values(**values))
        make_findable(write.session, values)
    replace_links(write.session, key, links)
    public = values["status"] == PracticeStatus.PUBLISHED.name
    write.record("practice.imported", f"Practice:{key}", {}, public)
    return key


def _participant(write: Write, row: Mapping[str, Any]) -> int:
    state = text_cell(row, "state") or ""
    code = code_of(state)
    participant = next((key for key, known in participant_codes(write.session).items() if known == code), None)
    if participant is None:
        raise NotFound(f"state {state[:20]!r} is not a participant of the Network: give its ISO alpha-3 code.")
    return participant


def _texts(row: Mapping[str, Any]) -> list[PracticeText]:
    """The texts, those in the original language first; a language in which all are blank is left out."""
    original = (text_cell(row, "original_language") or "").strip().lower()
    if original not in LANGUAGES:
        raise Invalid(f"original_language {original[:20]!r} is not one of {', '.join(LANGUAGES)}.")
    given: dict[str, dict[str, str]] = {}
    for name in TEXTS:
        texts = {} if row.get(name) is None else row[name]
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise Invalid(f"{name} is an object of texts by language.")
        for code, text in texts.items():
            if code not in LANGUAGES:
                raise Invalid(f"{name}: {code[:20]!r} is not one of {', '.join(LANGUAGES)}.")
            if text.strip():
                given.setdefault(code, {})[name] = text
    ordered = [original, *sorted(code for code in given if code != original)]
    with Mistakes() as check:
        return [check(_text, code, given.get(code, {})) for code in ordered]


def _text(code: str, given: Mapping[str, str]) -> PracticeText:
    with refusals_by_column(lambda path: f"{path[-1]}_{code}"):
        return PracticeText(code, **{"title": "", "summary": "", "body": "", **given}).checked()


def _filing_columns(row: Mapping[str, Any], write: Write) -> dict[str, Any]:
    """The columns of the values under which the practice is filed."""
    filing = _filing(row)
    with refusals_by_column(lambda path: COLUMN_NAMES.get(path[0], path[0])):
        return filing.columns(latest_day_on_earth(write.now))


def _filing(row: Mapping[str, Any]) -> Filing:
    for name, kind in ENUMS.items():
        for value in listed(row, name, str):
            if value not in kind.__members__:
                raise Invalid(f"{name}: {value[:40]!r} is not one of {', '.join(kind.__members__)}.")
    return Filing(
        **{name: listed(row, name, str) for name in ENUMS},
        goals=listed(row, "goals", int),
        objectives=listed(row, "objectives", int),
        tags=listed(row, "tags", str),
        started_on=day(row, "started_on"),
    )


def _links(row: Mapping[str, Any]) -> Sequence[PracticeLink] | None:
    found = listed(row, "links", dict)
    if not all(_may_be_link(each) for each in found):
        raise Invalid('links: each is {"url": "https://…", "title": "…"}.')
    given = [PracticeLink(each["url"], each.get("title")) for each in found]
    with refusals_by_column(lambda _: "links"):
        return Filing(links=given).checked_links()


def _may_be_link(link: Mapping[str, Any]) -> bool:
    named = {"url"} <= set(link) <= {"url", "title"}
    return named and isinstance(link["url"], str) and isinstance(link.get("title"), str | None)


def _stage_columns(row: Mapping[str, Any], write: Write) -> dict[str, Any]:
    """The columns of the status of the practice, and of its moments."""
    found = text_cell(row, "status")
    status = PracticeStatus.DRAFT.name if found is None else found
    if status not in PracticeStatus.__members__:
        raise Invalid(f"status {status[:40]!r} is not one of {', '.join(PracticeStatus.__members__)}.")
    given = {name: moment(row, name) for name in MOMENTS}
    if any(at is not None and at > write.now for at in given.values()):
        raise Invalid("A practice cannot have been submitted, published or changed in the future.")
    if any(at is not None and at < EARLIEST for at in given.values()):
        raise Invalid(f"A practice cannot have been submitted, published or changed before {EARLIEST.year}.")
    reason = text_cell(row, "withdrawal_reason")
    if reason is not None:
        reason = worded(reason, REMARK, "withdrawal_reason")
    _require_columns_of_status(status, {**given, "withdrawal_reason": reason})
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
        raise Invalid("revision is a number from 1 to 999,999.")
    return {
        "status": status,
        **moments,
        "submission": int(moments["submitted_at"] is not None),
        "ordered_at": moments["published_at"] or moments["updated_at"],
        "revision": revision,
        "withdrawal_reason": reason,
    }


def _require_columns_of_status(status: str, cells: Mapping[str, Any]) -> None:
    """Raises Invalid if the row has moments or a reason that its status rules out, or lacks a required reason."""
    for name, possible in ONLY_WHERE.items():
        if cells[name] is not None and status not in possible:
            raise Invalid(
                f"{name} is given, but status is {status}: leave {name} empty, or write {' or '.join(possible)}."
            )
    if status == WITHDRAWN and cells["withdrawal_reason"] is None:
        raise Invalid("withdrawal_reason is empty, but status is WITHDRAWN: write why it was withdrawn.")


def _require_in_order(moments: Mapping[str, datetime | None], given: Mapping[str, datetime | None]) -> None:
    """(P1) Raises Invalid unless a practice was submitted, published and changed in this order.

    given: the moments that the row has; the others are the moment of the import.
    """
    known = [(name, at) for name, at in moments.items() if at is not None]
    for (before, first), (after, then) in pairwise(known):
        if then < first:
            known_at = _as_text(first) if given[before] else "empty and so the moment of the import"
            raise Invalid(
                f"{after} is {_as_text(then)}, before {before}, which is {known_at}: a practice is submitted, then "
                "published, and changed last."
            )


def _as_text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _key(row: Mapping[str, Any]) -> int:
    identifier = text_cell(row, "id")
    return new_id() if identifier is None else key_of(identifier, "Practice", "id")


def _require_new(write: Write, values: Mapping[str, Any], by_id: bool) -> None:
    """Raises Invalid if the practice exists: by its id, or, if the row has none, by its title."""
    if by_id:
        if write.session.execute(select(practices.c.id).where(practices.c.id == values["id"])).first() is not None:
            raise Invalid("A practice with this id already exists, or is in the file twice.")
    elif (known := _practice_with_title(write, values)) is not None:
        where = "already, or is in the file twice" if known["status"] != WITHDRAWN else "and is withdrawn"
        raise Invalid(
            f"Practice:{known['id']} of this state has this title {where}: leave it out. If it is another practice, "
            "give it an `id` of its own, such as Practice:1."
        )


def _practice_with_title(write: Write, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A practice of the same participant and title; a withdrawn one only if there is no other."""
    alike = select(practices).where(
        practices.c.participant_id == values["participant_id"],
        practices.c.sort_title == values["sort_title"],
    )
    rows = write.session.execute(alike.order_by(practices.c.status == WITHDRAWN, practices.c.id)).mappings()
    return next((row for row in map(dict, rows) if _title(row) == _title(values)), None)


def _title(row: Mapping[str, Any]) -> str:
    """The original title with all its signs, without capitals and superfluous blanks."""
    return " ".join(row["title"][row["original_language"]].casefold().split())
