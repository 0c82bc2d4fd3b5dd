"""The content of practices: drafting, revising, translating. P1, P3, P6."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from core import Conflict, Invalid, Mistakes, Write, WrongStatus, new_id, require_change, worded_or_none
from core.members import latest_day_on_earth, require_participant
from plugins.practices.bitmaps import updating_bitmaps
from plugins.practices.content import NO_CORRECTION, TEXTS, Filing, LanguageCorrection, PracticeText, sort_title
from plugins.practices.enums import PracticeStatus
from plugins.practices.lengths import REMARK
from plugins.practices.rules.practice_rows import lock_for_participant_or_secretariat, lock_own, require_revision
from plugins.practices.storing import links_of, make_findable, new_row, replace_links
from plugins.practices.tables import practices, revisions


def draft_practice(write: Write, participant: int, text: PracticeText, filing: Filing) -> int:
    """(P1) Draft a practice of one's own; returns it. Raises NotAllowed, NotFound, Invalid."""
    write.viewer.require_voice(participant)
    state = require_participant(write.session, participant, "participant")
    practice = new_id()
    with Mistakes() as check:
        fresh = check(new_row, practice, participant, state, text, write.now)
        filed = check(filing.columns, latest_day_on_earth(write.now))
        links = check(filing.checked_links)
    row = {**fresh, **filed}
    write.session.execute(insert(practices).values(**row))
    make_findable(write.session, row)
    replace_links(write.session, practice, links)
    write.record("practice.drafted", f"Practice:{practice}", {}, public=False)
    return practice


def revise_practice(
    write: Write,
    practice: int,
    text: PracticeText | None,
    filing: Filing,
    note: str | None,
    expected: int | None,
    correction: LanguageCorrection = NO_CORRECTION,
) -> int:
    """(P3) Change a practice of one's own; the earlier text of a published one is kept as a numbered revision.

    expected: the revision on which the change is based. correction: of its languages, applied after the text. Raises
    RevisionConflict if `expected` is not the present one, NotAllowed, NotFound, WrongStatus, Invalid.
    """
    row = lock_own(write, practice)
    _require_changeable(row, "revised", instead=": draft another")
    require_revision(row, expected)
    with Mistakes() as check:
        note = check(worded_or_none, note, REMARK, "note", "note")
        changes = check(filing.columns, latest_day_on_earth(write.now))
        links = check(filing.checked_links)
        wording = None if text is None else check(text.checked)
    if wording is not None:
        changes |= wording.added_to(row._mapping)
    changes |= correction.applied_to({**row._mapping, **changes}, None if text is None else text.language)
    linked_as_before = links is None or links == links_of(write.session, practice)
    if linked_as_before and all(row._mapping[name] == value for name, value in changes.items()):
        advice = "give another text, other links, or other values under which it is filed"
        raise Invalid(f"This would change nothing: {advice}.", "practice")
    replace_links(write.session, practice, links)
    return _change(write, row, changes, note, "practice.revised", **correction.facts())


def translate_practice(write: Write, practice: int, text: PracticeText, expected: int | None) -> int:
    """(P6) Translate a practice, or correct its translation. For its participant and the secretariat.

    This is refused while it is under review, so that what was approved is what is published. (P3) A published
    translation that is replaced is kept as a numbered revision. expected: as for a revision. Raises NotAllowed,
    NotFound, WrongStatus, Conflict, RevisionConflict, Invalid.
    """
    row = lock_for_participant_or_secretariat(write, practice)
    _require_changeable(row, "translated")
    if text.language == row.original_language:
        raise Conflict("This is the original language: revise the practice instead.", "text", "language")
    require_revision(row, expected)
    texts = text.checked().added_to(row._mapping)
    require_change([name for name in TEXTS if texts[name] != row._mapping[name]], "text")
    replaced = text.language in row.title
    return _change(write, row, texts, None, "practice.translated", keep=replaced)


def _require_changeable(row: Any, change: str, instead: str = "") -> None:
    """Raises WrongStatus if a practice is withdrawn or under review. instead: what to do if it is withdrawn."""
    if row.status == PracticeStatus.WITHDRAWN.name:
        raise WrongStatus(f"A withdrawn practice cannot be {change}{instead}.", "practice")
    if row.status == PracticeStatus.SUBMITTED.name:
        raise WrongStatus(
            f"A practice under review cannot be {change}: wait until it is published or sent back.", "practice"
        )


def _change(
    write: Write, row: Any, changes: dict[str, Any], note: str | None, action: str, keep: bool = True, **facts: Any
) -> int:
    practice: int = row.id
    published = row.status == PracticeStatus.PUBLISHED.name
    if published and keep:
        write.session.execute(
            insert(revisions).values(
                id=new_id(),
                practice_id=practice,
                number=row.revision,
                at=write.now,
                note=note,
                **{name: row._mapping[name] for name in (*TEXTS, "original_language", "languages")},
            )
        )
    changed = {**row._mapping, **changes, "revision": row.revision + 1, "updated_at": write.now}
    changed["sort_title"] = sort_title(changed)
    if row.published_at is None:
        changed["ordered_at"] = write.now
    with updating_bitmaps(write.session, practice):
        write.session.execute(update(practices).where(practices.c.id == practice).values(**changed))
        make_findable(write.session, changed)
    write.record(action, f"Practice:{practice}", facts, published)
    return practice
